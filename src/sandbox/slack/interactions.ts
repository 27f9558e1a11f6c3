import { isJsonObject, type JsonObject } from '../json.ts';
import type { Block } from '../page-api.ts';
import type { Resident } from '../people.ts';
import { checkView } from './check-view.ts';
import type { Answer, Crafted, Deliveries } from './deliveries.ts';
import { showAck } from './hooks.ts';
import { complaintsAbout, inputState } from './input-state.ts';
import type { Message } from './message.ts';
import { messageObject } from './message-content.ts';
import type { SlackState } from './method.ts';
import { SlackRefusal } from './refusal.ts';
import { type InputState, type View, viewObject } from './view.ts';

/** What is clicked: the block's and the element's ids, and a select's or input's new value. */
export interface Click {
  blockId: string;
  actionId: string;
  selected?: JsonObject;
  /** Sends it even when no such element is there. */
  forged?: JsonObject;
}

/** What was to be clicked isn't there, or isn't there any more. */
export class NothingToClick extends Error {}

const trouble = 'We had some trouble connecting. Try again?';

/** What people do in Slack, as deliveries to the bot, and what Slack makes of the answers. */
export class Interactions {
  readonly #state: SlackState;
  readonly #deliveries: Deliveries;
  readonly #hooksUrl: () => string;

  constructor(state: SlackState, deliveries: Deliveries, hooksUrl: () => string) {
    this.#state = state;
    this.#deliveries = deliveries;
    this.#hooksUrl = hooksUrl;
  }

  /** Types a slash command such as `/unlock db-prod` into a channel. */
  async command(by: Resident, channelId: string, typed: string, crafted?: Crafted): Promise<Answer> {
    const { workspace, triggers } = this.#state;
    const [command = '', ...words] = typed.split(' ');
    const channel = workspace.channel(channelId);
    const place = { user: by.id, channel: channel.id };
    workspace.notify(by.id, undefined);
    const fields = {
      token: 'sandbox-verification-token',
      team_id: workspace.teamId,
      team_domain: workspace.domain,
      channel_id: channel.id,
      channel_name: channel.kind === 'direct' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name,
      user_id: by.id,
      user_name: by.handle,
      command,
      text: words.join(' '),
      api_app_id: workspace.appId,
      is_enterprise_install: 'false',
      response_url: this.#responseUrl(place),
      trigger_id: triggers.issue(by.id),
    };
    const answer = await this.#deliveries.form(fields, crafted);
    if (answer.status === 200) this.#show(by, command, () => showAck(this.#state, place, answer.body));
    else
      workspace.notify(
        by.id,
        `${command} failed with the error "${answer.problem === 'timeout' ? 'operation_timeout' : 'dispatch_failed'}"`,
      );
    return answer;
  }

  /** Clicks in a message or an ephemeral one. */
  clickInMessage(by: Resident, message: Message, click: Click, crafted?: Crafted): Promise<Answer> {
    const { workspace, triggers } = this.#state;
    const channel = workspace.channel(message.channel);
    const ephemeral = message.onlyFor !== undefined;
    const payload = {
      ...this.#from('block_actions', by),
      container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: ephemeral },
      trigger_id: triggers.issue(by.id),
      channel: { id: channel.id, name: channel.kind === 'direct' ? 'directmessage' : channel.name },
      // Slack leaves the message out when it is ephemeral.
      ...(ephemeral ? {} : { message: messageObject(message, workspace) }),
      state: { values: stateAfter(message.blocks, click) },
      response_url: this.#responseUrl({ user: by.id, channel: channel.id, message }),
      actions: [this.#action(message.blocks, click)],
    };
    return this.#acted(by, payload, crafted);
  }

