import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Changes } from '../changes.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { appId } from '../people.ts';

/** What an app in socket mode is sent. */
export interface Envelope {
  type: 'slash_commands' | 'interactive' | 'events_api';
  payload: JsonObject;
  acceptsAnswer: boolean;
  retry?: { attempt: number; reason: string };
}

/** `body` is what the ack carried, as an HTTP answer would have. */
export type SocketAnswer = { outcome: 'acked'; body: string } | { outcome: 'timeout' | 'no socket' };

interface Sent {
  text: string;
  acceptsAnswer: boolean;
  /** The socket it was last sent over; none while it waits for one. */
  over?: WebSocket;
  settle(answer: SocketAnswer): void;
}

const MOST_SOCKETS = 10;
const LONGEST_FRAME = 1024 * 1024;
const PING_EVERY_MS = 5_000;

/**
 * The sockets of one app. Each envelope goes to one of them, in turn; one that was not acked when its socket ended goes over another within its three
 * seconds.
 */
export class Sockets {
  /** Whether socket mode is on in the app's settings. */
  isOn = false;
  /** Acks in the order they came, by envelope id. */
  readonly acks: string[] = [];
  /** How many pings came. */
  pings = 0;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: LONGEST_FRAME });
  readonly #changes: Changes;
  readonly #url: () => string;
  readonly #tickets = new Set<string>();
  readonly #open: WebSocket[] = [];
  readonly #worn = new WeakSet<WebSocket>();
  readonly #sent = new Map<string, Sent>();
  readonly #timer = setInterval(() => this.#ping(), PING_EVERY_MS).unref();
  #next = 0;

  constructor(changes: Changes, url: () => string) {
    this.#changes = changes;
    this.#url = url;
  }

  /** How many are open. */
  get count(): number {
    return this.#open.length;
  }

  /** An address that takes one connection. */
  issue(): string {
    const ticket = randomBytes(12).toString('hex');
    this.#tickets.add(ticket);
    return `${this.#url().replace(/^http/, 'ws')}?ticket=${ticket}&app_id=${appId}`;
  }

  /** Takes a connection that comes with a ticket, and greets it; with socket mode off, or ten open already, it is sent off. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://sandbox').searchParams.get('ticket') ?? '';
    if (!this.#tickets.delete(ticket)) return void socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
    this.#server.handleUpgrade(request, socket, head, (one) => this.#connected(one));
  }

  /** Sends an envelope, `copies` times under the same id, and resolves with the first ack within so many milliseconds. */
  send(envelope: Envelope, within: number, copies = 1): Promise<SocketAnswer> {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<SocketAnswer>();
    const timer = setTimeout(() => settle({ outcome: 'timeout' }), within);
    const settle = (answer: SocketAnswer): void => {
      clearTimeout(timer);
      this.#sent.delete(id);
      resolve(answer);
    };
    const sent: Sent = { text: textOf(id, envelope), acceptsAnswer: envelope.acceptsAnswer, settle };
    if (this.#open.length === 0) settle({ outcome: 'no socket' });
    else {
      this.#sent.set(id, sent);
      for (let copy = 0; copy < copies; copy += 1) this.#pass(sent);
    }
    return promise;
  }

  /** Ends every socket without a word, as a network does. */
  cut(): void {
    for (const one of [...this.#open]) one.terminate();
  }

  /** Gives notice, as Slack does every few hours; the returned function ends those sockets. */
  renew(reason: 'warning' | 'refresh_requested' = 'warning'): () => void {
    const old = [...this.#open];
    for (const one of old) {
      this.#worn.add(one);
      one.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'wss-sandbox' } }));
    }
    return () => {
      for (const one of old) one.close();
    };
  }

  /** Switches socket mode off in the app's settings. */
  switchOff(): void {
    this.isOn = false;
    for (const one of [...this.#open]) sendOff(one, 'link_disabled');
  }

  /** Nothing is read from any socket or answered on it from now on, and none is closed: as behind a firewall that forgot them. */
  freeze(): void {
    for (const one of this.#open) {
      this.#worn.add(one);
      one.pause();
    }
  }

  /** Sends these frames over every socket as they are. */
  say(...frames: (string | Buffer)[]): void {
    for (const one of this.#open) for (const frame of frames) one.send(frame);
  }

  close(): void {
    clearInterval(this.#timer);
    this.cut();
    this.#server.close();
  }

  #connected(one: WebSocket): void {
    if (!this.isOn) sendOff(one, 'link_disabled');
    else if (this.#open.length >= MOST_SOCKETS) sendOff(one, 'too_many_websockets');
    else this.#greet(one);
  }

  #greet(one: WebSocket): void {
    this.#open.push(one);
    one.on('message', (data) => this.#heard(String(data)));
    one.on('ping', () => {
      this.pings += 1;
      this.#changes.changed();
    });
    one.on('error', () => undefined);
    one.on('close', () => this.#closed(one));
    one.send(JSON.stringify(hello(this.#open.length)));
    for (const sent of this.#sent.values()) if (sent.over === undefined) this.#pass(sent);
    this.#changes.changed();
  }

  #closed(one: WebSocket): void {
    this.#open.splice(this.#open.indexOf(one), 1);
    for (const sent of this.#sent.values()) {
      if (sent.over !== one) continue;
      delete sent.over;
      this.#pass(sent);
    }
    this.#changes.changed();
  }

  // Those that were given notice or are frozen come last.
  #pass(sent: Sent): void {
    const fresh = this.#open.filter((one) => !this.#worn.has(one));
    const from = fresh.length === 0 ? this.#open : fresh;
    const one = from[this.#next++ % from.length];
    if (one === undefined) return;
    sent.over = one;
    one.send(sent.text);
  }

  #heard(text: string): void {
    const said: unknown = JSON.parse(text);
    const id = isJsonObject(said) ? said.envelope_id : undefined;
    if (typeof id !== 'string') return;
    this.acks.push(id);
    const sent = this.#sent.get(id);
    const payload = isJsonObject(said) && isJsonObject(said.payload) ? said.payload : {};
    const isEmpty = sent?.acceptsAnswer !== true || Object.keys(payload).length === 0;
    sent?.settle({ outcome: 'acked', body: isEmpty ? '' : JSON.stringify(payload) });
    this.#changes.changed();
  }

  #ping(): void {
    for (const one of this.#open) one.ping();
  }
}

function sendOff(one: WebSocket, reason: string): void {
  one.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'wss-sandbox' } }));
  one.close();
}

function hello(count: number): JsonObject {
  return {
    type: 'hello',
    num_connections: count,
    debug_info: { host: 'applink-sandbox', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: appId },
  };
}

function textOf(id: string, { type, payload, acceptsAnswer, retry }: Envelope): string {
  return JSON.stringify({
    envelope_id: id,
    type,
    accepts_response_payload: acceptsAnswer,
    ...(type === 'events_api' ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' } : {}),
    payload,
  });
}
