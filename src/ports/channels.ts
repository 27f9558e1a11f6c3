import type { ChannelId } from '../domain/names.ts';

/** A channel as Slack says it is now. */
export interface SeenChannel {
  /** Without the `#`. */
  name: string;
  /** Whether the bot is in it. */
  isMember: boolean;
  isArchived: boolean;
  /** People of other workspaces are in it or invited. */
  isShared: boolean;
}

/** Slack's channels, as the bot may see them. */
export interface Channels {
  /** As it is now; undefined for what isn't there, for private channels that the bot isn't in, and for direct messages. Throws SourceUnavailable. */
  look(channel: ChannelId): Promise<SeenChannel | undefined>;
  /** Comes into a public channel, or is in it already; false where Slack doesn't let the bot. Throws SourceUnavailable. */
  join(channel: ChannelId): Promise<boolean>;
}
