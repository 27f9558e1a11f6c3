import type { Store } from '../ports/store.ts';
import { closeGrant } from './close-grant.ts';

const AT_ONCE = 50;

/** Makes the ends that time has already decided visible: state, entry, cards, wipes. How many it ended. Throws StoreUnavailable. */
export async function endDueGrants(needs: { store: Store }): Promise<number> {
  return needs.store.transaction(async (tx) => {
    const due = await tx.grants.lockDue(AT_ONCE);
    for (const grant of due) await closeGrant(tx, grant, { kind: 'by-time' });
    return due.length;
  });
}
