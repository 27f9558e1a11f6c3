import { isJsonObject, type JsonObject } from '../json.ts';
import type { Block } from '../page-api.ts';
import type { InputState } from './view.ts';

/** What the blocks' inputs hold: as `before` where block id and action id stayed the same, else what they begin with. */
export function inputState(before: InputState, blocks: Block[]): InputState {
  const state: InputState = {};
  for (const block of blocks) {
    for (const element of statefulElements(block)) {
      const blockId = String(block.block_id);
      const actionId = String(element.action_id);
      state[blockId] = { ...state[blockId], [actionId]: before[blockId]?.[actionId] ?? initialState(element) };
    }
  }
  return state;
}

const stateless = new Set([
  'button',
  'overflow',
  'image',
  'workflow_button',
  'mrkdwn',
  'plain_text',
  'icon_button',
  'feedback_buttons',
]);

function statefulElements(block: Block): Record<string, unknown>[] {
  const elements = [
    block.element,
    block.accessory,
    ...(block.type === 'actions' && Array.isArray(block.elements) ? block.elements : []),
  ];
  return elements.filter(isJsonObject).filter(isStateful);
}

/** Whether the element holds a value between clicks. */
export function isStateful({ type }: JsonObject): boolean {
  return !stateless.has(String(type));
}

function initialState(element: Record<string, unknown>): Record<string, unknown> {
  const type = String(element.type);
  if (type.endsWith('_input')) return { type, value: element.initial_value ?? null };
  if (type === 'checkboxes') return { type, selected_options: element.initial_options ?? [] };
  if (type === 'datepicker') return { type, selected_date: element.initial_date ?? null };
  if (type === 'timepicker') return { type, selected_time: element.initial_time ?? null };
  if (type === 'datetimepicker') return { type, selected_date_time: element.initial_date_time ?? null };
  if (type.startsWith('multi_')) return { type, [selectedKey(type)]: element[`initial_${plural(type)}`] ?? [] };
  return { type, [selectedKey(type)]: element[selectedKey(type).replace('selected', 'initial')] ?? null };
}

function plural(type: string): string {
  return type.includes('users')
    ? 'users'
    : type.includes('conversations')
      ? 'conversations'
      : type.includes('channels')
        ? 'channels'
        : 'options';
}

function selectedKey(type: string): string {
  const name = plural(type);
  return `selected_${type.startsWith('multi_') ? name : name.slice(0, -1)}`;
}

/** What Slack itself finds wrong at a submission, by block id: nothing where something is required, and too little text. */
export function complaintsAbout({ blocks, state }: { blocks: Block[]; state: InputState }): Record<string, string> {
  const complaints: Record<string, string> = {};
  for (const block of blocks) {
    const id = String(block.block_id);
    const inputs = Object.values(state[id] ?? {});
    const least = isJsonObject(block.element) ? Number(block.element.min_length ?? 0) : 0;
    const complaint = complaintAbout(inputs, { optional: block.optional === true, least });
    if (block.type === 'input' && complaint !== undefined) complaints[id] = complaint;
  }
  return complaints;
}

function complaintAbout(inputs: Record<string, unknown>[], { optional, least }: { optional: boolean; least: number }) {
  if (inputs.every(isEmpty)) return optional ? undefined : 'Please complete this required field.';
  const isShort = inputs.some(({ value }) => typeof value === 'string' && value.length < least);
  return isShort ? `Please enter at least ${least} characters.` : undefined;
}

function isEmpty(input: Record<string, unknown>): boolean {
  const { type: _, ...values } = input;
  return Object.values(values).every(
    (value) => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0),
  );
}
