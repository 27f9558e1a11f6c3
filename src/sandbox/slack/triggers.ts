import { randomBytes } from 'node:crypto';
import { SlackRefusal } from './refusal.ts';

interface Trigger {
  user: string;
  issued: number;
  used: boolean;
  /** The window whose click made it, which `views.push` needs. */
  view?: string;
}

const lifetime = 3_000;

/** Trigger ids: three seconds of the machine's own time, once. */
export class Triggers {
  readonly #triggers = new Map<string, Trigger>();
  #count = 0;

  issue(user: string, view?: string): string {
    this.#count += 1;
    const id = `${this.#count}.${Math.floor(performance.timeOrigin)}.${randomBytes(16).toString('hex')}`;
    this.#triggers.set(id, { user, issued: performance.now(), used: false, ...(view === undefined ? {} : { view }) });
    return id;
  }

  /** Uses the trigger up; refuses an unknown, used or old one. */
  exchange(id: string): Trigger {
    const trigger = this.#triggers.get(id);
    if (trigger === undefined) throw new SlackRefusal('invalid_trigger_id');
    if (trigger.used) throw new SlackRefusal('exchanged_trigger_id');
    if (performance.now() - trigger.issued > lifetime) throw new SlackRefusal('expired_trigger_id');
    trigger.used = true;
    return trigger;
  }

  /** Makes every trigger issued so far too old. */
  age(): void {
    for (const trigger of this.#triggers.values()) trigger.issued = Number.NEGATIVE_INFINITY;
  }
}
