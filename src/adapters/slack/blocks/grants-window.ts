import { type Grant, isUsable } from '../../../domain/grant.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { ListOutcome } from '../../../use-cases/list-grants.ts';
import { GIVE_BACK, GRANTS_PAGE, type PageAsked, READ_AGAIN, REVOKE } from './action-ids.ts';
import { reasonOf } from './grant-blocks.ts';
import { unlockableBlocks } from './help-windows.ts';
import type { Block, Button, Window } from './kit.ts';
import { boldLine, button, buttons, line, quotation, richText, smallPrint } from './parts.ts';
import { nameOf, sayAftermath, sayEnding, sayHeadline, sayReads } from './say-grant.ts';
import { visibleLine } from './text.ts';
import { MOST_VALUE } from './try-again-button.ts';
import { windowOf } from './window.ts';

type List = Extract<ListOutcome, { outcome: 'list' }>;
type Entry = List['entries'][number];

/** One page of grants, newest first. `words` is what was typed, so that turning the page asks the same. */
export function grantsWindow(list: List, words: string): Window {
  if (list.entries.length === 0) return windowOf(emptyBlocks(list, words));
  return windowOf([
    boldLine(sayQuestion(list)),
    ...list.entries.flatMap((entry) => entryBlocks(entry, list.reader)),
    { type: 'divider' },
    ...pageButtons(list, words),
    ...smallPrint(`Times are on your clock (${list.reader.timezone}).`),
  ]);
}

function sayQuestion({ question, page, entries }: List): string {
  const { whose, resource, history } = question;
  const holder = typeof whose === 'object' ? (entries[0] ? nameOf(entries[0].grant.holder) : 'one person') : undefined;
  const who = whose === 'mine' ? 'yours' : (holder ?? 'everyone');
  const what = [who, resource, history ? `the last ${sayDays(history)}` : undefined].filter((part) => part !== undefined);
  return `${history ? 'Grants' : 'Open grants'}: ${what.join(', ')}${page > 0 ? ` · page ${page + 1}` : ''}`;
}

function sayDays(history: Temporal.Duration): string {
  const hours = history.total({ unit: 'hours', relativeTo: Temporal.PlainDate.from('2000-01-01') });
  return hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`;
}

function entryBlocks({ grant, standing }: Entry, reader: Reader): Block[] {
  const isOpen = isUsable(grant, reader.now);
  const state = isOpen ? sayHeadline(grant, { ...reader, isHolder: standing.holder }) : `🔒 ${grant.resource}`;
  const who = standing.holder ? 'you' : nameOf(grant.holder);
  return [
    { type: 'divider' },
    richText({
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: visibleLine(state, 300), style: { bold: true } },
        { type: 'text', text: ` · ${who}` },
      ],
    }),
    ...smallPrint(isOpen ? undefined : sayEnding(grant, reader)),
    ...(standing.details ? entryDetails(grant, isOpen) : []),
    ...buttons(`grant:${grant.id}`, ...entryButtons({ grant, standing }, isOpen)),
  ];
}

function entryDetails(grant: Grant, isOpen: boolean): Block[] {
  return [...quotation(reasonOf(grant), 200), ...smallPrint(isOpen ? sayReads(grant) : sayAftermath(grant))];
}

function entryButtons({ grant, standing }: Entry, isOpen: boolean): Button[] {
  if (!isOpen) return [];
  if (!standing.holder) return standing.revoke ? [button('Revoke', REVOKE, grant.id, 'danger')] : [];
  const giveBack = button('Give back', GIVE_BACK, grant.id);
  if (grant.reveals.count >= grant.terms.maxReveals) return [giveBack];
  return [button(grant.reveals.count === 0 ? 'Show values' : 'Read again', READ_AGAIN, grant.id), giveBack];
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
  const isMine = question.whose === 'mine';
  const said = isMine ? 'You hold nothing' : 'Nobody holds anything';
  const before = question.history
    ? `${isMine ? 'You held' : 'There was'} nothing in the last ${sayDays(question.history)}`
    : `${said} right now`;
  return [boldLine(`${before}.`), line('To ask: /unlock and a name.'), ...unlockableBlocks(list.unlockable)];
}
