import type { JsonObject } from '../json.ts';
import type { Arguments } from './arguments.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Triggers } from './triggers.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What a method works on. */
export interface SlackState {
  workspace: Workspace;
  views: Views;
  triggers: Triggers;
  responseUrls: ResponseUrls;
}

/** One Web API method: the scopes of which the token needs one, and what it does. Throws SlackRefusal. */
export interface Method {
  scopes?: readonly string[];
  /** Calls in a minute before Slack says `ratelimited`, when limits are switched on. */
  perMinute: number;
  run(args: Arguments, state: SlackState): JsonObject;
}
