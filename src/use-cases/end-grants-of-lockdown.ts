import { isUsable } from '../domain/grant.ts';
import type { Lockdown } from '../domain/lockdown.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { closeGrant } from './close-grant.ts';
import { overtakeIn, overtakenBy } from './overtake-request.ts';

// In one transaction, which a slow database must still end in time: or the same ones would be tried for ever.
const AT_ONCE = 20;
const MOST_ROUNDS = 100;

/** How much was ended. */
export interface Ended {
  grants: number;
  requests: number;
}

/**
 * While everything is locked down, ends what is open and what waits, batch after batch; what another transaction holds is left to the next call. Does
 * nothing without a lockdown. Throws StoreUnavailable; what was ended stays ended.
 */
export async function endGrantsOfLockdown({ store }: { store: Store }): Promise<Ended> {
  const grants = await inBatches(store, endGrants);
  const requests = await inBatches(store, endRequests);
  return { grants, requests };
}

async function inBatches(store: Store, endSome: (tx: Transaction, lockdown: Lockdown) => Promise<number>): Promise<number> {
  let total = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const ended = await store.transaction(async (tx) => {
      // Held, so that nothing is opened after a lift and ended here.
      const lockdown = await tx.lockdowns.hold();
      return lockdown ? endSome(tx, lockdown) : 0;
    });
    total += ended;
    if (ended < AT_ONCE) break;
  }
  return total;
}

async function endGrants(tx: Transaction, lockdown: Lockdown): Promise<number> {
  const active = await tx.grants.lockActive(AT_ONCE);
  const now = await tx.now();
  // Where its time came first, the record must not say that the lockdown ended it.
  for (const grant of active)
    await closeGrant(tx, grant, isUsable(grant, now) ? { kind: 'lockdown', lockdown } : { kind: 'by-time' });
  return active.length;
}

async function endRequests(tx: Transaction, lockdown: Lockdown): Promise<number> {
  const pending = await tx.requests.lockPending(AT_ONCE);
  for (const request of pending) await overtakeIn(tx, request, overtakenBy(lockdown));
  return pending.length;
}
