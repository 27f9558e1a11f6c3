import { sayRefusal } from '../../../domain/say-refusal.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { Window } from './kit.ts';
import { boldLine, line } from './parts.ts';
import { windowOf } from './window.ts';

/** What a grant was to be marked as. */
export type Marking = 'review' | 'rotate';
export type MarkRefused = 'own-grant' | 'not-a-reviewer' | 'not-found' | 'outsider' | 'no-policy';

/** The answer to Mark reviewed or Mark rotated from someone who can't: of a grant that isn't theirs to see it teaches nothing. */
export function markRefusedWindow(marking: Marking, because: MarkRefused, reader: Reader): Window {
  switch (because) {
    case 'own-grant':
      return windowOf([boldLine('Somebody else has to review this.'), line('You held it yourself. Its card names who can.')]);
    case 'not-a-reviewer':
      return windowOf([boldLine("You aren't one of those who review this."), line('Its card names them.')]);
    case 'not-found':
      return windowOf(NOT_FOUND[marking].map((said, index) => (index === 0 ? boldLine(said) : line(said))));
    case 'outsider':
    case 'no-policy':
      return windowOf([boldLine(sayRefusal({ code: because }, reader).text)]);
  }
}

const NOT_FOUND: Readonly<Record<Marking, readonly string[]>> = {
  review: ["There's no grant here that you can review.", 'Those whom its rule names can, in the audit channel.'],
  rotate: [
    "There's no grant here that you can mark as rotated.",
    'Its holder, the approvers of its resource and owners can. /grants exposed lists what waits.',
  ],
};
