import type { HandOffs } from '../../src/ports/hand-offs.ts';
import { type InMemoryTransaction, isDue } from './in-memory-state.ts';

/** Hand-offs in memory. */
export function inMemoryHandOffs({ state, now }: InMemoryTransaction): HandOffs {
  return {
    async note(grant) {
      if (!state.grants.has(grant)) throw new Error('there is no such grant');
      if (state.handOffs.has(grant)) return false;
      state.handOffs.set(grant, { nextTryAt: now() });
      return true;
    },

    async claim(limit, leaseSeconds) {
      const due = [...state.handOffs]
        .filter(([, { nextTryAt, offeredTo }]) => offeredTo === undefined && isDue(nextTryAt, now()))
        .toSorted(([, a], [, b]) => Temporal.Instant.compare(a.nextTryAt, b.nextTryAt))
        .slice(0, limit);
      const nextTryAt = now().add({ seconds: leaseSeconds });
      for (const [grant] of due) state.handOffs.set(grant, { nextTryAt });
      return due.map(([grant]) => grant);
    },

    async offered(grant, to) {
      const kept = state.handOffs.get(grant);
      if (!kept || kept.offeredTo !== undefined) return false;
      state.handOffs.set(grant, { ...kept, offeredTo: to });
      return true;
    },
  };
}
