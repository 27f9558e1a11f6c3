import type { JsonObject } from '../json.ts';
import type { Resident } from '../people.ts';
import type { Answer, Crafted } from '../slack/deliveries.ts';
import { escapeMentions } from '../slack/escape-typed.ts';
import type { Click } from '../slack/interactions.ts';
import type { Message } from '../slack/message.ts';
import type { SandboxSlack } from '../slack/sandbox-slack.ts';
import type { InputState, View } from '../slack/view.ts';
import { type Channel, visibleTo } from '../slack/workspace.ts';
import { type Filling, inputNames, usedAs } from './inputs.ts';
import { type SeenButton, type SeenMessage, type SeenWindow, says, seenMessage, seenWindow } from './seen.ts';

type Where = string | SeenMessage;

/** One person at Slack's keyboard. Each deed resolves when the bot has acked it; what comes later is awaited by `…Says`. */
export class PersonDriver {
  readonly #slack: SandboxSlack;
  readonly person: Resident;
  /** How long a deed waits for what it is done to. */
  patienceMs = 10_000;

  constructor(slack: SandboxSlack, person: Resident) {
    this.#slack = slack;
    this.person = person;
  }

  get id(): string {
    return this.person.id;
  }

  /** Types a slash command into a channel (`direct` is the conversation with the bot); `@bob` is sent as a mention, all else to the letter. */
  types(channel: string, text: string, crafted?: Crafted): Promise<Answer> {
    const typed = escapeMentions(text, this.#slack.workspace.people.values());
    return this.#slack.interactions.command(this.person, this.#channel(channel).id, typed, crafted);
  }

  /** The topmost open window, if any. */
  window(): SeenWindow | undefined {
    const view = this.#slack.views.topOf(this.id);
    return view === undefined ? undefined : seenWindow(view, this.#slack.workspace);
  }

  /** The window as soon as it says so. */
  windowSays(wanted: string | RegExp): Promise<SeenWindow> {
    return this.#slack.changes.until(
      () => {
        const window = this.window();
        return window !== undefined && says(window.text, wanted) ? window : undefined;
      },
      () =>
        `${this.person.name}'s window never said ${wanted}; it says:\n${this.window()?.text ?? '(no window)'}${this.#otherSigns()}`,
    );
  }

  /** Resolves when no window is open any more. */
  async windowIsGone(): Promise<void> {
    await this.#slack.changes.until(
      () => (this.window() === undefined ? true : undefined),
      () => `${this.person.name}'s window is still open; it says:\n${this.window()?.text}`,
    );
  }

  /** Clicks the button with that text or action id in the window. */
  clicks(button: string, crafted?: Crafted): Promise<Answer> {
    const view = this.#openView();
    const found = pick(seenWindow(view, this.#slack.workspace).buttons, button, `${this.person.name}'s window`);
    return this.#slack.interactions.clickInView(this.person, view, found, crafted);
  }

  /** Fills the window's inputs in, each by its label or ids and one after the other; answered is what the bot was told at once of. */
  async fills(inputs: Record<string, Filling>, crafted?: Crafted): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const [called, filling] of Object.entries(inputs)) {
      const view = this.#openView();
      const { blockId, actionId, selected, isTold } = usedAs(view.blocks, called, filling);
      if (isTold) answers.push(await this.chooses(blockId, actionId, selected, crafted));
      else this.#slack.interactions.hold(view, { [blockId]: { [actionId]: selected } });
    }
    return answers;
  }

  /** Chooses or types in an element of the window; `selected` is as in Slack's action object. */
  chooses(blockId: string, actionId: string, selected: JsonObject, crafted?: Crafted): Promise<Answer> {
    return this.#slack.interactions.clickInView(this.person, this.#openView(), { blockId, actionId, selected }, crafted);
  }

