import type { GrantsFilter } from '../../../domain/command-text/parse-grants.ts';
import { type Grant, isUsable } from '../../../domain/grant.ts';
import { sayOutage } from '../../../domain/say-outage.ts';
import { type Reader, sayMoment } from '../../../domain/say-time.ts';
import type { ListOutcome } from '../../../use-cases/list-grants.ts';
import { GRANTS_PAGE, type PageAsked, READ_AGAIN } from './action-ids.ts';
import { reasonOf } from './grant-blocks.ts';
import { extendButtons, giveBackButton, revokeButton, rotatedButtons, showButton } from './grant-buttons.ts';
import { unlockableBlocks } from './help-windows.ts';
import type { Block, Button, Window } from './kit.ts';
import { boldLine, button, buttons, grantLine, line, quoteOf, richText, smallPrint } from './parts.ts';
import { sayAftermath, saySeen, sayWorks } from './say-exposure.ts';
import { type GrantReader, nameOf, sayEnding, sayHeadline, sayReads, sayWhatAndWhen } from './say-grant.ts';
import { sayAgreed, sayGlass } from './say-review.ts';
import { MOST_VALUE } from './try-again-button.ts';
import { windowOf } from './window.ts';

// The list is for finding one's way; the whole reason is in the grant's own window.
const MOST_REASON = 200;

type List = Extract<ListOutcome, { outcome: 'list' }>;
type Entry = List['entries'][number];

/** One page of grants, newest first. `words` is what was typed, so that turning the page asks the same. */
export function grantsWindow(list: List, words: string): Window {
  const outages = list.outages.map((outage) => line(sayOutage(outage, list.reader)));
  if (list.entries.length === 0) return windowOf([...outages, ...emptyBlocks(list, words)]);
  return windowOf([
    ...outages,
    boldLine(sayQuestion(list)),
    ...list.entries.flatMap((entry) => entryBlocks(entry, list)),
    ...pageButtons(list, words),
    ...smallPrint(`Times are on your clock (${list.reader.timezone}).`),
  ]);
}

function sayQuestion({ question, page, entries }: List): string {
  const { whose, resource, history, exposed } = question;
  const [first] = entries;
  const holder = typeof whose === 'object' && first ? `${nameOf(first.grant.holder)}'s` : 'All';
  const what = exposed ? 'grants with values shown and not rotated' : history ? 'grants' : 'open grants';
  const parts = [
    `${whose === 'mine' ? 'Your' : holder} ${what}`,
    resource,
    history && `last ${sayDays(history)}`,
    page > 0 ? `page ${page + 1}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function sayDays(history: Temporal.Duration): string {
  const hours = history.total({ unit: 'hours', relativeTo: Temporal.PlainDate.from('2000-01-01') });
  return hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`;
}

// Three or four blocks each, so that a page fits into a message too.
function entryBlocks({ grant, standing }: Entry, { question, reader: { timezone, now } }: List): Block[] {
  const reader = { timezone, now, isHolder: standing.holder };
  const who = standing.holder ? 'you' : nameOf(grant.holder);
  const state = standing.details ? sayHeadline(grant, reader) : sayWhatAndWhen(grant, reader);
  return [
    { type: 'divider' },
    grantLine(state, who, ...(standing.details ? quoteOf(reasonOf(grant), MOST_REASON) : [])),
    ...(standing.details ? smallPrint(sayRest(grant, reader, question)) : []),
    ...buttons(`grant:${grant.id}`, ...entryButtons({ grant, standing }, reader, question)),
  ];
}

// The past is asked for by its beginning, and so is what was seen.
function sayRest(grant: Grant, reader: GrantReader, { history, exposed }: GrantsFilter): string {
  const began = history || exposed ? `Began ${sayMoment(grant.startedAt, reader)}.` : undefined;
  const marks = [sayGlass(grant, reader), sayAgreed(grant)].map((mark) => mark && `${mark}.`);
  return [began, ...marks, ...sayState(grant, reader, exposed)].filter((part) => part !== undefined).join(' ');
}

function sayState(grant: Grant, reader: GrantReader, exposed?: boolean): (string | undefined)[] {
  if (!isUsable(grant, reader.now)) return [`${sayEnding(grant, reader)}.`, sayAftermath(grant, reader)];
  return exposed ? [saySeen(grant, reader), sayWorks(grant, reader)] : [sayReads(grant)];
}

function entryButtons({ grant, standing }: Entry, reader: Reader, { exposed }: GrantsFilter): Button[] {
  const mayMark = standing.holder || standing.revoke;
  if (!isUsable(grant, reader.now)) return mayMark ? rotatedButtons(grant) : [];
  const rotated = exposed && mayMark ? rotatedButtons(grant) : [];
  if (!standing.holder) return [...(standing.revoke ? [revokeButton(grant, reader)] : []), ...rotated];
  const readable = grant.reveals.count < grant.terms.maxReveals;
  const show = readable ? [showButton(grant, READ_AGAIN)] : [];
  return [...show, ...extendButtons(grant, reader.now), giveBackButton(grant), ...rotated];
}

// Two rows, since two buttons of one row may not carry the same action id.
function pageButtons({ page, more }: List, words: string): Block[] {
  const turn = (label: string, to: number): Button | undefined => {
    const value = JSON.stringify({ words: words.trim(), page: to } satisfies PageAsked);
    return value.length <= MOST_VALUE ? button(label, GRANTS_PAGE, value) : undefined;
  };
  return [
    ...buttons('page:older', more ? turn('Older', page + 1) : undefined),
    ...buttons('page:newer', page > 0 ? turn('Newer', page - 1) : undefined),
  ];
}

function emptyBlocks(list: List, words: string): Block[] {
  const { question, page } = list;
  if (page > 0) return [boldLine('No more grants.'), ...pageButtons({ ...list, more: false }, words)];
  if (question.exposed) return [sayNoneExposed(list)];
  if (question.whose !== 'mine') return [sayNone(question)];
  return [sayNone(question), line('To ask: /unlock and a name.'), ...unlockableBlocks(list.unlockable)];
}

// Who may not see what was read isn't told that there is nothing.
function sayNoneExposed({ hidden }: List): Block {
  return boldLine(hidden ? 'Nothing that you may see waits to be rotated.' : 'Nothing shown waits to be rotated.');
}

// Listed is what began within the time asked for, so of the past it says "given", not "held".
function sayNone({ whose, resource, history }: GrantsFilter): Block {
  const when = history ? `in the last ${sayDays(history)}.` : 'right now.';
  if (whose === 'all') return boldLine(`Nobody ${history ? 'was given' : 'holds'} ${resource ?? 'anything'} ${when}`);
  const what = `nothing${resource === undefined ? '' : ` of ${resource}`} ${when}`;
  if (whose === 'mine') return boldLine(`You ${history ? 'were given' : 'hold'} ${what}`);
  const style = { bold: true };
  const said = { type: 'text' as const, text: ` ${history ? 'was given' : 'holds'} ${what}`, style };
  return richText({ type: 'rich_text_section', elements: [{ type: 'user', user_id: whose.slackId, style }, said] });
}
