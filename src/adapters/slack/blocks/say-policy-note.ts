import type { Note } from '../../../domain/card.ts';
import type { Block } from './kit.ts';
import { richText, smallPrint } from './parts.ts';
import type { SaidNote } from './say-lost.ts';
import { visibleLine } from './text.ts';

type NoteOf<Kind> = Extract<Note, { kind: Kind }>;
type PolicyNote = NoteOf<'policy-in-force'> | NoteOf<'policy-broken'> | NoteOf<'policy-superseded'>;

const CHECK = 'nightlatch policy check';

// Names in front of it may take over 200 already.
const MOST_LINE = 400;

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

/** The lines of it: what changed, what opens more marked as such; or where mistakes are. */
export function policyNoteLines(note: Note): Block[] {
  if (note.kind === 'policy-broken')
    return [...bullets(note.places), ...smallPrint(note.more > 0 ? `${sayMore(note.more)}: ${CHECK}` : undefined)];
  if (note.kind !== 'policy-in-force' || !note.changes) return [];
  if (note.changes.length === 0) return smallPrint('It says the same as before in other words.');
  const opensMore = note.changes.some((change) => change.opensMore);
  return [
    ...bullets(note.changes.map((change) => `${change.opensMore ? '⚠ ' : ''}${change.text}`)),
    ...smallPrint(sayMore(note.more ?? 0), opensMore ? '⚠ opens more than before' : undefined),
  ];
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
