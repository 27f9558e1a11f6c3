import type { Note } from '../../../domain/card.ts';
import type { Closed, ClosedChannel } from '../../../domain/diagnosis/slack-places.ts';
import type { Block } from './kit.ts';
import { richText, smallPrint } from './parts.ts';
import type { SaidNote } from './say-lost.ts';
import { visibleLine } from './text.ts';

type NoteOf<Kind> = Extract<Note, { kind: Kind }>;
type PolicyNote = NoteOf<'policy-in-force'> | NoteOf<'policy-broken'> | NoteOf<'policy-superseded'>;

const CHECK = 'nightlatch policy check';

// Names in front of it may take over 200 already.
const MOST_LINE = 400;
const MOST_CLOSED = 8;
const MOST_AS = 200;

/** What became of the policy, or of a file of it. */
export function sayPolicyNote(note: PolicyNote): SaidNote {
  if (note.kind === 'policy-in-force') {
    const by = note.by === undefined ? '' : `, by ${visibleLine(note.by, 120)}`;
    return { text: `A new policy is in force: ${note.hash.slice(0, 12)}${by}`, next: 'Requests are decided by it from now on.' };
  }
  const host = visibleLine(note.host, 80);
  if (note.kind === 'policy-broken') {
    return {
      text: `🚨 The policy file on ${host} is broken, so it isn't used. The policy in force stays.`,
      next: `The log there says what was found${note.more > 0 ? '.' : `, and so does: ${CHECK}`}`,
    };
  }
  return {
    text: `🚨 The policy file on ${host} is one that was replaced (${note.hash.slice(0, 12)}), so it isn't used.`,
    next: 'To bring it back: nightlatch policy apply on that host, or change the file.',
  };
}

/** The lines of it: what changed, what opens more marked as such, and where nothing can be posted; or where mistakes are. */
export function policyNoteLines(note: Note): Block[] {
  if (note.kind === 'policy-broken')
    return [...bullets(note.places), ...smallPrint(note.more > 0 ? `${sayMore(note.more)}: ${CHECK}` : undefined)];
  return note.kind === 'policy-in-force' ? [...changeLines(note), ...closedLines(note.closed ?? [])] : [];
}

function changeLines(note: NoteOf<'policy-in-force'>): Block[] {
  if (!note.changes) return [];
  if (note.changes.length === 0) return smallPrint('It says the same as before in other words.');
  const opensMore = note.changes.some((change) => change.opensMore);
  return [
    ...bullets(note.changes.map((change) => `${change.opensMore ? '⚠ ' : ''}${change.text}`)),
    ...smallPrint(sayMore(note.more ?? 0), opensMore ? '⚠ opens more than before' : undefined),
  ];
}

/** Each on a line of its own: whoever reads it is the one who can invite the bot. */
function closedLines(closed: readonly ClosedChannel[]): Block[] {
  if (closed.length === 0) return [];
  const more = closed.length - MOST_CLOSED;
  return [
    richText(...closed.slice(0, MOST_CLOSED).map(closedLine)),
    ...smallPrint(more > 0 ? `and ${more} more: nightlatch doctor names them` : undefined),
  ];
}

const MENDED_BY: Readonly<Record<Closed, string>> = {
  'not-in-it': 'invite me there',
  'not-there': 'invite me there or correct its id',
  archived: 'unarchive it',
  'shared-outside': 'end its sharing with other workspaces',
};
const OTHERWISE = { approvals: "approvers won't see what is asked", record: 'nobody sees there who was given what' };

function closedLine({ channel, as, because, use }: ClosedChannel) {
  return {
    type: 'rich_text_section' as const,
    elements: [
      { type: 'text' as const, text: "⚠ I can't post in " },
      { type: 'channel' as const, channel_id: channel },
      { type: 'text' as const, text: ` (${visibleLine(as, MOST_AS)}): ${MENDED_BY[because]}, or ${OTHERWISE[use]}.` },
    ],
  };
}

function bullets(lines: readonly string[]): Block[] {
  if (lines.length === 0) return [];
  const elements = lines.map((text) => ({
    type: 'rich_text_section' as const,
    elements: [{ type: 'text' as const, text: visibleLine(text, MOST_LINE) }],
  }));
  return [richText({ type: 'rich_text_list', style: 'bullet', elements })];
}

function sayMore(more: number): string | undefined {
  return more > 0 ? `and ${more} more` : undefined;
}
