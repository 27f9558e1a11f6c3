/** Counts work that goes on after its ack, which Bolt forgets when it stops. */
export class InFlight {
  #count = 0;
  readonly #waiting: (() => void)[] = [];

  /** Runs `work`, counted until it settles. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await work();
    } finally {
      this.#count -= 1;
      if (this.#count === 0) for (const done of this.#waiting.splice(0)) done();
    }
  }

  /** Resolves as soon as nothing is under way. */
  none(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
