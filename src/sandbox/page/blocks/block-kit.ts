import type { TextObject } from '../text/rich-text.tsx';

/** The parts of Block Kit that the page draws; the server has checked their shape. */
export interface Option {
  text: TextObject;
  value: string;
  description?: TextObject;
}

export interface Confirm {
  title: TextObject;
  text: TextObject;
  confirm: TextObject;
  deny: TextObject;
  style?: 'primary' | 'danger';
}

export interface Element {
  type: string;
  action_id: string;
  text?: TextObject;
  style?: 'primary' | 'danger';
  url?: string;
  value?: string;
  confirm?: Confirm;
  placeholder?: TextObject;
  accessibility_label?: string;
  options?: Option[];
  option_groups?: { label: TextObject; options: Option[] }[];
  initial_option?: Option;
  initial_options?: Option[];
  initial_value?: string;
  initial_time?: string;
  initial_date?: string;
  initial_user?: string;
  multiline?: boolean;
  max_length?: number;
  min_length?: number;
  max_selected_items?: number;
  dispatch_action_config?: { trigger_actions_on?: string[] };
  image_url?: string;
  alt_text?: string;
}

export interface KnownBlock {
  type: string;
  block_id?: string;
  text?: TextObject;
  fields?: TextObject[];
  accessory?: Element;
  elements?: Element[];
  element?: Element;
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  level?: string;
  rows?: Cell[][];
  column_settings?: { align?: 'left' | 'center' | 'right'; is_wrapped?: boolean }[];
  title?: string;
  chart?: Chart;
}

/** A cell of a table. */
export type Cell = { type: 'raw_text' | 'raw_number'; text: string } | { type: 'rich_text'; elements: unknown[] };

/** What a `data_visualization` draws; a pie has neither series nor axes. */
export interface Chart {
  type: 'bar' | 'line' | 'area' | 'pie';
  series?: { name: string; data: { label: string; value: number }[] }[];
  axis_config?: { categories: string[]; x_label?: string; y_label?: string };
}

/** An input's value as in Slack's `view.state.values`. */
export type InputValue = Record<string, unknown> & { type: string };

/** The options of a select, in groups or not. */
export function optionsOf(element: Element): Option[] {
  return element.options ?? (element.option_groups ?? []).flatMap(({ options }) => options);
}

const empties: Record<string, (element: Element) => Record<string, unknown>> = {
  static_select: ({ initial_option }) => ({ selected_option: initial_option ?? null }),
  multi_static_select: ({ initial_options }) => ({ selected_options: initial_options ?? [] }),
  radio_buttons: ({ initial_option }) => ({ selected_option: initial_option ?? null }),
  checkboxes: ({ initial_options }) => ({ selected_options: initial_options ?? [] }),
  timepicker: ({ initial_time }) => ({ selected_time: initial_time ?? null }),
  datepicker: ({ initial_date }) => ({ selected_date: initial_date ?? null }),
  users_select: ({ initial_user }) => ({ selected_user: initial_user ?? null }),
};

/** What an input holds before anybody touched it. */
export function firstValue(element: Element): InputValue {
  const first = empties[element.type]?.(element) ?? { value: element.initial_value ?? null };
  return { type: element.type, ...first };
}

/** What Slack itself says of an input that is submitted with this. */
export function complaintAbout(held: InputValue, block: KnownBlock, { min_length: least = 0 }: Element): string | undefined {
  if (block.type !== 'input') return undefined;
  if (isEmpty(held)) return block.optional === true ? undefined : 'Please complete this required field.';
  const isShort = typeof held.value === 'string' && held.value.length < least;
  return isShort ? `Please enter at least ${least} characters.` : undefined;
}

/** Whether nothing was typed or chosen. */
function isEmpty({ type: _, ...held }: InputValue): boolean {
  return Object.values(held).every((value) => value === null || value === '' || (Array.isArray(value) && value.length === 0));
}

/** The elements of a window that hold a value, with the ids Slack knows them by. */
export function inputsOf(blocks: KnownBlock[]): { block: KnownBlock; blockId: string; element: Element }[] {
  const holding = new Set([...Object.keys(empties), ...textInputs]);
  return blocks.flatMap((block) => {
    const elements = [block.element, block.accessory, ...(block.type === 'actions' ? (block.elements ?? []) : [])];
    return elements
      .filter((element): element is Element => element !== undefined && holding.has(element.type))
      .map((element) => ({ block, blockId: block.block_id ?? '', element }));
  });
}

export const textInputs = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input'];
