import type { Grant } from '../domain/grant.ts';
import type { Policy, Rule } from '../domain/policy.ts';
import type { Transaction } from '../ports/store.ts';

/**
 * Where the rule wants somebody to look at its grants afterwards: that this one is to be reviewed, due the rule's time from `from`, and the card in
 * the audit channel that asks for it. Nothing where the rule wants none, or a review is to come already; one that was done before the grant was extended
 * says nothing of what was added, and is to be done anew.
 */
export async function addReview(
  tx: Transaction,
  policy: Policy,
  rule: Pick<Rule, 'review'>,
  grant: Pick<Grant, 'id' | 'review'>,
  from: Temporal.Instant,
): Promise<void> {
  if (!rule.review || (grant.review && !grant.review.done)) return;
  const { by, within } = rule.review;
  await tx.reviews.add(grant.id, { by, dueAt: from.add(within) });
  const subject = { kind: 'grant', grantId: grant.id, aspect: 'review' } as const;
  await tx.cards.add(subject, { kind: 'channel', channel: policy.slack.auditChannel });
}
