import type { Store } from '../ports/store.ts';

const WITHIN_SECONDS = 300;
const AT_ONCE = 50;

/**
 * Tells holders by direct message that their grant ends within five minutes, once an end: one that was moved is told of again. How many. Throws
 * StoreUnavailable.
 */
export async function warnBeforeEnd(needs: { store: Store }): Promise<number> {
  return needs.store.transaction(async (tx) => {
    const ending = await tx.grants.claimEndingSoon(WITHIN_SECONDS, AT_ONCE);
    for (const { id, holder } of ending) {
      await tx.cards.add({ kind: 'grant', grantId: id, aspect: 'ending' }, { kind: 'direct', to: holder.slackId });
    }
    return ending.length;
  });
}
