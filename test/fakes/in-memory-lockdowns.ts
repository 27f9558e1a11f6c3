import { isUsable } from '../../src/domain/grant.ts';
import { isWaiting } from '../../src/domain/request.ts';
import type { Lockdowns } from '../../src/ports/lockdowns.ts';
import type { InMemoryTransaction } from './in-memory-state.ts';

/** The one lockdown there may be, in memory. */
export function inMemoryLockdowns({ state, now }: InMemoryTransaction): Lockdowns {
  const current = async () => state.lockdown;
  return {
    current,
    hold: current,

    async begin(by, reason) {
      const first = state.lockdown === undefined;
      state.lockdown ??= { since: now(), by, reason };
      return { first, lockdown: state.lockdown };
    },

    async lift({ since }, by) {
      if (!state.lockdown?.since.equals(since)) return false;
      if (state.lockdown.by.account?.personId === by.personId) throw new Error('nobody lifts their own lockdown');
      state.lockdown = undefined;
      return true;
    },

    atStake: async () => ({
      grants: [...state.grants.values()].filter(({ grant }) => isUsable(grant, now())).length,
      requests: [...state.requests.values()].filter(({ request }) => isWaiting(request, now())).length,
    }),
  };
}
