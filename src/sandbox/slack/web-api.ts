import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from '../faults.ts';
import type { JsonObject } from '../json.ts';
import { readBody } from '../read-body.ts';
import { Arguments, parseArguments } from './arguments.ts';
import type { Method, SlackState } from './method.ts';
import { appMethods } from './methods/apps.ts';
import { authMethods } from './methods/auth.ts';
import { chatMethods } from './methods/chat.ts';
import { conversationMethods, missingScope } from './methods/conversations.ts';
import { userGroupMethods } from './methods/usergroups.ts';
import { userMethods } from './methods/users.ts';
import { viewMethods } from './methods/views.ts';
import type { RateLimits } from './rate-limits.ts';
import { SlackRefusal } from './refusal.ts';

/** One call as it came and as it went. */
export interface Call {
  method: string;
  args: JsonObject;
  at: Temporal.Instant;
  /** `ok`, the name of the refusal, or the fault it met; `pending` until then. */
  outcome: string;
}

/** What a planned fault does; any other word is answered as an error of that name. */
export type SlackFault =
  | 'ratelimited'
  | 'hang'
  | 'html'
  | 'bad-json'
  | 'status-500'
  | 'drop'
  | 'drop-after-doing-it'
  | (string & {});

export interface WebApi {
  state: SlackState;
  token: string;
  appToken: string;
  calls: Call[];
  faults: Faults<SlackFault>;
  limits: RateLimits;
  /** What every call is refused with, though its token is the bot's: `token_revoked`, `account_inactive`. */
  tokenRefusal?: string | undefined;
  /** How far Slack's clock is ahead of this machine's. */
  clockAhead: Temporal.Duration;
}

const methods: Record<string, Method> = {
  ...appMethods,
  ...authMethods,
  ...userMethods,
  ...userGroupMethods,
  ...conversationMethods,
  ...chatMethods,
  ...viewMethods,
};

/** Answers one Web API call. */
export async function answerWebApi(api: WebApi, name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  await answerCall(api, name, response, {
    body,
    perform: (call) => perform(api, call, request, body),
    send: (answer) => send(api, response, answer),
  });
}

/** Records the call, meets a planned fault, waits where a test holds it, performs it and sends the answer. */
export async function answerCall(
  api: WebApi,
  name: string,
  response: ServerResponse,
  how: { body?: string; perform: (call: Call) => JsonObject; send: (answer: JsonObject) => void },
): Promise<void> {
  const call: Call = { method: name, args: {}, at: api.state.workspace.clock.now(), outcome: 'pending' };
  api.calls.push(call);
  const fault = api.faults.take(name, how.body);
  await api.faults.pass(name, 'before');
  const answer = fault === undefined || fault === 'drop-after-doing-it' ? how.perform(call) : { ok: false, error: fault };
  await api.faults.pass(name, 'after');
  call.outcome = fault ?? (answer.ok === true ? 'ok' : String(answer.error));
  if (!meets(fault, response)) how.send(answer);
  api.state.workspace.changes.changed();
}

function perform(api: WebApi, call: Call, request: IncomingMessage, body: string): JsonObject {
  try {
    const { searchParams } = new URL(request.url ?? '/', 'http://sandbox');
    const args = parseArguments(request.headers['content-type'], body, searchParams);
    const { token, ...rest } = args;
    call.args = rest;
    const method = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (method === undefined) throw new SlackRefusal('unknown_method', { req_method: call.method });
    const kind = kindOfToken(api, request.headers.authorization, token);
    if (kind !== (method.token ?? 'bot')) throw new SlackRefusal('not_allowed_token_type');
    checkScopes(api, method);
    api.limits.count(call.method, method.perMinute, rest);
    return { ok: true, ...method.run(new Arguments(rest), api.state) };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return { ok: false, error: error.code, ...error.more };
  }
}

function kindOfToken(api: WebApi, header: string | undefined, inBody: unknown): 'bot' | 'app' {
  const token = /^Bearer (.+)$/.exec(header ?? '')?.[1] ?? inBody;
  if (token === undefined) throw new SlackRefusal('not_authed');
  if (token !== api.token && token !== api.appToken) throw new SlackRefusal('invalid_auth');
  if (token === api.token && api.tokenRefusal !== undefined) throw new SlackRefusal(api.tokenRefusal);
  return token === api.token ? 'bot' : 'app';
}

function checkScopes({ state: { workspace } }: WebApi, method: Method): void {
  const needed = method.scopes ?? [];
  if (needed.length > 0 && !needed.some((scope) => workspace.scopes.has(scope))) throw missingScope(needed.join(','), workspace);
}

/** Whether the fault took the place of an answer; a named error is an answer. */
function meets(fault: SlackFault | undefined, response: ServerResponse): boolean {
  switch (fault) {
    case 'hang':
      return true;
    case 'drop':
    case 'drop-after-doing-it':
      response.destroy();
      return true;
    case 'html':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><body>Bad Gateway</body></html>');
      return true;
    case 'bad-json':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok": tr');
      return true;
    case 'status-500':
      response.writeHead(500).end();
      return true;
    default:
      return false;
  }
}

function send({ state: { workspace }, limits, clockAhead }: WebApi, response: ServerResponse, answer: JsonObject): void {
  const limited = answer.error === 'ratelimited';
  response.writeHead(limited ? 429 : 200, {
    'content-type': 'application/json; charset=utf-8',
    date: new Date(Temporal.Now.instant().add(clockAhead).epochMilliseconds).toUTCString(),
    'x-oauth-scopes': [...workspace.scopes].join(','),
    ...(limited ? { 'retry-after': String(limits.retryAfter) } : {}),
  });
  response.end(JSON.stringify(answer));
}
