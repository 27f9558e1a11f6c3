import type { Grant } from '../domain/grant.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';

const EVERY_SECONDS = 86_400;
const AT_ONCE = 50;

/**
 * Says once a day in the audit channel which reviews are overdue, with an entry and a card of its own each, until somebody marks them. How many.
 * Throws StoreUnavailable.
 */
export async function tellOverdueReviews(needs: { store: Store; policy: PolicyHolder }): Promise<number> {
  const policy = needs.policy.current();
  if (!policy) return 0;
  const channel = policy.slack.auditChannel;
  return needs.store.transaction(async (tx) => {
    // An older one may name a channel where nobody looks any more.
    if ((await tx.policies.inForce()) !== policy.hash) return 0;
    const overdue = await tx.reviews.claimToTell(EVERY_SECONDS, AT_ONCE);
    for (const grant of overdue) {
      recordOverdue(tx, grant);
      await tx.cards.add({ kind: 'grant', grantId: grant.id, aspect: 'review' }, { kind: 'channel', channel });
    }
    return overdue.length;
  });
}

function recordOverdue(tx: Transaction, { id, resource, holder, review }: Grant): void {
  const about = { grant: id, resource, holder, reviewers: review?.by, dueAt: review?.dueAt.toString() };
  tx.record({ kind: 'review-overdue', by: { kind: 'nightlatch' }, about });
}
