import type { SlackChannel, SlackIdentity, SlackUserGroup } from '../domain/live-world.ts';
import type { ChannelId } from '../domain/names.ts';

/** Slack answered, and said no. `code` is its own word for why, such as `invalid_auth`. */
export class SlackRefused extends Error {
  readonly code: string;
  /** With `missing_scope`: the scopes of which one would do, as Slack names them. */
  readonly needed: readonly string[];

  constructor(code: string, needed: readonly string[] = []) {
    super(`Slack refused (${code})`);
    this.name = 'SlackRefused';
    this.code = code;
    this.needed = needed;
  }
}

/** Looks at a workspace and changes nothing. All throw SlackRefused when Slack says no, and SourceUnavailable when it doesn't answer. */
export interface SlackProbe {
  /** Whose token it is and what it may. */
  identity(): Promise<SlackIdentity>;
  /** Undefined when there is none, or when it is private and the bot isn't in it: Slack doesn't tell these apart. */
  channel(id: ChannelId): Promise<SlackChannel | undefined>;
  /** All channels that the bot may know of, by name; private ones only where it is in them. */
  listChannels(): Promise<SlackChannel[]>;
  /** All user groups, disabled ones too, by handle. Refused with `plan_upgrade_required` where the plan has none. */
  listUserGroups(): Promise<SlackUserGroup[]>;
}

/** Looks whether an app-level token (`xapp-`) opens sockets. Throws SlackRefused and SourceUnavailable. */
export interface SocketProbe {
  /** Resolves when Slack gives an address to connect to, which is not used. */
  tryOpen(): Promise<void>;
}
