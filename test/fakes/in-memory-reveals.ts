import { isUsable } from '../../src/domain/grant.ts';
import { REVEAL_MOVES, type Reveal } from '../../src/domain/reveal.ts';
import type { Reveals } from '../../src/ports/reveals.ts';
import { earlier, type InMemoryTransaction, isDue, type KeptReveal } from './in-memory-state.ts';

/** Reveals in memory. */
export function inMemoryReveals({ state, now, newId }: InMemoryTransaction): Reveals {
  const isWipeDue = ({ reveal, claimedUntil }: KeptReveal) => {
    const grant = state.grants.get(reveal.grantId)?.grant;
    const due = isDue(reveal.wipeAt, now()) || !grant || !isUsable(grant, now());
    return reveal.state !== 'wiped' && due && isDue(claimedUntil, now());
  };
  return {
    async begin(begun, showForSeconds) {
      const grant = state.grants.get(begun.grantId)?.grant;
      if (!grant) throw new Error('no such grant');
      const reveal: Reveal = {
        ...begun,
        id: newId(),
        state: 'opening',
        wipeAt: earlier(now().add({ seconds: showForSeconds }), grant.endsAt),
      };
      state.reveals.set(reveal.id, { reveal, failed: false });
      return reveal;
    },

    byId: async (id) => state.reveals.get(id)?.reveal,

    async move(id, to, viewId) {
      const kept = state.reveals.get(id);
      if (!kept || !REVEAL_MOVES[kept.reveal.state].includes(to)) return false;
      const reveal = { ...kept.reveal, state: to, ...(viewId !== undefined && { viewId }) };
      state.reveals.set(id, {
        ...kept,
        reveal,
        ...(to === 'recorded' && { recordedAt: now() }),
        failed: kept.failed || to === 'failed',
      });
      return true;
    },

    wasWipedIn: async (externalId) =>
      [...state.reveals.values()].some(
        ({ reveal, recordedAt, failed }) => reveal.externalId === externalId && reveal.state === 'wiped' && recordedAt && !failed,
      ),

    count: async (grant) =>
      [...state.reveals.values()].filter(({ reveal, recordedAt }) => reveal.grantId === grant && recordedAt).length,

    async claimDueWipes(limit, leaseSeconds) {
      const due = [...state.reveals.values()]
        .filter(isWipeDue)
        .toSorted((a, b) => Temporal.Instant.compare(a.reveal.wipeAt, b.reveal.wipeAt));
      const claimed = due.slice(0, limit);
      for (const kept of claimed)
        state.reveals.set(kept.reveal.id, { ...kept, claimedUntil: now().add({ seconds: leaseSeconds }) });
      return claimed.map(({ reveal }) => reveal);
    },
  };
}
