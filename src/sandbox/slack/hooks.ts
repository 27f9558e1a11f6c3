import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject } from '../json.ts';
import { readBody } from '../read-body.ts';
import { Arguments, parseArguments } from './arguments.ts';
import type { Message } from './message.ts';
import { messageContent } from './message-content.ts';
import type { SlackState } from './method.ts';
import { SlackRefusal } from './refusal.ts';
import type { AnswerPlace } from './response-urls.ts';
import { answerCall, type WebApi } from './web-api.ts';

const mostText = 40_000;
const gone = new Set(['invalid_url', 'expired_url', 'used_url']);

/** Answers a post to a `response_url`; among the calls it is called `response_url`. */
export async function answerHook(api: WebApi, token: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  await answerCall(api, 'response_url', response, {
    perform(call) {
      try {
        call.args = parseArguments(request.headers['content-type'], body, new URLSearchParams());
        respond(api.state, token, new Arguments(call.args));
        return { ok: true };
      } catch (error) {
        if (!(error instanceof SlackRefusal)) throw error;
        return { ok: false, error: error.code, ...error.more };
      }
    },
    send: (answer) => sendHookAnswer(response, answer),
  });
}

function sendHookAnswer(response: ServerResponse, answer: JsonObject): void {
  if (answer.ok === true) return void response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
  const error = String(answer.error);
  const status = error === 'ratelimited' ? 429 : gone.has(error) ? 404 : 400;
  response.writeHead(status, { 'content-type': 'application/json', ...(status === 429 ? { 'retry-after': '1' } : {}) });
  response.end(JSON.stringify(answer));
}

function respond(state: SlackState, token: string, args: Arguments): void {
  const place = state.responseUrls.use(token);
  if (args.flag('delete_original')) {
    state.workspace.remove(originalOf(place));
    return;
  }
  const content = messageContent(args, mostText);
  if (content.text === '' && content.blocks === undefined) throw new SlackRefusal('no_text');
  if (args.flag('replace_original')) replace(state, originalOf(place), content);
  else answerPlainly(state, place, args.text('response_type') === 'in_channel', content);
}

/** A command has no message of the app that could be replaced. */
function originalOf({ message }: AnswerPlace): Message {
  if (message === undefined) throw new SlackRefusal('no_original_message');
  return message;
}

function replace({ workspace }: SlackState, message: Message, { text, blocks }: ReturnType<typeof messageContent>): void {
  message.text = text;
  message.blocks = blocks ?? [];
  message.editedTs = workspace.nextTs();
  workspace.changes.changed();
}

/** Posts an answer where a command or click came from; the bot need not be a member there. */
function answerPlainly(
  { workspace }: SlackState,
  place: AnswerPlace,
  inChannel: boolean,
  content: ReturnType<typeof messageContent>,
): void {
  const channel = workspace.channel(place.channel);
  if (inChannel) workspace.post(channel, { user: workspace.botUserId, byBot: true, ...content });
  else workspace.postEphemeral(channel, place.user, content);
}

/** Shows what a command was acked with, if anything: plain text, or JSON as for a `response_url`. */
export function showAck(state: SlackState, place: AnswerPlace, body: string): void {
  if (body.trim() === '') return;
  const said = ackContent(body);
  const args = new Arguments(said);
  answerPlainly(state, place, said.response_type === 'in_channel', messageContent(args, mostText));
}

function ackContent(body: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(body);
    return isJsonObject(parsed) ? parsed : { text: String(parsed) };
  } catch {
    return { text: body };
  }
}
