import type { types } from '@slack/bolt';
import type { Block } from './kit.ts';
import { plainText } from './text.ts';

/** How many options Slack takes in one select. */
export const MOST_OPTIONS = 100;

const MOST_OPTION_TEXT = 75;
const MOST_PLACEHOLDER = 150;

type Element = types.InputBlock['element'];

export interface Field {
  id: string;
  label: string;
  hint?: string;
  /** Told at once when it is chosen. */
  isTold?: boolean;
  isRequired?: boolean;
}

/** An input with its label. */
export function field({ id, label, hint, isTold, isRequired }: Field, element: Element): Block {
  return {
    type: 'input',
    block_id: id,
    label: plainText(label),
    element,
    optional: isRequired !== true,
    ...(isTold ? { dispatch_action: true } : {}),
    ...(hint === undefined ? {} : { hint: plainText(hint) }),
  };
}

export function option(value: string, text = value): types.PlainTextOption {
  return { text: plainText(text, MOST_OPTION_TEXT), value };
}

export function placeholder(text: string): types.PlainTextElement {
  return plainText(text, MOST_PLACEHOLDER);
}

/** Of these options the ones that are chosen from the start. Slack refuses any that isn't offered. */
export function chosenOf(options: readonly types.PlainTextOption[], values: readonly string[]): types.PlainTextOption[] {
  return options.filter(({ value }) => value !== undefined && values.includes(value));
}
