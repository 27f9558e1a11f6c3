import type { Digest, DigestContent } from '../../src/domain/digest.ts';
import type { Digests } from '../../src/ports/digests.ts';
import type { InMemoryTransaction } from './in-memory-state.ts';

/** Weekly digests in memory. */
export function inMemoryDigests({ state, now, newId }: InMemoryTransaction): Digests {
  const newestFirst = () => [...state.digests.values()].toSorted((a, b) => Temporal.Instant.compare(b.week.to, a.week.to));
  return {
    latest: async () => newestFirst()[0],

    byId: async (id) => state.digests.get(id),

    async keep(week, content) {
      const last = newestFirst()[0];
      if (last && Temporal.Instant.compare(last.week.to, week.to) >= 0) return 'already-made';
      const digest: Digest = { id: newId(), week, madeAt: now(), content: asKept(content) };
      state.digests.set(digest.id, digest);
      return digest;
    },

    async markReviewed(id, by) {
      const digest = state.digests.get(id);
      if (!digest || digest.reviewed) return false;
      state.digests.set(id, { ...digest, reviewed: { at: now(), by } });
      return true;
    },
  };
}

// As JSON keeps it: without what is undefined.
function asKept(content: DigestContent): DigestContent {
  return JSON.parse(JSON.stringify(content));
}
