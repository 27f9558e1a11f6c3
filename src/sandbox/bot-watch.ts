import { connect } from 'node:net';
import type { SandboxSlack } from './slack/sandbox-slack.ts';

// Oftener than a bot needs to be started anew, or the page would never show that it was away.
const every = 500;

/** Whether the bot takes connections, looked at now and then. */
export class BotWatch {
  reachable = false;
  readonly #slack: SandboxSlack;
  readonly #timer: NodeJS.Timeout;

  constructor(slack: SandboxSlack) {
    this.#slack = slack;
    this.#timer = setInterval(() => void this.look(), every).unref();
    void this.look();
  }

  async look(): Promise<void> {
    const { sockets, deliver } = this.#slack;
    const reachable = sockets.isOn ? sockets.count > 0 : await takesConnections(deliver.botUrl);
    if (reachable === this.reachable) return;
    this.reachable = reachable;
    this.#slack.changes.changed();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function takesConnections(url: string | undefined): Promise<boolean> {
  if (url === undefined) return Promise.resolve(false);
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: hostname, port: Number(port) });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
