import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../../../ports/logger.ts';
import { InFlight } from '../in-flight.ts';
import { SlackFault } from '../slack-fault.ts';
import { type Connection, openSocket, PATIENCE, type Patience } from './connection.ts';
import type { Envelope, Frame } from './read-frame.ts';
import { inWords, ofAnotherApp, switchedOff } from './socket-refused.ts';

export interface SocketModeNeeds {
  /** Asks Slack for an address to connect to. Throws SlackFault. */
  address(): Promise<string>;
  /** Does what the delivery asks for; `ack` tells Slack that it was taken. Never throws. */
  take(envelope: Envelope, ack: (body?: object) => void): Promise<void>;
  patience?: Patience;
  log: Logger;
}

/** One socket, from the asking to its end. */
interface Line {
  connection: Connection;
  /** Slack said hello to this app; nothing is taken before. */
  greeted: PromiseWithResolvers<void>;
  over: PromiseWithResolvers<void>;
  unacked: InFlight;
  openedAt: number;
  state: 'greeting' | 'in use' | 'worn' | 'over';
}

// Slack renews sockets every few hours and closes the old one by itself, some ten seconds after it said so.
const LINGER_MS = 30_000;
// A socket that ends sooner was no success: the next try waits.
const YOUNG_MS = 10_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 15_000;
const ACKS_WITHIN_MS = 3000;
// Reasons with which Slack gives notice; with any other the socket is of no use.
const RENEWALS = new Set(['warning', 'refresh_requested']);

/**
 * Holds one socket to Slack, and opens the next before the old one is given up: Slack answers people with an error where there is none. Slack hands
 * each delivery to one of the app's sockets, so each replica has its own.
 */
export class SocketMode {
  readonly #needs: SocketModeNeeds;
  readonly #lines = new Set<Line>();
  readonly #stopped = new AbortController();
  #current: Line | undefined;
  #appId = '';
  #failures = 0;
  #worn = Promise.withResolvers<void>();

  constructor(needs: SocketModeNeeds) {
    this.#needs = needs;
  }

  /** Whether deliveries can come. */
  get isConnected(): boolean {
    return this.#current !== undefined;
  }

  /** Resolves once Slack said hello to this app; from then on the connection is kept. Throws SocketRefused for what a person must mend, else SlackFault. */
  async start(appId: string): Promise<void> {
    this.#appId = appId;
    await this.#open();
    void this.#keep();
  }

  /** Takes nothing more in, acks what was taken, and hangs up. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#worn.resolve();
    const acked = Promise.all([...this.#lines].map(({ unacked }) => unacked.none()));
    await Promise.race([acked, pause(ACKS_WITHIN_MS, undefined, { ref: false })]);
    const lines = [...this.#lines];
    for (const { connection } of lines) connection.close();
    await Promise.all(lines.map(({ over }) => over.promise));
  }

  async #keep(): Promise<void> {
    for (;;) {
      await this.#worn.promise;
      if (this.#stopped.signal.aborted) return;
      this.#worn = Promise.withResolvers();
      while (this.#current?.state !== 'in use' && !this.#stopped.signal.aborted) await this.#replace();
    }
  }

  async #replace(): Promise<void> {
    try {
      const wait = this.#failures === 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (this.#failures - 1), LONGEST_WAIT_MS);
      await pause(wait, undefined, { signal: this.#stopped.signal });
      await this.#open();
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#failures += 1;
      this.#needs.log.error('no socket to Slack, trying on', {}, error);
      const seconds = error instanceof SlackFault ? (error.retryAfterSeconds ?? 0) : 0;
      await pause(seconds * 1000, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    }
  }

  /** Resolves when a new socket was greeted as ours. */
  async #open(): Promise<void> {
    const address = await this.#needs.address().catch((error: unknown) => {
      throw inWords(error);
    });
    if (this.#stopped.signal.aborted) throw new SlackFault('socket', 'unavailable', 'stopped');
    const line = this.#dial(address);
    try {
      await line.greeted.promise;
    } catch (error) {
      line.connection.close();
      throw error;
    }
  }

  #dial(address: string): Line {
    const line = {
      ...{ greeted: Promise.withResolvers<void>(), over: Promise.withResolvers<void>(), unacked: new InFlight() },
      ...{ openedAt: performance.now(), state: 'greeting' },
    } as Line;
    // It may be closed while nobody waits for its hello.
    line.greeted.promise.catch(() => undefined);
    const heard = {
      frame: (frame: Exclude<Frame, Envelope>) => this.#heard(line, frame),
      envelope: (envelope: Envelope, reply: (body?: object) => void) => this.#take(line, envelope, reply),
      closed: () => this.#closed(line),
    };
    this.#lines.add(line);
    line.connection = openSocket(address, heard, this.#needs.patience ?? PATIENCE);
    return line;
  }

  #heard(line: Line, frame: Exclude<Frame, Envelope>): void {
    if (frame.kind === 'odd') this.#needs.log.warn('odd frame ignored');
    else if (frame.kind === 'disconnect') this.#dismissed(line, frame.reason);
    else this.#greeted(line, frame.appId);
  }

  // At once, since a delivery may be in the same packet.
  #greeted(line: Line, appId: string | undefined): void {
    if (line.state !== 'greeting') return;
    if (appId !== this.#appId) {
      const odd = new SlackFault('socket', 'unavailable', 'odd_shape');
      line.greeted.reject(appId === undefined ? odd : ofAnotherApp(appId, this.#appId));
      return;
    }
    line.state = 'in use';
    const old = this.#current;
    this.#current = line;
    this.#needs.log.info('socket to Slack is open');
    if (old) setTimeout(() => old.connection.close(), LINGER_MS).unref();
    line.greeted.resolve();
  }

  // A socket that is to be renewed still delivers until Slack closes it; one that Slack won't have doesn't.
  #dismissed(line: Line, reason: string): void {
    this.#needs.log.info('notice of the end of a socket', { reason });
    line.greeted.reject(reason === 'link_disabled' ? switchedOff() : new SlackFault('socket', 'unavailable', reason));
    if (!RENEWALS.has(reason)) line.connection.close();
    // One that never greeted this app never will: nothing is taken on it.
    this.#wear(line, line.state === 'greeting' ? 'over' : 'worn');
  }

  #closed(line: Line): void {
    this.#lines.delete(line);
    this.#wear(line, 'over');
    if (this.#current === line) {
      this.#current = undefined;
      if (!this.#stopped.signal.aborted) this.#needs.log.warn('socket to Slack is closed, opening another');
    }
    line.greeted.reject(new SlackFault('socket', 'unavailable', 'closed'));
    line.over.resolve();
  }

  #wear(line: Line, state: 'worn' | 'over'): void {
    if (line.state === 'in use') this.#failures = performance.now() - line.openedAt < YOUNG_MS ? this.#failures + 1 : 0;
    line.state = state;
    if (line === this.#current) this.#worn.resolve();
  }

  // What isn't acked is Slack's to deliver elsewhere, or to tell the person about.
  #take(line: Line, envelope: Envelope, reply: (body?: object) => void): void {
    if (this.#stopped.signal.aborted || line.state === 'greeting' || line.state === 'over') return;
    const acked = Promise.withResolvers<void>();
    void line.unacked.during(() => acked.promise);
    const ack = (body?: object) => {
      reply(body);
      acked.resolve();
    };
    void this.#needs.take(envelope, ack).finally(acked.resolve);
  }
}
