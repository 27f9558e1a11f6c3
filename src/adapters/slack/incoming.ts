import { createHash } from 'node:crypto';
import type { ChannelId, SlackUserId } from '../../domain/names.ts';

/** Which workspace and app this is; a delivery about any other is an outsider's. */
export interface OwnIds {
  teamId: string;
  appId: string;
  /** The bot among the workspace's users. */
  botUserId: string;
  /** The organisation the workspace belongs to, if any. */
  enterpriseId?: string;
}

/** A slash command, checked and stripped of everything that isn't used. */
export interface IncomingCommand {
  kind: 'command';
  key: string;
  command: string;
  words: string;
  user: SlackUserId;
  channel: ChannelId;
  triggerId: string;
  responseUrl?: string;
}

/** A click on a button or a choice. What it says of messages and windows is a claim: the server's own state decides. */
export interface IncomingClick {
  kind: 'click';
  key: string;
  actionId: string;
  blockId: string;
  value: string;
  /** The values of the options chosen, where it was a choice: none of them is `[]`. */
  selected?: readonly string[];
  user: SlackUserId;
  channel?: ChannelId;
  triggerId: string;
  responseUrl?: string;
  from: ClickedWindow | ClickedMessage | ClickedHome;
}

export interface ClickedWindow {
  kind: 'window';
  /** Empty for a window that isn't ours. */
  externalId: string;
  metadata: string;
  fields: Fields;
}

export interface ClickedMessage {
  kind: 'message';
  channel: ChannelId;
  ts: string;
  ephemeral: boolean;
}

/** The home tab: no window to answer in, though a new one can be opened. */
export interface ClickedHome {
  kind: 'home';
}

/** What stands in a window's inputs, by block id: a text or one choice (empty for none), or a list of choices. */
export type Fields = ReadonlyMap<string, string | readonly string[]>;

/** A form that was sent off. As with clicks, what it says is a claim. */
export interface IncomingSubmission {
  kind: 'submission';
  key: string;
  callbackId: string;
  /** Empty for a window that isn't ours. */
  externalId: string;
  metadata: string;
  fields: Fields;
  user: SlackUserId;
  triggerId: string;
}

/** A global shortcut: asked for from anywhere, in no channel. */
export interface IncomingShortcut {
  kind: 'shortcut';
  key: string;
  callbackId: string;
  user: SlackUserId;
  triggerId: string;
}

/** Something that happened in Slack and that nobody waits for an answer to. */
export type IncomingEvent = { kind: 'event'; key: string; user: SlackUserId } & (
  | { event: 'app_home_opened'; tab: 'home' | 'messages' }
  | { event: 'user_change' }
  /** It appeared, was renamed, archived or shared, or the bot came in: Slack is asked how it is now. */
  | { event: 'channel_changed'; channel: ChannelId; name?: string }
  | { event: 'channel_id_changed'; channel: ChannelId; from: ChannelId }
);

/** What a person waits for an answer to. */
export type IncomingAsk = IncomingCommand | IncomingClick | IncomingSubmission | IncomingShortcut;

/** What a signed delivery is. `odd`: nothing that Slack sends. `unused`: nothing that Nightlatch listens to. */
export type Incoming =
  | IncomingAsk
  | IncomingEvent
  | { kind: 'verification' }
  | { kind: 'unused' }
  | { kind: 'odd' }
  | { kind: 'outsider'; of: 'command' | 'click' | 'submission' | 'other'; responseUrl?: string };

/** What makes a delivery this one: the same trigger or event id is the same delivery, whatever else it says. */
export function deliveryKey(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** The name of the window that answers a delivery, so that whoever knows the delivery can find its window. */
export function windowIdOf(kind: 'unlock' | 'grants' | 'nightlatch' | 'reveal' | 'details' | 'deny', key: string): string {
  return `${kind}-${key.slice(0, 32)}`;
}
