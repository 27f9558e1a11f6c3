import { createHash } from 'node:crypto';
import type { ChannelId, SlackUserId } from '../../domain/names.ts';

/** Which workspace and app this is; a delivery about any other is an outsider's. */
export interface OwnIds {
  teamId: string;
  appId: string;
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

/** A click on a button. What it says of messages and windows is a claim: the server's own state decides. */
export interface IncomingClick {
  kind: 'click';
  key: string;
  actionId: string;
  blockId: string;
  value: string;
  user: SlackUserId;
  channel?: ChannelId;
  triggerId: string;
  responseUrl?: string;
  from: ClickedWindow | ClickedMessage;
}

export interface ClickedWindow {
  kind: 'window';
  /** Empty for a window that isn't ours. */
  externalId: string;
  metadata: string;
}

export interface ClickedMessage {
  kind: 'message';
  channel: ChannelId;
  ts: string;
  ephemeral: boolean;
}

/** What a signed delivery is. `odd`: nothing that Slack sends. `unused`: nothing that Nightlatch listens to. */
export type Incoming =
  | IncomingCommand
  | IncomingClick
  | { kind: 'event' }
  | { kind: 'unused' }
  | { kind: 'odd' }
  | { kind: 'outsider'; of: 'command' | 'click' | 'other'; responseUrl?: string };

/** What makes a delivery this one: the same trigger or event id is the same delivery, whatever else it says. */
export function deliveryKey(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** The name of the window that answers a delivery, so that whoever knows the delivery can find its window. */
export function windowIdOf(kind: 'unlock' | 'grants' | 'reveal', key: string): string {
  return `${kind}-${key.slice(0, 32)}`;
}
