import { isUsable } from '../domain/grant.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { closeGrant } from './close-grant.ts';

// In one transaction, which a slow database must still end in time: or the same ones would be tried for ever.
const AT_ONCE = 20;
const MOST_ROUNDS = 100;

/**
 * Ends what was opened through channels that people of other workspaces are in or invited to: what was asked for there, and what belonged to the incident when
 * its own channel was shared. What another transaction holds is left to the next call. Throws StoreUnavailable; what was ended stays ended.
 */
export async function endGrantsOfShared({ store }: { store: Store }): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) if ((await store.transaction(endSome)) < AT_ONCE) break;
}

async function endSome(tx: Transaction): Promise<number> {
  const active = await tx.grants.lockActiveOfShared(AT_ONCE);
  const now = await tx.now();
  // Where its time came first, the record must not say that the sharing ended it.
  for (const grant of active) await closeGrant(tx, grant, { kind: isUsable(grant, now) ? 'channel-shared' : 'by-time' });
  return active.length;
}
