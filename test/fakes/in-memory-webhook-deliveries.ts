import type { Clock } from '../../src/ports/clock.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import type { DueWebhook, Taken, WebhookDeliveries, WebhookDelivery } from '../../src/ports/webhook-deliveries.ts';

interface KeptWebhook {
  delivery: WebhookDelivery;
  acceptedAt: Temporal.Instant;
  attempts: number;
  nextTryAt: Temporal.Instant;
  workedOff: boolean;
}

const { compare } = Temporal.Instant;

/** Webhooks in memory; while `down` nothing is kept. */
export class InMemoryWebhookDeliveries implements WebhookDeliveries {
  down = false;
  readonly #clock: Clock;
  readonly #kept = new Map<string, KeptWebhook>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async accept(delivery: WebhookDelivery): Promise<Taken> {
    const now = await this.#now();
    if (compare(delivery.occurredAt, now.subtract({ hours: 49 })) < 0) return 'too-old';
    if (compare(delivery.occurredAt, now.add({ minutes: 5 })) > 0) return 'too-early';
    if (this.#kept.has(delivery.key)) return 'repeated';
    this.#kept.set(delivery.key, { delivery, acceptedAt: now, attempts: 0, nextTryAt: now, workedOff: false });
    return 'first';
  }

  async claim(limit: number, leaseSeconds: number): Promise<DueWebhook[]> {
    const now = await this.#now();
    const due = [...this.#kept.values()].filter((one) => !one.workedOff && compare(one.nextTryAt, now) <= 0);
    const claimed = due.toSorted((a, b) => compare(a.nextTryAt, b.nextTryAt)).slice(0, limit);
    return claimed.map((one) => {
      one.attempts += 1;
      one.nextTryAt = now.add({ seconds: leaseSeconds });
      return { ...one.delivery, attempt: one.attempts, hoursWaited: now.since(one.acceptedAt).total('hours') };
    });
  }

  async workedOff(keys: readonly string[]): Promise<void> {
    await this.#now();
    for (const one of this.#of(keys)) one.workedOff = true;
  }

  async failed(keys: readonly string[], retryAfterSeconds: number): Promise<void> {
    const now = await this.#now();
    for (const one of this.#of(keys)) one.nextTryAt = now.add({ seconds: retryAfterSeconds });
  }

  async forget(hours: number): Promise<void> {
    const now = await this.#now();
    for (const [key, { acceptedAt, workedOff }] of this.#kept) {
      if (workedOff && now.since(acceptedAt).total('hours') > hours) this.#kept.delete(key);
    }
  }

  #of(keys: readonly string[]): KeptWebhook[] {
    return keys.flatMap((key) => this.#kept.get(key) ?? []).filter((one) => !one.workedOff);
  }

  async #now(): Promise<Temporal.Instant> {
    if (this.down) throw new StoreUnavailable();
    return this.#clock.now();
  }
}
