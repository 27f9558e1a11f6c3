import type { Clock } from '../../src/ports/clock.ts';
import type { Accepted, Deliveries, Delivery, Seen } from '../../src/ports/deliveries.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { isDue } from './in-memory-state.ts';

interface KeptDelivery {
  delivery: Delivery;
  acceptedAt: Temporal.Instant;
  answered: boolean;
  claimedUntil?: Temporal.Instant;
}

/** Deliveries in memory; while `down` none is saved. */
export class InMemoryDeliveries implements Deliveries {
  down = false;
  readonly #clock: Clock;
  readonly #kept = new Map<string, KeptDelivery>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async accept(delivery: Delivery): Promise<Accepted> {
    const inTime = await this.#save(delivery);
    return { inTime, settled: Promise.resolve(inTime) };
  }

  async #save(delivery: Delivery): Promise<Seen> {
    if (this.down) return 'unsaved';
    const acceptedAt = await this.#clock.now();
    if (this.#kept.has(delivery.key)) return 'repeated';
    this.#kept.set(delivery.key, { delivery, acceptedAt, answered: false });
    return 'first';
  }

  async answered(key: string): Promise<void> {
    const kept = this.#kept.get(key);
    if (kept && !this.down) this.#kept.set(key, { ...kept, answered: true });
  }

  async claimUnanswered(seconds: number, limit: number): Promise<Delivery[]> {
    if (this.down) throw new StoreUnavailable();
    const now = await this.#clock.now();
    const due = [...this.#kept.values()].filter(
      (kept) => !kept.answered && now.since(kept.acceptedAt).total('seconds') > seconds && isDue(kept.claimedUntil, now),
    );
    const claimed = due.slice(0, limit);
    for (const kept of claimed) this.#kept.set(kept.delivery.key, { ...kept, claimedUntil: now.add({ seconds: 60 }) });
    return claimed.map(({ delivery }) => delivery);
  }

  async forget(hours: number): Promise<void> {
    if (this.down) throw new StoreUnavailable();
    const now = await this.#clock.now();
    for (const [key, { acceptedAt, answered }] of this.#kept) {
      if (answered && now.since(acceptedAt).total('hours') > hours) this.#kept.delete(key);
    }
  }
}
