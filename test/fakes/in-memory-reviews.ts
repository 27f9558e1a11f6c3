import type { Grant } from '../../src/domain/grant.ts';
import type { Reviews } from '../../src/ports/reviews.ts';
import { grantInMemory } from './grant-in-memory.ts';
import { type InMemoryTransaction, isDue, type KeptReview } from './in-memory-state.ts';

/** Reviews in memory. */
export function inMemoryReviews(tx: InMemoryTransaction): Reviews {
  const { state, now } = tx;
  const overdue = (): { grant: Grant; kept: KeptReview }[] =>
    [...state.reviews]
      .filter(([, { review }]) => !review.done && isDue(review.dueAt, now()))
      .flatMap(([id, kept]) => {
        const grant = grantInMemory(tx, id);
        return grant ? [{ grant, kept }] : [];
      })
      .toSorted((a, b) => Temporal.Instant.compare(a.kept.review.dueAt, b.kept.review.dueAt));
  return {
    async add(grant, review) {
      const extensions = state.grants.get(grant)?.grant.extensions;
      const before = state.reviews.get(grant)?.review;
      if (extensions === undefined || (before && !(before.done && extensions > 0))) throw new Error('a grant has one review');
      state.reviews.set(grant, { review });
    },

    async mark(id, by) {
      const kept = state.reviews.get(id);
      if (!kept || kept.review.done || state.grants.get(id)?.grant.holder.personId === by.personId) return false;
      state.reviews.set(id, { ...kept, review: { ...kept.review, done: { at: now(), by } } });
      return true;
    },

    overdueOf: async (holder) =>
      overdue()
        .filter(({ grant }) => grant.holder.personId === holder)
        .map(({ grant }) => grant),

    async unreviewedGlass(limit) {
      const open = [...state.reviews]
        .filter(([, { review }]) => !review.done)
        .toSorted(([, a], [, b]) => Temporal.Instant.compare(a.review.dueAt, b.review.dueAt))
        .flatMap(([id]) => grantInMemory(tx, id) ?? [])
        .filter(({ breakGlass }) => breakGlass);
      return { total: open.length, first: open.slice(0, limit) };
    },

    async claimToTell(everySeconds, limit) {
      const claimed = overdue()
        .filter(({ kept }) => isDue(kept.toldAt?.add({ seconds: everySeconds }), now()))
        .slice(0, limit);
      for (const { grant, kept } of claimed) state.reviews.set(grant.id, { ...kept, toldAt: now() });
      return claimed.map(({ grant }) => grant);
    },
  };
}
