import type { ChannelId } from './names.ts';

/** What Slack says of the bot's token. */
export interface SlackIdentity {
  team: { id: string; name: string };
  botUser: { id: string; name: string };
  /** The scopes that the token carries; undefined when Slack's answer didn't say. */
  scopes: readonly string[] | undefined;
  /** How far this machine's clock is ahead of Slack's (negative: behind); a second may be rounding. Undefined when Slack's answer didn't say. */
  clockAhead: Temporal.Duration | undefined;
}

/** A channel that the bot may know of. */
export interface SlackChannel {
  id: ChannelId;
  name: string;
  isPrivate: boolean;
  /** Whether the bot is in it. */
  isMember: boolean;
  isArchived: boolean;
  /** People of other workspaces are in it or invited. */
  isSharedOutside: boolean;
}

/** A user group of Slack; a disabled one mentions nobody. */
export interface SlackUserGroup {
  id: string;
  /** Without the `@`. */
  handle: string;
  name: string;
  isDisabled: boolean;
  /** How many people are in it; undefined when Slack's answer didn't say. */
  members: number | undefined;
}

/** Something of the on-call source that has an id and a name. */
export interface SourceItem {
  id: string;
  name: string;
}

/** An escalation policy and how many levels it has. */
export interface SourcePolicy extends SourceItem {
  levels: number;
}

/** A service and the id of the escalation policy that it has. */
export interface SourceService extends SourceItem {
  escalationPolicy: string;
}

/** A user of the on-call source; one who has not accepted the invitation counts for nothing. */
export interface SourceUser extends SourceItem {
  email: string;
  accepted: boolean;
}

/** One entry of who is on call now. A permanent one has no end. */
export interface OnCallNow {
  user: SourceItem;
  level: number;
  isPermanent: boolean;
}

/** A subscription by which the on-call source tells somebody at `url` of events. */
export interface WebhookSubscription {
  id: string;
  url: string;
  /** As people set it. */
  isActive: boolean;
  /** The source itself switched it off for a while, as deliveries failed. */
  isDisabled: boolean;
  events: readonly string[];
  of: { kind: 'account' } | { kind: 'service' | 'team'; id: string };
}
