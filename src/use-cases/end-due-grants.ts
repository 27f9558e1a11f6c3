import type { Store } from '../ports/store.ts';
import { closeGrant } from './close-grant.ts';

// In one transaction, which a slow database must still end in time: or the same ones would be tried for ever.
const AT_ONCE = 50;
const MOST_ROUNDS = 100;

/**
 * Makes the ends that time has already decided visible, batch after batch: state, entry, cards, wipes. How many it ended. Throws StoreUnavailable; what
 * was ended stays ended.
 */
export async function endDueGrants(needs: { store: Store }): Promise<number> {
  let ended = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const more = await endSome(needs);
    ended += more;
    if (more < AT_ONCE) break;
  }
  return ended;
}

function endSome({ store }: { store: Store }): Promise<number> {
  return store.transaction(async (tx) => {
    const due = await tx.grants.lockDue(AT_ONCE);
    for (const grant of due) await closeGrant(tx, grant, { kind: 'by-time' });
    return due.length;
  });
}
