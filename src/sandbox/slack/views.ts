import { randomBytes } from 'node:crypto';
import type { Block } from '../page-api.ts';
import { SlackRefusal } from './refusal.ts';
import type { InputState, View, ViewContent } from './view.ts';
import type { Workspace } from './workspace.ts';

const deepest = 3;

/** Every person's stack of windows, and their home tabs. */
export class Views {
  readonly #workspace: Workspace;
  readonly #views: View[] = [];

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  open(user: string, content: ViewContent): View {
    return this.#add(user, content);
  }

  push(user: string, content: ViewContent, onto: View): View {
    const depth = this.stackOf(user).filter(({ rootId }) => rootId === onto.rootId).length;
    if (depth >= deepest) throw new SlackRefusal('push_limit_reached');
    return this.#add(user, content, onto);
  }

  /** Overwrites the view; refuses a closed or unknown one, and a `hash` that is not the present one. */
  update(by: { viewId?: string; externalId?: string }, content: ViewContent, hash?: string): View {
    const view = this.#views.find(
      (one) => one.id === by.viewId || (by.externalId !== undefined && one.externalId === by.externalId),
    );
    if (view === undefined || !view.open) throw new SlackRefusal('not_found');
    if (hash !== undefined && hash !== view.hash) throw new SlackRefusal('hash_conflict');
    return this.overwrite(view, content);
  }

  overwrite(view: View, content: ViewContent): View {
    this.#refuseDuplicate(content.externalId, view);
    // An update that says no title, submit or external id takes the old one away: it replaces the view whole.
    for (const key of ['title', 'submit', 'close'] as const) delete view[key];
    Object.assign(view, content, { hash: newHash(), state: keptState(view.state, content.blocks), errors: {} });
    this.#workspace.changes.changed();
    return view;
  }

  publish(user: string, content: ViewContent, hash?: string): View {
    const home = this.homeOf(user);
    if (home === undefined) return this.#add(user, content);
    if (hash !== undefined && hash !== home.hash) throw new SlackRefusal('hash_conflict');
    return this.overwrite(home, content);
  }

  close(view: View): void {
    view.open = false;
    this.#workspace.changes.changed();
  }

  byId(id: string): View | undefined {
    return this.#views.find((view) => view.id === id);
  }

  homeOf(user: string): View | undefined {
    return this.#views.find((view) => view.type === 'home' && view.user === user);
  }

  /** This person's open windows, the topmost last. */
  stackOf(user: string): View[] {
    return this.#views.filter((view) => view.open && view.user === user && view.type === 'modal');
  }

  topOf(user: string): View | undefined {
    return this.stackOf(user).at(-1);
  }

  #add(user: string, content: ViewContent, previous?: View): View {
    this.#refuseDuplicate(content.externalId);
    const id = `V0${randomBytes(5).toString('hex').toUpperCase()}`;
    const rootId = previous?.rootId ?? id;
    const view: View = {
      ...content,
      id,
      user,
      hash: newHash(),
      rootId,
      state: keptState({}, content.blocks),
      open: true,
      errors: {},
    };
    if (previous !== undefined) view.previousId = previous.id;
    this.#views.push(view);
    this.#workspace.changes.changed();
    return view;
  }

  #refuseDuplicate(externalId: string, self?: View): void {
    if (externalId === '') return;
    if (this.#views.some((view) => view !== self && view.externalId === externalId))
      throw new SlackRefusal('duplicate_external_id');
  }
}

function newHash(): string {
  return `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}`;
}

/** Slack keeps what was typed where block id and action id stay the same. */
function keptState(before: InputState, blocks: Block[]): InputState {
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
  return elements.filter((one) => typeof one === 'object' && one !== null && !stateless.has(String(one.type)));
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
