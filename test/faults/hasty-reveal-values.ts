import type { Store } from '../../src/ports/store.ts';
import * as real from '../../src/use-cases/reveal-values.ts';

export const { beginReveal, settleReveal } = real;

/** The real one with the one mistake that must never be made: the answer comes before the commit, which never comes. */
export const revealValues: typeof real.revealValues = (needs, by, id) =>
  real.revealValues({ ...needs, store: hasty(needs.store) }, by, id);

function hasty(store: Store): Store {
  return {
    transaction: (work) =>
      new Promise((resolve, reject) => {
        const committed = store.transaction(async (tx) => {
          const result = await work(tx);
          resolve(result);
          return new Promise<never>(() => undefined);
        });
        committed.catch(reject);
      }),
  };
}
