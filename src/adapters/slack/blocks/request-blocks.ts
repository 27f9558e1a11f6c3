import type { types } from '@slack/bolt';
import { type Grant, isUsable } from '../../../domain/grant.ts';
import type { CardId, SlackUserId } from '../../../domain/names.ts';
import { isWaiting, type PendingRequest } from '../../../domain/request.ts';
import type { RequestContent } from '../../../ports/card-surface.ts';
import { APPROVE, APPROVE_15M, DENY, DETAILS } from './action-ids.ts';
import { cardBlockId } from './grant-cards.ts';
import type { Block, Button } from './kit.ts';
import { boldLine, button, buttons, grantLine, line, quoteOf, richText } from './parts.ts';
import { sayAftermath } from './say-exposure.ts';
import { nameOf, sayEnding, sayHeadline } from './say-grant.ts';
import { isAgreed, type RequestReader, sayApprovals, sayBreakGlass, sayFacts } from './say-request.ts';
import { sayEnd } from './say-settled.ts';
import { visibleLine } from './text.ts';

/** What Approve for 15m allows at most. */
export const A_SHORT_WHILE = Temporal.Duration.from({ minutes: 15 });

// On a card for approvers the buttons must stay in sight; the whole reason is in the details.
const MOST_REASON = 200;
const MOST_LINE = 3000;

/** A sentence in bold, a person's words as a quotation, and small facts, all in one block. */
export function askBlock(headline: string, words: string, facts: readonly string[], most = MOST_REASON): Block {
  const quote = quoteOf(words, most);
  const said = quote.length > 0 ? `${headline}:` : headline;
  const bold: types.RichTextSection = {
    type: 'rich_text_section',
    elements: [{ type: 'text', text: visibleLine(said, MOST_LINE), style: { bold: true } }],
  };
  const rest = facts.filter((fact) => fact !== '').join(' · ');
  return richText(bold, ...quote, ...(rest === '' ? [] : [sectionOf(rest)]));
}

function sectionOf(text: string): types.RichTextSection {
  return { type: 'rich_text_section', elements: [{ type: 'text', text: visibleLine(text, MOST_LINE) }] };
}

/** The reason as the requester wrote it; in an incident its title is the default. */
export function wordsOf({ asked, offer }: PendingRequest): string {
  return asked.reason ?? offer.incident?.title ?? '';
}

/** What approvers can still do with it. Once enough have agreed, or the reader has, another yes would change nothing. */
export function approverButtons(id: CardId, { request, now }: RequestContent, hasApproved: boolean): Block[] {
  const details = button('Details', DETAILS, request.id);
  if (!isWaiting(request, now)) return buttons(cardBlockId(id), details);
  const deny = button('Deny', DENY, request.id);
  if (hasApproved || isAgreed(request)) return buttons(cardBlockId(id), deny, details);
  // Yes and no come first: on a phone the row breaks.
  return buttons(cardBlockId(id), button('Approve', APPROVE, request.id, 'primary'), deny, shortButton(request), details);
}

// An extension has no length of its own that could be cut to a quarter of an hour.
function shortButton({ id, offer, extends: extended }: PendingRequest): Button | undefined {
  const isLong = Temporal.Duration.compare(offer.length, A_SHORT_WHILE) > 0;
  return isLong && extended === undefined ? button('Approve for 15m', APPROVE_15M, id) : undefined;
}

/** Mentions of accounts, so that phones ring; `note` is said behind the name. No block when there is nobody. */
export function mentions(
  start: string,
  people: readonly { slackId: SlackUserId; note?: string | undefined }[],
  more = 0,
): Block[] {
  if (people.length === 0) return [];
  const elements = people.flatMap(({ slackId, note }, index): types.RichTextElement[] => [
    { type: 'text', text: index === 0 ? start : ', ' },
    { type: 'user', user_id: slackId },
    ...(note === undefined ? [] : [{ type: 'text' as const, text: ` (${note})` }]),
  ]);
  const rest: types.RichTextElement[] = more > 0 ? [{ type: 'text', text: ` and ${more} more` }] : [];
  return [richText({ type: 'rich_text_section', elements: [...elements, ...rest] })];
}

/** For approvers: what came of it, who did it and when, above what was asked. */
export function settledBlocks(content: RequestContent, reader: RequestReader): Block[] {
  const { request, grant } = content;
  if (request.state === 'granted' && grant) return grantedBlocks({ ...content, grant }, reader);
  const { text, quote } = sayEnd(content, reader);
  const approvals = request.state === 'granted' ? undefined : sayApprovals(request, reader);
  return [askBlock(text, quote ?? '', []), ...(approvals === undefined ? [] : [line(approvals)])];
}

type GrantedContent = RequestContent & { grant: Grant };

function grantedBlocks(content: GrantedContent, reader: RequestReader): Block[] {
  const { request, grant, now } = content;
  const as = { ...reader, isHolder: reader.isRequester };
  const headline = grantLine(
    `${sayBreakGlass(request)}${sayHeadline({ ...grant, approvedBy: whoLimited(content) }, as)}`,
    nameOf(grant.holder),
  );
  const approved = line(sayEnd(content, reader).text);
  if (isUsable(grant, now)) return [headline, approved];
  return [headline, line(`${sayEnding(grant, as)}. ${sayAftermath(grant, as)}`), approved];
}

// Of those who agreed to the grant, the one with the shortest limit; all of them where this request doesn't say.
function whoLimited({ request, grant }: GrantedContent): Grant['approvedBy'] {
  const limits = request.approvals.flatMap(({ personId, atMost }) => (atMost ? [{ personId, atMost }] : []));
  const [shortest] = limits.toSorted((a, b) => Temporal.Duration.compare(a.atMost, b.atMost));
  const own = grant.approvedBy.filter(({ personId }) => personId === shortest?.personId);
  return own.length > 0 ? own : grant.approvedBy;
}

/** For the requester: the same in their words, what it was about, and what to do next. */
export function endBlocks(content: RequestContent, reader: RequestReader, about: readonly Block[]): Block[] {
  const { text, quote, next } = sayEnd(content, reader);
  const { request } = content;
  const approvals = request.state === 'granted' ? undefined : sayApprovals(request, reader);
  return [
    quote === undefined ? boldLine(`${text}.`) : askBlock(text, quote, [], MOST_LINE),
    ...(approvals === undefined ? [] : [line(`${approvals}.`)]),
    ...about,
    ...(next === undefined ? [] : [line(next)]),
  ];
}

/** The facts of what was asked, for those who decide. */
export function askedBlock(headline: string, { request }: RequestContent, reader: RequestReader, ...more: string[]): Block {
  return askBlock(headline, wordsOf(request), [...sayFacts(request, reader), ...more]);
}

/** What speaks for looking twice. */
export function doubtsBlock(said: string | undefined): Block[] {
  return said === undefined ? [] : [line(said)];
}

/** Which account asked: a display name can be anyone's. */
export function requesterLine({ requester }: PendingRequest, timezone: string | undefined): Block[] {
  const elements: types.RichTextElement[] = [
    { type: 'text', text: 'Account: ' },
    { type: 'user', user_id: requester.slackId },
  ];
  if (timezone !== undefined) elements.push({ type: 'text', text: ` · Times: ${timezone}` });
  return [richText({ type: 'rich_text_section', elements })];
}
