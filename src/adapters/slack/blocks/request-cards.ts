import type { CardId, SlackUserId } from '../../../domain/names.ts';
import { type Approval, isWaiting, type PendingRequest } from '../../../domain/request.ts';
import { mentionedFor } from '../../../domain/who-is-asked.ts';
import type { RequestContent } from '../../../ports/card-surface.ts';
import type { Block, Message } from './kit.ts';
import { line } from './parts.ts';
import { approverButtons, askedBlock, doubtsBlock, mentions, requesterLine, settledBlocks, wordsOf } from './request-blocks.ts';
import { nameOf } from './say-grant.ts';
import {
  isAgreed,
  type RequestReader,
  sayAnswerBy,
  sayApprovals,
  sayAsk,
  sayAskAlone,
  sayBreakGlass,
  sayCount,
  sayDoubts,
  sayFacts,
  sayOwnApproval,
  sayTimeLeft,
  sayWaiting,
} from './say-request.ts';
import { sayEnd } from './say-settled.ts';
import { clipped, escapeMrkdwn } from './text.ts';

/** Where a card for approvers stands: on whose clocks, in whose direct messages (nobody's: in a channel), and whether it may be answered there. */
export interface ApproversPlace {
  id: CardId;
  timezone: string;
  to?: SlackUserId;
  aspect?: 'reminder' | undefined;
  canAnswer: boolean;
}

const MOST_TEXT_REASON = 150;

/** A request for those who decide: what, why and what speaks for it, with the buttons in the first screen; later who did what and when. */
export function requestCard(place: ApproversPlace, content: RequestContent): Message {
  const { request, now } = content;
  const reader: RequestReader = { timezone: place.timezone, now, isRequester: false };
  const row = place.canAnswer ? approverButtons(place.id, content, ownApproval(request, place.to) !== undefined) : [];
  const account = requesterLine(request, place.to === undefined ? place.timezone : undefined);
  const body = isWaiting(request, now) ? waiting(place, content, reader) : settled(content, reader);
  return { text: notification(place, content, reader), blocks: [...body, ...row, ...account] };
}

function waiting(place: ApproversPlace, content: RequestContent, reader: RequestReader): Block[] {
  const { request } = content;
  const doubts = doubtsBlock(sayDoubts(request, reader));
  if (isAgreed(request))
    return [askedBlock(sayAsk(request, reader), content, reader), line(sayWaiting(request, reader)), ...doubts];
  const own = ownApproval(request, place.to);
  const approvals = own && request.approvals.length === 1 ? undefined : sayApprovals(request, reader);
  return [
    askedBlock(sayHeadline(place, request, reader), content, reader, sayCount(request), sayAnswerBy(request, reader)),
    ...(own ? [line(`${sayOwnApproval(own, reader)}.`)] : []),
    ...(approvals === undefined ? [] : [line(approvals)]),
    ...doubts,
    ...stillAsked(request, place.to),
  ];
}

// In a channel it is nobody's own.
function ownApproval({ approvals }: PendingRequest, to: SlackUserId | undefined): Approval | undefined {
  return to === undefined ? undefined : approvals.find(({ slackId }) => slackId === to);
}

function sayHeadline({ aspect }: ApproversPlace, request: PendingRequest, reader: RequestReader): string {
  if (aspect !== 'reminder') return sayAsk(request, reader);
  const { requester, asked } = request;
  return `${sayBreakGlass(request)}${nameOf(requester)} still waits for ${asked.resource} (${sayTimeLeft(request, reader)} left)`;
}

// In a direct message it is told who else could answer.
function stillAsked({ eligible, approvals }: PendingRequest, to: SlackUserId | undefined): Block[] {
  const left = eligible.filter(({ slackId }) => slackId !== to && !approvals.some((approval) => approval.slackId === slackId));
  const named = mentionedFor(left);
  const people = named.map(({ slackId, onCall }) => ({ slackId, note: onCall ? 'on call' : undefined }));
  return mentions(to === undefined ? 'Asked: ' : 'Also asked: ', people, left.length - named.length);
}

function settled(content: RequestContent, reader: RequestReader): Block[] {
  const { request, grant } = content;
  // Above a grant the headline says it.
  const asked = request.state === 'granted' && grant ? sayAskAlone(request, reader) : sayAsk(request, reader);
  return [...settledBlocks(content, reader), askedBlock(asked, content, reader), ...doubtsBlock(sayDoubts(request, reader))];
}

function notification(place: ApproversPlace, content: RequestContent, reader: RequestReader): string {
  const { request, now } = content;
  if (!isWaiting(request, now)) return escapeMrkdwn(`${sayEnd(content, reader).text} · ${sayAsk(request, reader)}`);
  if (isAgreed(request)) return escapeMrkdwn(`${sayAsk(request, reader)} · ${sayWaiting(request, reader)}`);
  const facts = [sayHeadline(place, request, reader), ...sayFacts(request, reader), sayCount(request)];
  const words = wordsOf(request).trim();
  // Their words stand last, so that they can't pass for ours.
  const quote = words === '' ? '' : `: “${clipped(words, MOST_TEXT_REASON)}”`;
  return escapeMrkdwn(`${facts.join(' · ')}${quote}`);
}
