import type { SandboxClock } from '../clock.ts';
import type { JsonObject } from '../json.ts';
import { SlackRefusal } from './refusal.ts';

/** Slack's limits by method and minute (a channel and second for posts), by the sandbox's clock; off until switched on. */
export class RateLimits {
  on = false;
  /** Seconds a refused caller is told to wait. */
  retryAfter = 1;
  readonly #clock: SandboxClock;
  readonly #counted = new Map<string, number[]>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  count(method: string, perMinute: number, args: JsonObject): void {
    if (!this.on) return;
    if (method === 'chat.postMessage') this.#take(`${method} ${args.channel}`, 1, 1_000);
    else this.#take(method, perMinute, 60_000);
  }

  #take(what: string, most: number, within: number): void {
    const now = this.#clock.now().epochMilliseconds;
    const recent = (this.#counted.get(what) ?? []).filter((at) => at > now - within);
    if (recent.length >= most) throw new SlackRefusal('ratelimited');
    this.#counted.set(what, [...recent, now]);
  }
}