  /** Clicks a button of a message, or of the newest message in that channel (`direct` for the bot's) that has it, waiting for one. */
  async clicksIn(where: Where, button: string, crafted?: Crafted): Promise<Answer> {
    const hasButton = (one: SeenMessage): boolean => one.buttons.some((candidate) => isCalled(candidate, button));
    const message =
      typeof where === 'string' ? await this.#newestThat(where, `button ${button}`, hasButton) : this.#message(where);
    const found = pick(seenMessage(message, this.#slack.workspace).buttons, button, 'the message');
    return this.#slack.interactions.clickInMessage(this.person, message, found, crafted);
  }

  /** Chooses in a select or "more" menu of a message, or of the newest message there that has it, waiting for one. */
  async choosesIn(where: Where, input: string, filling: Filling, crafted?: Crafted): Promise<Answer> {
    const message =
      typeof where === 'string' ? await this.#newestThat(where, `input ${input}`, hasInput(input)) : this.#message(where);
    return this.#slack.interactions.clickInMessage(this.person, message, usedAs(message.blocks, input, filling), crafted);
  }

  /** Sends a click that no honest client would: on ids that need not be there. */
  forgesClick(where: SeenMessage | SeenWindow, click: Click, crafted?: Crafted): Promise<Answer> {
    const forged = { forged: {}, ...click };
    if (!('viewId' in where)) return this.#slack.interactions.clickInMessage(this.person, this.#message(where), forged, crafted);
    const view = this.#slack.views.byId(where.viewId);
    if (view === undefined) throw new Error(`there never was a view ${where.viewId}`);
    return this.#slack.interactions.clickInView(this.person, view, forged, crafted);
  }

  /** Submits the window with these inputs by block id and action id; `undefined` when Slack itself finds one missing. */
  submits(values: InputState = {}, crafted?: Crafted): Promise<Answer | undefined> {
    return this.#slack.interactions.submit(this.person, this.#openView(), values, crafted);
  }

  closesWindow(crafted?: Crafted): Promise<Answer | undefined> {
    return this.#slack.interactions.close(this.person, this.#openView(), crafted);
  }

  /** Starts a global shortcut by its name or callback id. */
  usesShortcut(which: string, crafted?: Crafted): Promise<Answer> {
    const { shortcuts } = this.#slack.workspace;
    const found = shortcuts.find(({ name, callbackId }) => name === which || callbackId === which);
    if (found === undefined)
      throw new Error(`there is no shortcut ${which}; there are: ${shortcuts.map(({ name }) => name).join(', ')}`);
    return this.#slack.interactions.shortcut(this.person, found.callbackId, crafted);
  }

  opensHome(crafted?: Crafted): Promise<Answer> {
    return this.#slack.events.homeOpened(this.person, 'home', crafted);
  }

  /** The home tab as it was last published for this person. */
  home(): SeenWindow | undefined {
    const view = this.#slack.views.homeOf(this.id);
    return view === undefined ? undefined : seenWindow(view, this.#slack.workspace);
  }

  /** The home tab as soon as it says so. */
  homeSays(wanted: string | RegExp): Promise<SeenWindow> {
    return this.#slack.changes.until(
      () => {
        const home = this.home();
        return home !== undefined && says(home.text, wanted) ? home : undefined;
      },
      () =>
        `${this.person.name}'s home never said ${wanted}; it says:\n${this.home()?.text ?? '(nothing published)'}${this.#otherSigns()}`,
    );
  }

  /** Clicks the button with that text or action id in the home tab. */
  clicksInHome(button: string, crafted?: Crafted): Promise<Answer> {
    const view = this.#slack.views.homeOf(this.id);
    if (view === undefined) throw new Error(`nothing is published in ${this.person.name}'s home`);
    const found = pick(seenWindow(view, this.#slack.workspace).buttons, button, `${this.person.name}'s home`);
    return this.#slack.interactions.clickInView(this.person, view, found, crafted);
  }

  /** What the bot wrote to this person alone. */
  directMessages(): SeenMessage[] {
    return this.#slack.workspace.directChannelOf(this.id).messages.map((message) => seenMessage(message, this.#slack.workspace));
  }

  directMessageSays(wanted: string | RegExp): Promise<SeenMessage> {
    return this.#awaited('direct messages', () => this.directMessages(), wanted);
  }

  /** What only this person sees in the channel. */
  ephemerals(channel: string): SeenMessage[] {
    return this.#channel(channel)
      .ephemerals.filter(({ onlyFor }) => onlyFor === this.id)
      .map((message) => seenMessage(message, this.#slack.workspace));
  }

  ephemeralSays(channel: string, wanted: string | RegExp): Promise<SeenMessage> {
    return this.#awaited(`ephemerals in ${channel}`, () => this.ephemerals(channel), wanted);
  }

  /** What Slack itself tells this person, such as that a command failed. */
  notice(): string | undefined {
    return this.#slack.workspace.noticeTo(this.id);
  }

  #awaited(what: string, look: () => SeenMessage[], wanted: string | RegExp): Promise<SeenMessage> {
    return this.#slack.changes.until(
      () => look().findLast(({ text, fallback }) => says(text, wanted) || says(fallback, wanted)),
      () => `${this.person.name}'s ${what} never said ${wanted}; they say:\n${texts(look())}`,
    );
  }

  #otherSigns(): string {
    const calls = this.#slack.calls.slice(-8).map(({ method, outcome }) => `${method} (${outcome})`);
    return `\nSlack's notice: ${this.notice() ?? 'none'}\nlast calls: ${calls.join(', ') || 'none'}`;
  }

  #channel(which: string): Channel {
    return which === 'direct' ? this.#slack.workspace.directChannelOf(this.id) : this.#slack.workspace.channel(which);
  }

  #openView(): View {
    const view = this.#slack.views.topOf(this.id);
    if (view === undefined) throw new Error(`${this.person.name} has no window open`);
    return view;
  }

  #message({ channel, ts }: SeenMessage): Message {
    const { messages, ephemerals } = this.#slack.workspace.channel(channel);
    const message = [...messages, ...ephemerals].find((one) => one.ts === ts);
    if (message === undefined) throw new Error(`the message ${ts} is gone`);
    return message;
  }

  #newestThat(where: string, what: string, has: (seen: SeenMessage) => boolean): Promise<Message> {
    const { workspace, changes } = this.#slack;
    const seen = () => visibleTo(this.id, this.#channel(where)).toReversed();
    return changes.until(
      () => seen().find((one) => has(seenMessage(one, workspace))),
      () => `no message in ${where} has a ${what}; it says:\n${texts(seen().map((one) => seenMessage(one, workspace)))}`,
      this.patienceMs,
    );
  }
}

function hasInput(called: string): (seen: SeenMessage) => boolean {
  return ({ blocks }) => inputNames(blocks).includes(called);
}

function isCalled({ text, actionId }: SeenButton, name: string): boolean {
  return text === name || actionId === name;
}

function pick(buttons: SeenButton[], name: string, where: string): SeenButton {
  const found = buttons.find((button) => isCalled(button, name));
  if (found !== undefined) return found;
  throw new Error(`${where} has no button ${name}; it has: ${buttons.map(({ text }) => text).join(', ') || 'none'}`);
}

function texts(messages: SeenMessage[]): string {
  return messages.map(({ text }) => text).join('\n---\n') || '(nothing)';
}
