import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { FaultKind } from '../../domain/evidence.ts';
import { SourceUnavailable } from '../../ports/on-call-source.ts';

/**
 * What a failed call means to its caller. gone: what it was about isn't there (any more). expired: the trigger can't open a window any more.
 * conflict: somebody changed the view meanwhile. refused: Slack says no for another reason. unavailable: no answer, so it may have been done.
 */
export type SlackFaultKind = 'rate-limited' | 'gone' | 'expired' | 'conflict' | 'refused' | 'unavailable';

/** A call to Slack that failed. Keeps Slack's error code and nothing else of the answer: Slack's bodies can echo what a view shows. */
export class SlackFault extends Error {
  readonly method: string;
  readonly kind: SlackFaultKind;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;
  /** With `missing_scope`: the scopes of which one would do. */
  readonly neededScopes: readonly string[];

  constructor(
    method: string,
    kind: SlackFaultKind,
    code: string,
    more: { retryAfterSeconds?: number; neededScopes?: readonly string[] } = {},
  ) {
    super(`${method}: ${code}`);
    this.name = 'SlackFault';
    this.method = method;
    this.kind = kind;
    this.code = code;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.neededScopes = more.neededScopes ?? [];
  }
}

const GONE = new Set([
  ...['not_found', 'channel_not_found', 'message_not_found', 'user_not_found', 'users_not_found'],
  ...['is_archived', 'not_in_channel', 'user_not_in_channel', 'user_disabled', 'cannot_dm_bot'],
  ...['cant_update_message', 'edit_window_closed', 'restricted_action', 'messages_tab_disabled'],
]);
const EXPIRED = new Set(['expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id']);
// Slack's own passing troubles: it answered, but not to the question.
const UNAVAILABLE = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

/** The fault behind whatever a `WebClient` threw. Never holds a body: where Slack's answer isn't JSON, `WebClient` makes its text the error's code. */
export function faultOf(method: string, error: unknown): SlackFault {
  if (error instanceof SlackFault) return error;
  if (error instanceof WebAPIRateLimitedError)
    return new SlackFault(method, 'rate-limited', 'ratelimited', { retryAfterSeconds: error.retryAfter });
  if (error instanceof WebAPIPlatformError)
    return faultOfCode(method, error.data.error, (error.data as { needed?: unknown }).needed);
  if (error instanceof WebAPIHTTPError) return new SlackFault(method, 'unavailable', `http_${error.statusCode}`);
  const reason = error instanceof WebAPIRequestError ? error.original : error;
  return new SlackFault(method, 'unavailable', isTimeout(reason) ? 'timeout' : 'network');
}

/** The same for a directory's question. `missing` answers are the caller's to tell apart before. */
export function sourceUnavailable(fault: SlackFault): SourceUnavailable {
  return new SourceUnavailable('Slack', faultKindOf(fault));
}

function faultOfCode(method: string, code: unknown, needed?: unknown): SlackFault {
  if (typeof code !== 'string' || !/^[a-z_]{1,64}$/.test(code)) return new SlackFault(method, 'unavailable', 'unreadable');
  if (code === 'ratelimited' || code === 'rate_limited')
    return new SlackFault(method, 'rate-limited', code, { retryAfterSeconds: 1 });
  if (code === 'missing_scope') return new SlackFault(method, 'refused', code, { neededScopes: scopesIn(needed) });
  if (code === 'hash_conflict') return new SlackFault(method, 'conflict', code);
  if (GONE.has(code)) return new SlackFault(method, 'gone', code);
  if (EXPIRED.has(code)) return new SlackFault(method, 'expired', code);
  return new SlackFault(method, UNAVAILABLE.has(code) ? 'unavailable' : 'refused', code);
}

function scopesIn(needed: unknown): string[] {
  return typeof needed === 'string' ? needed.split(',').filter((scope) => /^[a-z_.:]{1,64}$/.test(scope)) : [];
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

function faultKindOf({ kind, code }: SlackFault): FaultKind {
  if (kind === 'rate-limited') return 'rate-limited';
  if (code === 'timeout' || code === 'network') return code;
  if (code === 'unreadable') return 'bad-body';
  if (code === 'odd_shape') return 'shape';
  // A plan without user groups is no fault of the token's.
  return kind === 'unavailable' || code === 'plan_upgrade_required' ? 'server' : 'auth';
}
