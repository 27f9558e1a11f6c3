import type { Refusals } from '../../src/ports/refusals.ts';
import type { InMemoryTransaction } from './in-memory-state.ts';

/** Counts in memory. */
export function inMemoryRefusals({ state, now }: InMemoryTransaction): Refusals {
  const withinMinute = (at: Temporal.Instant) => Math.abs(now().since(at).total('seconds')) < 60;
  return {
    async count(personId, key) {
      const row = JSON.stringify([personId, key]);
      const kept = state.refusals.get(row);
      const first = !kept || !withinMinute(kept.startedAt);
      const more = kept?.more ?? 0;
      state.refusals.set(row, first ? { personId, key, startedAt: now(), more } : { ...kept, more: more + 1 });
      return first ? 'first' : 'counted';
    },

    async takeDue(limit) {
      const due = [...state.refusals.entries()]
        .filter(([, kept]) => now().since(kept.startedAt).total('seconds') >= 60)
        .toSorted(([, a], [, b]) => Temporal.Instant.compare(a.startedAt, b.startedAt))
        .slice(0, limit);
      for (const [row] of due) state.refusals.delete(row);
      const counted = due.map(([, kept]) => kept).filter(({ more }) => more > 0);
      return counted.map(({ personId, key, more }) => ({
        personId,
        personName: state.people.get(personId)?.name ?? '',
        key,
        more,
      }));
    },

    async countRequest(person, perMinute) {
      const made = (state.askedAt.get(person) ?? []).filter(withinMinute);
      const oldest = made[perMinute - 1];
      if (oldest) return { opensAt: oldest.add({ minutes: 1 }) };
      state.askedAt.set(person, [now(), ...made]);
      return 'counted';
    },
  };
}
