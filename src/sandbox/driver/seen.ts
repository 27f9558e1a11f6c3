import { flattenBlocks, flattenMrkdwn, type Names } from '../flatten.ts';
import { arrayOr, isJsonObject, type JsonObject } from '../json.ts';
import type { Block } from '../page-api.ts';
import type { Message } from '../slack/message.ts';
import type { View } from '../slack/view.ts';
import type { Workspace } from '../slack/workspace.ts';
import { inputsIn, type SeenInput } from './inputs.ts';

export interface SeenButton {
  text: string;
  actionId: string;
  blockId: string;
  value?: string;
  style?: string;
  url?: string;
  /** What Slack asks before it tells the bot. */
  confirm?: string;
}

/** A message as a reader sees it. */
export interface SeenMessage {
  ts: string;
  channel: string;
  threadTs?: string;
  from: string;
  /** The blocks' text, or the message's own where it has no blocks. */
  text: string;
  /** The top-level text, which notifications show. */
  fallback: string;
  blocks: Block[];
  buttons: SeenButton[];
  edited: boolean;
  ephemeral: boolean;
}

/** A window as its reader sees it. */
export interface SeenWindow {
  viewId: string;
  title: string;
  text: string;
  blocks: Block[];
  buttons: SeenButton[];
  submit?: string;
  close?: string;
  /** What can be filled in, and what it holds. */
  inputs: SeenInput[];
  errors: Record<string, string>;
  hash: string;
  externalId: string;
  callbackId: string;
  privateMetadata: string;
  notifyOnClose: boolean;
}

function namesOf(workspace: Workspace): Names {
  return {
    user: (id) => workspace.people.get(id)?.name ?? id,
    channel: (id) => workspace.channels.get(id)?.name ?? id,
    group: (id) => workspace.groups.get(id)?.handle ?? id,
  };
}

export function seenMessage(message: Message, workspace: Workspace): SeenMessage {
  const names = namesOf(workspace);
  const fallback = flattenMrkdwn(message.text, names);
  return {
    ts: message.ts,
    channel: message.channel,
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    from: names.user(message.user),
    text: message.blocks.length > 0 ? flattenBlocks(message.blocks, names) : fallback,
    fallback,
    blocks: message.blocks,
    buttons: buttonsIn(message.blocks),
    edited: message.editedTs !== undefined,
    ephemeral: message.onlyFor !== undefined,
  };
}

export function seenWindow(view: View, workspace: Workspace): SeenWindow {
  const title = view.title?.text ?? '';
  return {
    viewId: view.id,
    title,
    text: [title, flattenBlocks(view.blocks, namesOf(workspace))].filter((line) => line !== '').join('\n'),
    blocks: view.blocks,
    buttons: buttonsIn(view.blocks),
    ...(view.submit === undefined ? {} : { submit: view.submit.text }),
    ...(view.close === undefined ? {} : { close: view.close.text }),
    inputs: inputsIn(view.blocks, view.state),
    errors: view.errors,
    hash: view.hash,
    externalId: view.externalId,
    callbackId: view.callbackId,
    privateMetadata: view.privateMetadata,
    notifyOnClose: view.notifyOnClose,
  };
}

function buttonsIn(blocks: Block[]): SeenButton[] {
  return blocks.flatMap((block) =>
    [block.accessory, ...arrayOr(block.elements)]
      .filter(isJsonObject)
      .filter(({ type }) => type === 'button')
      .map((button) => seenButton(button, String(block.block_id))),
  );
}

function seenButton(button: JsonObject, blockId: string): SeenButton {
  const { text, action_id: actionId, ...rest } = button;
  const more = Object.fromEntries(
    ['value', 'style', 'url'].flatMap((key) => (typeof rest[key] === 'string' ? [[key, rest[key]]] : [])),
  );
  const confirm = isJsonObject(button.confirm) ? { confirm: questionOf(button.confirm) } : {};
  return { text: isJsonObject(text) ? String(text.text) : '', actionId: String(actionId), blockId, ...more, ...confirm };
}

function questionOf({ title, text }: JsonObject): string {
  return [title, text].map((part) => (isJsonObject(part) ? String(part.text) : '')).join('\n');
}

/** Whether what is seen holds the words, or matches the pattern. */
export function says(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}
