import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { ToWorker } from './run-load.ts';
import type { Ticket } from './signed-command.ts';

/** Tickets fetched ahead: few, since Slack's triggers are good for three seconds. */
export class TicketSupply {
  readonly #port: MessagePort;
  readonly #ahead: number;
  #tickets: Ticket[] = [];
  #isAsked = false;
  #count = 0;

  constructor(port: MessagePort, ahead: number) {
    this.#port = port;
    this.#ahead = ahead;
    port.on('message', ({ tickets }: ToWorker) => {
      this.#tickets.push(...tickets);
      this.#isAsked = false;
    });
  }

  /** Resolves when there are some. */
  async filled(): Promise<void> {
    this.#ask();
    await once(this.#port, 'message');
  }

  /** The next one; made up when they ran out, and then Slack opens no window for it. */
  take(): Ticket {
    const ticket = this.#tickets.shift();
    if (this.#tickets.length <= this.#ahead / 2) this.#ask();
    this.#count += 1;
    return ticket ?? { user: 'U01ALICE', triggerId: `made-up.${this.#count}`, responseUrl: '' };
  }

  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#port.postMessage({ want: this.#ahead });
  }
}
