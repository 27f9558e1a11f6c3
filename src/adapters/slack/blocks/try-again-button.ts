import { type Again, TRY_AGAIN } from './action-ids.ts';
import type { Block } from './kit.ts';
import { button, buttons } from './parts.ts';

/** What Slack takes as a button's value. */
export const MOST_VALUE = 2000;

/** The button that asks the same once more. None when the words don't fit into it: asking for something else would be worse. */
export function tryAgainButton(again: Again | undefined): Block[] {
  const value = again && JSON.stringify({ words: again.words, channel: again.channel });
  if (value === undefined || value.length > MOST_VALUE) return [];
  return buttons('try-again', button('Try again', TRY_AGAIN, value, 'primary'));
}
