import type { SourceOutage, SourceOutages } from '../../src/ports/source-outages.ts';
import type { InMemoryTransaction } from './in-memory-state.ts';

/** Outages in memory. */
export function inMemorySourceOutages({ state, now }: InMemoryTransaction): SourceOutages {
  const oldestFirst = () => state.outages.toSorted((a, b) => Temporal.Instant.compare(a.since, b.since));
  const lasting = (source: string) => state.outages.find((outage) => outage.source === source && !outage.endedAt);
  return {
    async begin(source, fault) {
      if (lasting(source)) return false;
      state.outages = [...state.outages, { source, fault, since: now() }];
      return true;
    },

    async end(source) {
      const found = lasting(source);
      if (!found) return undefined;
      const ended: SourceOutage = { ...found, endedAt: now() };
      state.outages = state.outages.map((outage) => (outage === found ? ended : outage));
      return ended;
    },

    open: async () => oldestFirst().filter(({ endedAt }) => !endedAt),

    between: async (from, to) =>
      oldestFirst().filter(
        ({ since, endedAt }) =>
          Temporal.Instant.compare(since, to) < 0 && (!endedAt || Temporal.Instant.compare(endedAt, from) > 0),
      ),
  };
}
