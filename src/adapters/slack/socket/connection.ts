import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { Agent, buildConnector, ping, WebSocket } from 'undici';
import { type Envelope, type Frame, readFrame } from './read-frame.ts';

/** How long a socket may take, in milliseconds. */
export interface Patience {
  /** From the start to hello. */
  hello: number;
  /** Between two pings of ours. */
  ping: number;
  /** Without a sign of life, until it counts as dead. */
  silence: number;
  /** For Slack's part in closing. */
  close: number;
}

export const PATIENCE: Patience = { hello: 10_000, ping: 5000, silence: 15_000, close: 1000 };

// As for a request's body.
const BIGGEST_FRAME = 4 * 1024 * 1024;

/** What is heard from a socket; `closed` comes last and once, whatever the reason. */
export interface Heard {
  frame(frame: Exclude<Frame, Envelope>): void;
  /** A delivery, and the way to say over this very socket that it was taken. */
  envelope(envelope: Envelope, reply: (body?: object) => void): void;
  closed(): void;
}

export interface Connection {
  /** Hangs up: politely, then after `patience.close` by force. */
  close(): void;
}

/**
 * Opens one socket. It ends by itself when hello is late, a frame is too large, or Slack was silent for too long: a connection that a firewall
 * forgot looks alive otherwise.
 */
export function openSocket(address: string, heard: Heard, patience: Patience = PATIENCE): Connection {
  const line = new Line(address, heard, patience);
  return { close: () => line.close() };
}

const SIGNS = ['undici:websocket:ping', 'undici:websocket:pong'] as const;

class Line {
  readonly #webSocket: WebSocket;
  readonly #heard: Heard;
  readonly #patience: Patience;
  readonly #timers: { hello: NodeJS.Timeout; pings: NodeJS.Timeout; closing?: NodeJS.Timeout };
  #socket: Socket | undefined;
  #lastSign = performance.now();
  #isOver = false;

  constructor(address: string, heard: Heard, patience: Patience) {
    this.#heard = heard;
    this.#patience = patience;
    this.#webSocket = new WebSocket(address, { dispatcher: this.#dispatcher() });
    this.#webSocket.addEventListener('message', ({ data }) => this.#said(data));
    this.#webSocket.addEventListener('error', () => this.#end());
    this.#webSocket.addEventListener('close', () => this.#end());
    for (const sign of SIGNS) subscribe(sign, this.#signed);
    this.#timers = {
      hello: setTimeout(() => this.#end(), patience.hello),
      pings: setInterval(() => this.#look(), patience.ping),
    };
  }

  close(): void {
    if (this.#isOver) return;
    this.#timers.closing ??= setTimeout(() => this.#end(), this.#patience.close);
    this.#webSocket.close();
  }

  // The package hides its socket, and a peer that answers nothing can be got rid of in no other way.
  #dispatcher(): Agent {
    const connect = buildConnector({ allowH2: false, timeout: this.#patience.hello });
    return new Agent({
      webSocket: { maxPayloadSize: BIGGEST_FRAME },
      connect: (options, done) =>
        connect(options, (...result) => {
          const [, socket] = result;
          if (socket) this.#socket = socket;
          if (this.#isOver) socket?.destroy();
          done(...result);
        }),
    });
  }

  // One channel for all sockets of the process.
  readonly #signed = (message: unknown): void => {
    if ((message as { websocket?: unknown }).websocket === this.#webSocket) this.#lastSign = performance.now();
  };

  #look(): void {
    if (performance.now() - this.#lastSign > this.#patience.silence) this.#end();
    else if (this.#webSocket.readyState === WebSocket.OPEN) ping(this.#webSocket);
  }

  #said(data: unknown): void {
    if (this.#isOver) return;
    this.#lastSign = performance.now();
    const frame = readFrame(data);
    if (frame.kind === 'hello') clearTimeout(this.#timers.hello);
    if (frame.kind === 'envelope') this.#heard.envelope(frame, (body) => this.#reply(frame.id, body));
    else this.#heard.frame(frame);
  }

  // On a socket that is closing it goes nowhere: Slack then counts the delivery as not taken.
  #reply(id: string, body: object | undefined): void {
    if (this.#isOver) return;
    this.#webSocket.send(JSON.stringify({ envelope_id: id, ...(body && { payload: body }) }));
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const sign of SIGNS) unsubscribe(sign, this.#signed);
    clearTimeout(this.#timers.hello);
    clearInterval(this.#timers.pings);
    clearTimeout(this.#timers.closing);
    this.#socket?.destroy();
    this.#heard.closed();
  }
}
