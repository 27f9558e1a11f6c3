import { isUsable } from '../../../domain/grant.ts';
import { incidentLabel } from '../../../domain/incident.ts';
import type { CardId, ChannelId } from '../../../domain/names.ts';
import { isWaiting, type PendingRequest } from '../../../domain/request.ts';
import { sayList } from '../../../domain/say-list.ts';
import { sayMoment } from '../../../domain/say-time.ts';
import { writtenTo } from '../../../domain/who-is-asked.ts';
import type { RequestContent } from '../../../ports/card-surface.ts';
import { NUDGE, WITHDRAW } from './action-ids.ts';
import { cardBlockId } from './grant-cards.ts';
import type { Block, Message, Window } from './kit.ts';
import { boldLine, button, buttons, line, quotation, richText, smallPrint } from './parts.ts';
import { doubtsBlock, endBlocks, wordsOf } from './request-blocks.ts';
import { nameOf, sayEvidence, sayWhatAndWhen } from './say-grant.ts';
import {
  isAgreed,
  type RequestReader,
  sayApprovals,
  sayAsked,
  sayBreakGlass,
  sayDoubts,
  sayProgress,
  sayWaiting,
  sayWish,
} from './say-request.ts';
import { sayEnd } from './say-settled.ts';
import { escapeMrkdwn } from './text.ts';
import { windowOf } from './window.ts';

/** Something that just happened, said above the rest while it waits. */
export type Happened = 'already-asked' | 'too-soon';

const SAID: Readonly<Record<Happened, string>> = {
  'already-asked': 'You asked for this already. Nothing changed. Withdraw it first to change the time or reason.',
  'too-soon': 'They were asked only just now. Nudge works once in five minutes.',
};

/** The requester's window while they wait, and what came of it. */
export function requestWindow(content: RequestContent, timezone: string, happened?: Happened): Window {
  const { request, now } = content;
  const reader = { timezone, now, isRequester: true };
  const before = happened && isWaiting(request, now) ? [line(SAID[happened])] : [];
  const blocks = requesterBlocks(content, reader, `request:${request.id}`, "You can close this window; I'll write to you.");
  return windowOf([...before, ...blocks], request.asked.resource);
}

/** The requester's own card in their direct messages. */
export function requestDirectMessage(id: CardId, content: RequestContent, timezone: string): Message {
  const { request, now } = content;
  const reader = { timezone, now, isRequester: true };
  const text = isWaiting(request, now) ? sayState(request, reader) : `${sayEnd(content, reader).text}.`;
  return {
    text: escapeMrkdwn(`${request.asked.resource}: ${text}`),
    blocks: requesterBlocks(content, reader, cardBlockId(id), "I'll write to you when they have answered."),
  };
}

function requesterBlocks(content: RequestContent, reader: RequestReader, actionsId: string, next: string): Block[] {
  const { request, now } = content;
  const wish = line(`${sayBreakGlass(request)}${sayWish(request, reader)}`);
  if (!isWaiting(request, now))
    return [
      ...endBlocks(content, reader, [cameOf(content, reader, wish), ...quotation(wordsOf(request))]),
      ...smallPrint(sayDoubts(request, reader), sayEvidence(request, reader)),
    ];
  const agreed = isAgreed(request);
  const approvals = agreed ? undefined : sayApprovals(request, reader);
  const nudge = agreed ? undefined : button('Nudge', NUDGE, request.id);
  return [
    boldLine(agreed ? sayState(request, reader) : `${sayState(request, reader)} ${next}`),
    agreed ? wish : line(`${sayBreakGlass(request)}${sayWish(request, reader)} · ${sayProgress(request, reader)}`),
    ...(approvals === undefined ? [] : [line(`${approvals}.`)]),
    ...doubtsBlock(sayDoubts(request, reader)),
    ...(agreed ? [] : sayNameable(request)),
    ...notPosted(content),
    ...buttons(actionsId, nudge, button('Withdraw', WITHDRAW, request.id)),
    ...(request.nudgedAt === undefined ? [] : smallPrint(`Asked again ${sayMoment(request.nudgedAt, reader)}.`)),
    ...quotation(wordsOf(request)),
    ...smallPrint(sayEvidence(request, reader)),
  ];
}

function sayState(request: PendingRequest, reader: RequestReader): string {
  return isAgreed(request) ? sayWaiting(request, reader) : `Asked ${sayAsked(request)}.`;
}

// The same asked again is this request once more, so it has to be withdrawn first.
function sayNameable({ asked, evidence, extends: extended }: PendingRequest): Block[] {
  const open = evidence.severalOpen ?? [];
  const [first] = open;
  if (!first || extended !== undefined) return [];
  const labels = sayList(open.map(incidentLabel), 'and');
  const next = `/unlock ${asked.resource} in ${incidentLabel(first)}`;
  return [line(`${labels} ${open.length === 1 ? 'is' : 'are'} open. Naming one may need nobody: ${next}`)];
}

function cameOf({ request, grant, now }: RequestContent, reader: RequestReader, wish: Block): Block {
  if (request.state !== 'granted' || !grant) return wish;
  const where = isUsable(grant, now) ? ' · its buttons are in its own message' : '';
  return line(`${sayWhatAndWhen(grant, reader)}${where}`);
}

// Whoever waits must know that fewer people see it than they think.
function notPosted({ request, notPostedIn = [] }: RequestContent): Block[] {
  return notPostedIn.map((channel) => cannotPost(channel, writtenTo(request.eligible).map(nameOf)));
}

function cannotPost(channel: ChannelId, directly: readonly string[]): Block {
  const asked = directly.length > 0 ? `I wrote to ${sayList(directly, 'and')} directly.` : 'Nobody sees it yet.';
  return richText({
    type: 'rich_text_section',
    elements: [
      { type: 'text', text: "I couldn't post in " },
      { type: 'channel', channel_id: channel },
      { type: 'text', text: `. ${asked} If nobody answers, call them.` },
    ],
  });
}
