import type { JsonObject } from '../json.ts';
import type { Arguments } from './arguments.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Sockets } from './sockets.ts';
import type { Triggers } from './triggers.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What a method works on. */
export interface SlackState {
  workspace: Workspace;
  /** Tells the app what happened. */
  events: { memberJoined(user: string, channel: string): Promise<unknown> };
  views: Views;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  sockets: Sockets;
}

/** One Web API method: the scopes of which the token needs one, and what it does. Throws SlackRefusal. */
export interface Method {
  scopes?: readonly string[];
  /** The kind of token it takes; the bot's unless it says `app`. */
  token?: 'app';
  /** Calls in a minute before Slack says `ratelimited`, when limits are switched on. */
  perMinute: number;
  run(args: Arguments, state: SlackState): JsonObject;
}
