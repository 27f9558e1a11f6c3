import { arrayOr, isJsonObject, type JsonObject, stringOr } from '../json.ts';
import type { Block } from '../page-api.ts';
import { isStateful } from '../slack/input-state.ts';
import type { InputState } from '../slack/view.ts';

/** An input as its reader sees it. */
export interface SeenInput {
  /** An input block's label; elsewhere the placeholder. */
  label: string;
  blockId: string;
  actionId: string;
  type: string;
  /** What a select offers, in its own words. */
  options: string[];
  /** What it holds: text, the chosen option's words, or several. */
  holds: string | string[] | undefined;
  optional: boolean;
}

/** What a person puts in: text, an option's words or value, or several; `''` and `[]` take it out again. */
export type Filling = string | string[];

/** An input being used, and whether the bot hears of it at once. */
export interface Use {
  blockId: string;
  actionId: string;
  selected: JsonObject;
  isTold: boolean;
}

interface Found {
  block: Block;
  element: JsonObject;
}

export function inputsIn(blocks: Block[], state: InputState): SeenInput[] {
  return elementsIn(blocks)
    .filter(({ element }) => isStateful(element))
    .map(({ block, element }) => ({
      label: labelOf({ block, element }),
      blockId: String(block.block_id),
      actionId: String(element.action_id),
      type: String(element.type),
      options: optionsOf(element).map(wordsOf),
      holds: heldIn(state[String(block.block_id)]?.[String(element.action_id)] ?? {}),
      optional: block.optional === true,
    }));
}

/** Everything by which an input of these blocks can be called. */
export function inputNames(blocks: Block[]): unknown[] {
  return elementsIn(blocks).flatMap(namesOf);
}

/** How Slack would take `filling` into the input of that label, placeholder, block id or action id; throws where it wouldn't. */
export function usedAs(blocks: Block[], called: string, filling: Filling): Use {
  const all = elementsIn(blocks);
  const found = all.find(({ block, element }) => namesOf({ block, element }).includes(called));
  if (found === undefined) throw new Error(`there is no input ${called}; there are: ${all.map(labelOf).join(', ') || 'none'}`);
  const { block, element } = found;
  return {
    blockId: String(block.block_id),
    actionId: String(element.action_id),
    selected: { type: element.type, ...taken(element, filling) },
    isTold: isTold(found),
  };
}

function elementsIn(blocks: Block[]): Found[] {
  return blocks.flatMap((block) =>
    [block.element, block.accessory, ...(block.type === 'actions' ? arrayOr(block.elements) : [])]
      .filter(isJsonObject)
      .filter(({ type }) => type !== 'button' && type !== 'image')
      .map((element) => ({ block, element })),
  );
}

function labelOf({ block, element }: Found): string {
  return textOf(block.label) ?? textOf(element.placeholder) ?? String(element.action_id);
}

function namesOf({ block, element }: Found): unknown[] {
  return [labelOf({ block, element }), block.block_id, element.action_id];
}

function textOf(text: unknown): string | undefined {
  return isJsonObject(text) ? stringOr(text.text) : undefined;
}

function wordsOf(option: JsonObject): string {
  return textOf(option.text) ?? String(option.value);
}

function optionsOf({ options, option_groups: groups }: JsonObject): JsonObject[] {
  const grouped = arrayOr(groups).flatMap((group) => (isJsonObject(group) ? arrayOr(group.options) : []));
  return [...arrayOr(options), ...grouped].filter(isJsonObject);
}

function heldIn({ type: _, ...held }: JsonObject): SeenInput['holds'] {
  const value = Object.values(held)[0];
  if (Array.isArray(value)) return value.map((one) => (isJsonObject(one) ? wordsOf(one) : String(one)));
  if (isJsonObject(value)) return wordsOf(value);
  return stringOr(value);
}

const several = new Set(['multi_static_select', 'checkboxes']);
const single = new Set(['static_select', 'radio_buttons', 'overflow']);
const plainly: Record<string, string> = {
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  users_select: 'selected_user',
};

function taken(element: JsonObject, filling: Filling): JsonObject {
  const type = String(element.type);
  const wanted = [filling].flat().filter((one) => one !== '');
  if (several.has(type)) return { selected_options: someOf(element, wanted) };
  const [first = null, ...more] = wanted;
  if (more.length > 0) throw new Error(`${element.action_id} holds one thing, not ${wanted.length}`);
  if (single.has(type)) return { selected_option: first === null ? null : option(element, first) };
  if (plainly[type] !== undefined) return { [plainly[type]]: first };
  return { value: first === null ? null : typed(element, first) };
}

function someOf(element: JsonObject, wanted: string[]): JsonObject[] {
  const most = Number(element.max_selected_items ?? Number.POSITIVE_INFINITY);
  if (wanted.length > most) throw new Error(`Slack takes no more than ${most} in ${element.action_id}`);
  return wanted.map((one) => option(element, one));
}

function option(element: JsonObject, wanted: string): JsonObject {
  const options = optionsOf(element);
  const found = options.find((one) => wordsOf(one) === wanted) ?? options.find(({ value }) => value === wanted);
  if (found !== undefined) return found;
  throw new Error(`${element.action_id} offers no ${wanted}; it offers: ${options.map(wordsOf).join(', ') || 'nothing'}`);
}

function typed(element: JsonObject, text: string): string {
  const most = Number(element.max_length ?? 3000);
  if (text.length > most) throw new Error(`Slack lets nobody type more than ${most} characters into ${element.action_id}`);
  return text;
}

/** Text reaches the bot as it is typed only where the app wants that; else once Enter is pressed. */
function isTold({ block, element }: Found): boolean {
  if (block.type !== 'input') return true;
  if (block.dispatch_action !== true) return false;
  if (!String(element.type).endsWith('_input')) return true;
  const config = isJsonObject(element.dispatch_action_config) ? element.dispatch_action_config : {};
  return arrayOr(config.trigger_actions_on).includes('on_character_entered');
}
