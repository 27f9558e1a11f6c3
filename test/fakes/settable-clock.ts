import type { Clock } from '../../src/ports/clock.ts';

/** A clock that stands still until it is moved. */
export class SettableClock implements Clock {
  #at: Temporal.Instant;

  constructor(at: Temporal.Instant = Temporal.Instant.from('2026-03-01T03:17:00Z')) {
    this.#at = at;
  }

  /** What it shows, without waiting. */
  get at(): Temporal.Instant {
    return this.#at;
  }

  async now(): Promise<Temporal.Instant> {
    return this.#at;
  }

  async advance(duration: Temporal.DurationLike): Promise<void> {
    this.#at = this.#at.add(duration);
  }

  async set(at: Temporal.Instant): Promise<void> {
    this.#at = at;
  }
}
