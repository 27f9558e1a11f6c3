import { createHmac } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { Changes } from '../changes.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Envelope, Sockets } from './sockets.ts';

type Headers = Record<string, string | string[]>;

/** A request to the bot, byte for byte. */
export interface Delivery {
  headers: Headers;
  body: string;
}

/** What the bot said to it; `status` is 0 and `problem` set when it said nothing. */
export interface Answer {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
  ms: number;
  problem?: 'timeout' | 'connection';
  delivery: Delivery;
}

/** How a delivery may differ from an honest one. */
export interface Crafted {
  /** In place of the machine's seconds. */
  timestamp?: string | string[];
  signature?: string;
  secret?: string;
  headers?: Headers;
  /** Another replica's address in place of the bot's; with several, each copy goes to the next. */
  to?: string | string[];
  /** How many copies of the same bytes are sent, all at once; one unless told. Answered is what the first was. */
  times?: number;
  /** Changed in place before it is signed: the form's fields, or the payload. */
  edit?: (payload: Record<string, unknown>) => void;
}

// Among the headers of a kept delivery, what kind of envelope it came in.
const ENVELOPE = 'sandbox-envelope';

/** Sends to the bot, by signed requests or over its sockets where the app is in socket mode, and keeps every delivery. */
export class Deliveries {
  readonly sent: { delivery: Delivery; answer?: Answer }[] = [];
  /** The bot's address; until it is known every delivery fails. */
  botUrl: string | undefined;
  /** Milliseconds in which an ack must be whole; Slack's three seconds unless a test is in a hurry. */
  ackWithin = 3_000;
  readonly #secret: string;
  readonly #changes: Changes;
  readonly #sockets: Sockets;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(secret: string, changes: Changes, sockets: Sockets) {
    this.#secret = secret;
    this.#changes = changes;
    this.#sockets = sockets;
  }

  /** Slack's signature over a body at a time. */
  signature(body: string, timestamp: string, secret = this.#secret): string {
    return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  }

  form(fields: Record<string, unknown>, crafted: Crafted = {}): Promise<Answer> {
    crafted.edit?.(fields);
    if (this.#sockets.isOn) return this.#overSocket({ type: 'slash_commands', payload: fields, acceptsAnswer: true }, crafted);
    const pairs = Object.entries(fields).flatMap(([key, value]) =>
      [value].flat().map((one): [string, string] => [key, String(one)]),
    );
    return this.#signed(new URLSearchParams(pairs).toString(), 'application/x-www-form-urlencoded', crafted);
  }

  payload(payload: Record<string, unknown>, crafted: Crafted = {}): Promise<Answer> {
    crafted.edit?.(payload);
    const acceptsAnswer = payload.type === 'view_submission';
    if (this.#sockets.isOn) return this.#overSocket({ type: 'interactive', payload, acceptsAnswer }, crafted);
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    return this.#signed(body, 'application/x-www-form-urlencoded', crafted);
  }

  json(event: Record<string, unknown>, crafted: Crafted = {}): Promise<Answer> {
    crafted.edit?.(event);
    if (!this.#sockets.isOn) return this.#signed(JSON.stringify(event), 'application/json', crafted);
    const { 'x-slack-retry-num': attempt, 'x-slack-retry-reason': reason } = crafted.headers ?? {};
    const retry = { attempt: Number(attempt ?? 0), reason: String(reason ?? '') };
    return this.#overSocket({ type: 'events_api', payload: event, acceptsAnswer: false, retry }, crafted);
  }

  /** Any body under an honest signature. */
  signedBody(body: string, contentType = 'application/x-www-form-urlencoded', crafted: Crafted = {}): Promise<Answer> {
    return this.#signed(body, contentType, crafted);
  }

  /** The same bytes once more, to the bot or to another replica; over a socket, the same payload in an envelope of its own. */
  replay({ headers, body }: Delivery, to?: string): Promise<Answer> {
    const type = headers[ENVELOPE] as Envelope['type'] | undefined;
    if (type === undefined) return this.raw({ headers, body }, to);
    const payload: unknown = JSON.parse(body);
    const acceptsAnswer = type === 'slash_commands' || (isJsonObject(payload) && payload.type === 'view_submission');
    return this.#overSocket({ type, payload: payload as JsonObject, acceptsAnswer }, {});
  }

  /** Exactly these headers and this body, whether or not Slack would send them. */
  async raw(delivery: Delivery, to = this.botUrl): Promise<Answer> {
    const kept: { delivery: Delivery; answer?: Answer } = { delivery };
    this.sent.push(kept);
    const answer = await this.#post(delivery, to);
    kept.answer = answer;
    this.#changes.changed();
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #signed(body: string, contentType: string, crafted: Crafted): Promise<Answer> {
    const timestamp = crafted.timestamp ?? String(Math.floor(Date.now() / 1000));
    const signature = crafted.signature ?? this.signature(body, [timestamp].flat()[0] ?? '', crafted.secret);
    const headers = { 'content-type': contentType, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
    const delivery = { headers: { 'user-agent': 'Slackbot 1.0', ...headers, ...crafted.headers }, body };
    const addresses = [crafted.to].flat();
    const copy = (nth: number): Promise<Answer> => this.raw(delivery, addresses[nth % addresses.length]);
    const others = Array.from({ length: (crafted.times ?? 1) - 1 }, (_, nth) => nth + 1);
    const [first] = await Promise.all([copy(0), ...others.map(copy)]);
    return first;
  }

  async #overSocket(envelope: Envelope, { times = 1 }: Crafted): Promise<Answer> {
    const began = performance.now();
    const delivery = { headers: { [ENVELOPE]: envelope.type }, body: JSON.stringify(envelope.payload) };
    const kept: { delivery: Delivery; answer?: Answer } = { delivery };
    this.sent.push(kept);
    const answered = await this.#sockets.send(envelope, this.ackWithin, times);
    const how = { headers: {}, ms: performance.now() - began, delivery };
    kept.answer =
      answered.outcome === 'acked'
        ? { status: 200, body: answered.body, ...how }
        : { status: 0, body: '', problem: answered.outcome === 'timeout' ? 'timeout' : 'connection', ...how };
    this.#changes.changed();
    return kept.answer;
  }

  #post(delivery: Delivery, to: string | undefined): Promise<Answer> {
    const began = performance.now();
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const settle = (answer: Omit<Answer, 'ms' | 'delivery' | 'headers'>, headers: Answer['headers'] = {}) =>
      resolve({ ...answer, headers, ms: performance.now() - began, delivery });
    if (to === undefined) {
      settle({ status: 0, body: '', problem: 'connection' });
      return promise;
    }
    const headers = { ...delivery.headers, 'content-length': Buffer.byteLength(delivery.body) };
    const outgoing = request(new URL('slack/events', to.endsWith('/') ? to : `${to}/`), {
      method: 'POST',
      agent: this.#agent,
      headers,
    });
    const timer = setTimeout(() => {
      settle({ status: 0, body: '', problem: 'timeout' });
      outgoing.destroy();
    }, this.ackWithin);
    outgoing.on('response', async (response) => {
      const body = await textOf(response);
      clearTimeout(timer);
      settle({ status: response.statusCode ?? 0, body }, response.headers);
    });
    outgoing.on('error', () => {
      clearTimeout(timer);
      settle({ status: 0, body: '', problem: 'connection' });
    });
    outgoing.end(delivery.body);
    return promise;
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of response) pieces.push(piece);
  } catch {
    return '';
  }
  return Buffer.concat(pieces).toString('utf8');
}
