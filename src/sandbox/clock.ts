type Listener = (offset: Temporal.Duration) => void | Promise<void>;
interface Appointment {
  at: Temporal.Instant;
  keep: () => void | Promise<void>;
}

const longestTimer = 2 ** 31 - 1;

/** The sandbox's time: the machine's clock plus an offset that only ever grows. */
export class SandboxClock {
  #offset: number;
  readonly #listeners = new Set<Listener>();
  readonly #appointments = new Set<Appointment>();
  #timer: NodeJS.Timeout | undefined;

  /** Begins at the machine's time, or that much before it. */
  constructor(behind: Temporal.Duration = new Temporal.Duration()) {
    this.#offset = -behind.total('milliseconds');
  }

  now(): Temporal.Instant {
    return Temporal.Now.instant().add({ milliseconds: this.#offset });
  }

  offset(): Temporal.Duration {
    return Temporal.Duration.from({ milliseconds: this.#offset });
  }

  /** Moves time forward and resolves when every listener (a database, say) has followed and everything due was done. */
  async advance(by: Temporal.Duration | Temporal.DurationLike | string): Promise<void> {
    const milliseconds = Temporal.Duration.from(by).total({
      unit: 'milliseconds',
      relativeTo: Temporal.Now.zonedDateTimeISO('UTC'),
    });
    if (milliseconds < 0) throw new RangeError('the sandbox clock only moves forward');
    this.#offset += Math.round(milliseconds);
    const offset = this.offset();
    await Promise.all([...this.#listeners].map((listener) => listener(offset)));
    await this.#keepWhatIsDue();
  }

  /** Calls `listener` with the whole offset after each move; `advance` waits for it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `keep` once when the clock reaches `at`, whether time passed or was moved; the returned function calls it off. */
  at(at: Temporal.Instant, keep: () => void | Promise<void>): () => void {
    const appointment = { at, keep };
    this.#appointments.add(appointment);
    this.#setTimer();
    return () => this.#appointments.delete(appointment);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#appointments.clear();
    this.#listeners.clear();
  }

  async #keepWhatIsDue(): Promise<void> {
    const now = this.now();
    const due = [...this.#appointments].filter(({ at }) => Temporal.Instant.compare(at, now) <= 0);
    for (const appointment of due) this.#appointments.delete(appointment);
    await Promise.all(due.map(({ keep }) => keep()));
    this.#setTimer();
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const next = [...this.#appointments].map(({ at }) => at).sort(Temporal.Instant.compare)[0];
    if (next === undefined) return;
    const wait = Math.max(0, next.epochMilliseconds - this.now().epochMilliseconds);
    this.#timer = setTimeout(() => void this.#keepWhatIsDue(), Math.min(wait, longestTimer)).unref();
  }
}
