const patience = 20_000;

/** Tells whoever waits that something in the sandbox is different now. */
export class Changes {
  revision = 0;
  readonly #listeners = new Set<() => void>();

  changed(): void {
    this.revision += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves with the first thing `look` finds, looking now and after every change; rejects with what was `seen` when nothing came. */
  until<T>(look: () => T | undefined, seen: () => string, deadline = patience): Promise<T> {
    const found = look();
    if (found !== undefined) return Promise.resolve(found);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    // The caller's stack names the waiting line of the test; the one of a timer says nothing.
    const failure = new Error('nothing came');
    const stop = this.subscribe(() => {
      const value = look();
      if (value === undefined) return;
      clearTimeout(timer);
      stop();
      resolve(value);
    });
    const timer = setTimeout(() => {
      stop();
      failure.message = seen();
      reject(failure);
    }, deadline);
    return promise;
  }
}
