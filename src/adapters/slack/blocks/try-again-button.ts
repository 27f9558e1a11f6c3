import { cleanReason } from '../../../domain/command-text/clean-reason.ts';
import { withShortReason } from '../../../domain/command-text/with-short-reason.ts';
import { type Again, TRY_AGAIN } from './action-ids.ts';
import type { Block, Button } from './kit.ts';
import { button, buttons } from './parts.ts';

/** What Slack takes as a button's value. */
export const MOST_VALUE = 2000;

/** The button that asks the same once more, in a row of its own. */
export function tryAgainButton(again: Again | undefined): Block[] {
  return buttons('try-again', againButton('Try again', TRY_AGAIN, again, 'primary'));
}

/** A button that holds what was asked. None when it doesn't fit into it: asking for something else would be worse. */
export function againButton(label: string, action: string, again: Again | undefined, style?: 'primary'): Button | undefined {
  const value = again && againAsValue(again);
  return value === undefined ? undefined : button(label, action, value, style);
}

/** What was asked as a button's value, which comes back with its click; undefined when Slack wouldn't take it. */
export function againAsValue(again: Again): string | undefined {
  return fitting(asJson(again)) ?? fitting(asJson(shortened(again)));
}

function fitting(value: string): string | undefined {
  return value.length <= MOST_VALUE ? value : undefined;
}

// More of the reason would not be kept.
function shortened(again: Again): Again {
  if ('form' in again) return { ...again, form: { ...again.form, reason: cleanReason(again.form.reason) } };
  return { ...again, words: withShortReason(again.words) };
}

function asJson(again: Again): string {
  const { channel } = again;
  const asking = 'form' in again ? { form: again.form } : { words: again.words };
  return JSON.stringify({ ...asking, ...(channel === undefined ? {} : { channel }) });
}
