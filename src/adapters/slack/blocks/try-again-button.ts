import { type Again, OPEN_FORM, TRY_AGAIN } from './action-ids.ts';
import type { Block } from './kit.ts';
import { button, buttons } from './parts.ts';

/** What Slack takes as a button's value. */
export const MOST_VALUE = 2000;

/** The button that asks the same once more. None when what was asked doesn't fit into it: asking for something else would be worse. */
export function tryAgainButton(again: Again | undefined): Block[] {
  const value = again && againAsValue(again);
  return value === undefined ? [] : buttons('try-again', button('Try again', TRY_AGAIN, value, 'primary'));
}

/** The button that puts what was asked into the form, to be mended there. None when it doesn't fit into it. */
export function fillInButton(again: Again | undefined): Block[] {
  const value = again && againAsValue(again);
  return value === undefined ? [] : buttons('fill-in', button('Fill in the form', OPEN_FORM, value, 'primary'));
}

/** What was asked as a button's value, which comes back with its click; undefined when Slack wouldn't take it. */
export function againAsValue(again: Again): string | undefined {
  const { channel } = again;
  const asking = 'form' in again ? { form: again.form } : { words: again.words };
  const value = JSON.stringify({ ...asking, ...(channel === undefined ? {} : { channel }) });
  return value.length <= MOST_VALUE ? value : undefined;
}
