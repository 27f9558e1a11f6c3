import type { GrantsFilter } from '../../../domain/command-text/parse-grants.ts';
import { type Grant, isUsable } from '../../../domain/grant.ts';
import { type Reader, sayMoment } from '../../../domain/say-time.ts';
import type { ListOutcome } from '../../../use-cases/list-grants.ts';
import { GIVE_BACK, GRANTS_PAGE, type PageAsked, READ_AGAIN } from './action-ids.ts';
import { reasonOf, revokeButton, showButton } from './grant-blocks.ts';
import { unlockableBlocks } from './help-windows.ts';
import type { Block, Button, Window } from './kit.ts';
import { boldLine, button, buttons, grantLine, line, quoteOf, richText, smallPrint } from './parts.ts';
import { type GrantReader, nameOf, sayAftermath, sayEnding, sayHeadline, sayReads, sayWhatAndWhen } from './say-grant.ts';
import { MOST_VALUE } from './try-again-button.ts';
import { windowOf } from './window.ts';

// The list is for finding one's way; the whole reason is in the grant's own window.
const MOST_REASON = 200;

type List = Extract<ListOutcome, { outcome: 'list' }>;
type Entry = List['entries'][number];

/** One page of grants, newest first. `words` is what was typed, so that turning the page asks the same. */
export function grantsWindow(list: List, words: string): Window {
  if (list.entries.length === 0) return windowOf(emptyBlocks(list, words));
  return windowOf([
    boldLine(sayQuestion(list)),
    ...list.entries.flatMap((entry) => entryBlocks(entry, list)),
    ...pageButtons(list, words),
    ...smallPrint(`Times are on your clock (${list.reader.timezone}).`),
  ]);
}

function sayQuestion({ question, page, entries }: List): string {
  const { whose, resource, history } = question;
  const [first] = entries;
  const holder = typeof whose === 'object' && first ? `${nameOf(first.grant.holder)}'s` : 'All';
  const parts = [
    `${whose === 'mine' ? 'Your' : holder} ${history ? 'grants' : 'open grants'}`,
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
    ...(standing.details
      ? smallPrint(`${question.history ? `Began ${sayMoment(grant.startedAt, reader)}. ` : ''}${sayRest(grant, reader)}`)
      : []),
    ...buttons(`grant:${grant.id}`, ...entryButtons({ grant, standing }, reader)),
  ];
}

function sayRest(grant: Grant, reader: GrantReader): string {
  return isUsable(grant, reader.now) ? sayReads(grant) : `${sayEnding(grant, reader)}. ${sayAftermath(grant, reader)}`;
}

function entryButtons({ grant, standing }: Entry, reader: Reader): Button[] {
  if (!isUsable(grant, reader.now)) return [];
  if (!standing.holder) return standing.revoke ? [revokeButton(grant, reader)] : [];
  const giveBack = button('Give back', GIVE_BACK, grant.id);
  if (grant.reveals.count >= grant.terms.maxReveals) return [giveBack];
  return [showButton(grant, READ_AGAIN), giveBack];
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
  return [sayNone(question), line('To ask: /unlock and a name.'), ...unlockableBlocks(list.unlockable)];
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
