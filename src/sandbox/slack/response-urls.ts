import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Message } from './message.ts';
import { SlackRefusal } from './refusal.ts';

/** Where an answer by `response_url` goes. */
export interface AnswerPlace {
  user: string;
  channel: string;
  /** The message that was clicked in; a command has none, so nothing can be replaced. */
  message?: Message;
}

const mostUses = 5;
const lifetime = { minutes: 30 };

/** The addresses Slack hands out with commands and clicks: five uses in thirty minutes of the sandbox's clock. */
export class ResponseUrls {
  readonly #places = new Map<string, AnswerPlace & { uses: number; until: Temporal.Instant }>();
  readonly #clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** The last part of the new address. */
  issue(place: AnswerPlace): string {
    const token = randomBytes(12).toString('hex');
    this.#places.set(token, { ...place, uses: 0, until: this.#clock.now().add(lifetime) });
    return token;
  }

  /** Counts a use; refuses an unknown, old or used-up address. */
  use(token: string): AnswerPlace {
    const place = this.#places.get(token);
    if (place === undefined) throw new SlackRefusal('invalid_url');
    if (Temporal.Instant.compare(this.#clock.now(), place.until) >= 0) throw new SlackRefusal('expired_url');
    if (place.uses >= mostUses) throw new SlackRefusal('used_url');
    place.uses += 1;
    return place;
  }
}