  /** Clicks, chooses or types in a window or the home tab. */
  clickInView(by: Resident, view: View, click: Click, crafted?: Crafted): Promise<Answer> {
    const action = this.#action(view.blocks, click);
    const { blockId, actionId, selected } = click;
    if (selected !== undefined) this.hold(view, { [blockId]: { [actionId]: selected } });
    const seen = viewObject(view, this.#state.workspace);
    const payload = {
      ...this.#from('block_actions', by),
      container: { type: 'view', view_id: view.id },
      trigger_id: this.#state.triggers.issue(by.id, view.id),
      view: seen,
      actions: [action],
    };
    return this.#acted(by, payload, crafted);
  }

  /** Starts a global shortcut, from the composer or the search. */
  shortcut(by: Resident, callbackId: string, crafted?: Crafted): Promise<Answer> {
    const { team, token, enterprise, is_enterprise_install } = this.#from('shortcut', by);
    const payload = {
      ...{ type: 'shortcut', token, team, enterprise, is_enterprise_install },
      action_ts: this.#state.workspace.nextTs(),
      user: { id: by.id, username: by.handle, team_id: by.teamId },
      callback_id: callbackId,
      trigger_id: this.#state.triggers.issue(by.id),
    };
    return this.#acted(by, payload, crafted);
  }

  /** Types or chooses in a window or home tab without the bot hearing of it yet. */
  hold(view: View, values: InputState): void {
    for (const [blockId, inputs] of Object.entries(values)) {
      const known = view.state[blockId];
      for (const [actionId, value] of Object.entries(inputs)) {
        if (known?.[actionId] !== undefined) Object.assign(known[actionId], value);
      }
    }
    this.#state.workspace.changes.changed();
  }

  /** Presses the window's submit button; what is required and empty is complained about here, as Slack does. */
  async submit(by: Resident, view: View, values: InputState = {}, crafted?: Crafted): Promise<Answer | undefined> {
    for (const [blockId, inputs] of Object.entries(values)) view.state[blockId] = { ...view.state[blockId], ...inputs };
    view.errors = complaintsAbout(view);
    this.#state.workspace.changes.changed();
    if (Object.keys(view.errors).length > 0) return undefined;
    const payload = {
      ...this.#from('view_submission', by),
      trigger_id: this.#state.triggers.issue(by.id, view.id),
      view: viewObject(view, this.#state.workspace),
      response_urls: [],
    };
    this.#state.workspace.notify(by.id, undefined);
    const answer = await this.#deliveries.payload(payload, crafted);
    if (answer.status !== 200) this.#state.workspace.notify(by.id, trouble);
    else this.#show(by, 'The window', () => this.#follow(by, view, answer.body));
    return answer;
  }

  /** Closes the window; the bot only hears of it if it asked to. */
  async close(by: Resident, view: View, crafted?: Crafted): Promise<Answer | undefined> {
    const closed = view.clearOnClose ? this.#state.views.stackOf(by.id).filter(({ rootId }) => rootId === view.rootId) : [view];
    for (const one of closed) this.#state.views.close(one);
    if (!view.notifyOnClose) return undefined;
    const payload = {
      ...this.#from('view_closed', by),
      view: viewObject(view, this.#state.workspace),
      is_cleared: view.clearOnClose,
    };
    return this.#deliveries.payload(payload, crafted);
  }

  #from(type: string, by: Resident): JsonObject {
    const { teamId, appId, domain } = this.#state.workspace;
    return {
      type,
      user: { id: by.id, username: by.handle, name: by.handle, team_id: by.teamId },
      api_app_id: appId,
      token: 'sandbox-verification-token',
      team: { id: teamId, domain },
      enterprise: null,
      is_enterprise_install: false,
    };
  }

  #action(blocks: Block[], { blockId, actionId, selected, forged }: Click): JsonObject {
    const actionTs = this.#state.workspace.nextTs();
    const element = elementIn(blocks, blockId, actionId);
    if (element === undefined && forged === undefined)
      throw new NothingToClick(`nothing with block ${blockId} and action ${actionId} can be clicked there`);
    const { type = 'button', text, value, style } = { ...element, ...forged };
    const known = Object.entries({ text, value, style }).filter(([, one]) => one !== undefined);
    return { type, action_id: actionId, block_id: blockId, ...Object.fromEntries(known), action_ts: actionTs, ...selected };
  }

  async #acted(by: Resident, payload: JsonObject, crafted?: Crafted): Promise<Answer> {
    const { workspace } = this.#state;
    workspace.notify(by.id, undefined);
    const answer = await this.#deliveries.payload(payload, crafted);
    if (answer.problem === 'timeout') workspace.notify(by.id, 'This app is not responding. Try again in a moment.');
    else if (answer.status !== 200) workspace.notify(by.id, 'This app responded with an error.');
    return answer;
  }

  #responseUrl(place: Parameters<SlackState['responseUrls']['issue']>[0]): string {
    return `${this.#hooksUrl()}${this.#state.responseUrls.issue(place)}`;
  }

  /** Does as the answer to a submission says; without one the window closes. */
  #follow(by: Resident, view: View, body: string): void {
    const { views } = this.#state;
    const answer: unknown = body.trim() === '' ? {} : JSON.parse(body);
    if (!isJsonObject(answer)) throw new SyntaxError('an answer is an object');
    switch (answer.response_action) {
      case undefined:
        views.close(view);
        return;
      case 'clear':
        for (const one of views.stackOf(by.id).filter(({ rootId }) => rootId === view.rootId)) views.close(one);
        return;
      case 'update':
        views.overwrite(view, checkView(answer.view, 'modal'));
        return;
      case 'push':
        views.push(by.id, checkView(answer.view, 'modal'), view);
        return;
      case 'errors':
        this.#showErrors(view, answer.errors);
        return;
      default:
        throw new SlackRefusal('invalid_response_action');
    }
  }

  #showErrors(view: View, errors: unknown): void {
    const inputs = new Set(view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id));
    if (!isJsonObject(errors) || Object.keys(errors).some((blockId) => !inputs.has(blockId)))
      throw new SlackRefusal('invalid_errors');
    view.errors = Object.fromEntries(Object.entries(errors).map(([blockId, text]) => [blockId, String(text)]));
    this.#state.workspace.changes.changed();
  }

  /** Slack shows trouble when an app's answer can't be shown. */
  #show(by: Resident, what: string, show: () => void): void {
    try {
      show();
    } catch (error) {
      if (!(error instanceof SlackRefusal) && !(error instanceof SyntaxError)) throw error;
      this.#state.workspace.notify(
        by.id,
        `${what} failed with the error "${error instanceof SlackRefusal ? error.code : 'invalid_answer'}"`,
      );
    }
  }
}

/** The element with these ids, wherever in the block it stands. */
function elementIn(blocks: Block[], blockId: string, actionId: string): JsonObject | undefined {
  const block = blocks.find(({ block_id }) => block_id === blockId);
  const elements = [block?.accessory, block?.element, ...(Array.isArray(block?.elements) ? block.elements : [])];
  return elements.filter(isJsonObject).find((element) => element.action_id === actionId);
}

/** What a message's inputs hold once this was clicked; a message keeps nothing between clicks. */
function stateAfter(blocks: Block[], { blockId, actionId, selected }: Click): InputState {
  const state = inputState({}, blocks);
  const known = state[blockId]?.[actionId];
  if (selected !== undefined && known !== undefined) Object.assign(known, selected);
  return state;
}
