/** A worker that can be told that there is something to do. */
export interface Worker {
  kick(): void;
  /** Resolves once nothing is under way. */
  idle(): Promise<void>;
}

/**
 * Runs `work` at once when kicked, at most `atOnce` times side by side, and once more after a kick that found no room: one run that takes long holds
 * up nobody else. Failures go to `onError`.
 */
export function coalesced(work: () => Promise<unknown>, onError: (error: unknown) => void, atOnce = 4): Worker {
  const running = new Set<Promise<void>>();
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await work().catch(onError);
    } while (again);
  };
  return {
    kick() {
      if (running.size >= atOnce) {
        again = true;
        return;
      }
      const one: Promise<void> = run().finally(() => running.delete(one));
      running.add(one);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
