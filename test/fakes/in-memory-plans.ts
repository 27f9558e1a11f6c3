import type { Plan } from '../../src/domain/facts.ts';
import type { Plans } from '../../src/ports/plans.ts';
import type { InMemoryTransaction } from './in-memory-state.ts';

/** Plans in memory. */
export function inMemoryPlans({ state, now }: InMemoryTransaction): Plans {
  const newestFirst = (plans: Iterable<Plan>) => [...plans].toSorted((a, b) => Temporal.Instant.compare(b.readAt, a.readAt));
  return {
    async keep({ source, shifts }) {
      const [key, readAt] = [`${now()} ${source}`, now()];
      if (!state.plans.has(key)) state.plans.set(key, { source, readAt, shifts: [...shifts] });
    },

    async readBy(sources, times, oldest) {
      const found = sources.flatMap((source) => {
        const own = newestFirst(state.plans.values()).filter((plan) => plan.source === source && !isBefore(plan.readAt, oldest));
        return times.flatMap((at) => own.find(({ readAt }) => !isBefore(at, readAt)) ?? []);
      });
      return newestFirst(new Set(found));
    },

    async forget(before) {
      const old = [...state.plans].filter(([, { readAt }]) => isBefore(readAt, before));
      for (const [key] of old) state.plans.delete(key);
      return old.length;
    },
  };
}

function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}
