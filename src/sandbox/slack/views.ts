import { randomBytes } from 'node:crypto';
import { inputState } from './input-state.ts';
import { SlackRefusal } from './refusal.ts';
import type { View, ViewContent } from './view.ts';
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
    if (view === undefined || !view.open || view.type !== 'modal') throw new SlackRefusal('not_found');
    if (hash !== undefined && hash !== view.hash) throw new SlackRefusal('hash_conflict');
    return this.overwrite(view, content);
  }

  overwrite(view: View, content: ViewContent): View {
    this.#refuseDuplicate(content.externalId, view);
    // An update that says no title, submit or external id takes the old one away: it replaces the view whole.
    for (const key of ['title', 'submit', 'close'] as const) delete view[key];
    Object.assign(view, content, { hash: newHash(), state: inputState(view.state, content.blocks), errors: {} });
    this.#workspace.changes.changed();
    return view;
  }

  /** The person's home tab from now on; refuses a `hash` that is not the present one. */
  publish(user: string, content: ViewContent, hash?: string): View {
    const home = this.homeOf(user);
    if (hash !== undefined && hash !== home?.hash) throw new SlackRefusal('hash_conflict');
    return home === undefined ? this.#add(user, content) : this.overwrite(home, content);
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
      state: inputState({}, content.blocks),
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
