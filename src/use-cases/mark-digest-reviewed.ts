import { actorOf } from '../domain/audit-entry.ts';
import type { Digest } from '../domain/digest.ts';
import type { DigestId, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { Transaction } from '../ports/store.ts';
import { recordRefusal } from './record-refusal.ts';
import { type ClickNeeds, whoClicks } from './who-clicks.ts';

export type DigestReviewOutcome =
  | { outcome: 'reviewed' | 'reviewed-already'; digest: Digest }
  | { outcome: 'not-owner-or-auditor' | 'not-found' | 'outsider' | 'no-policy' };

/**
 * Marks that an owner or an auditor looked at a digest, once, with an entry; whoever comes after is told who did. Throws StoreUnavailable and
 * SourceUnavailable; it isn't marked then.
 */
export async function markDigestReviewed(
  needs: ClickNeeds,
  { slackId, digestId }: { slackId: SlackUserId; digestId: DigestId },
): Promise<DigestReviewOutcome> {
  const clicked = await whoClicks(needs, slackId, (tx, caller, policy) => mark(tx, policy, caller, digestId));
  if ('outcome' in clicked) return clicked;
  const { caller, found: marked } = clicked;
  if (marked.outcome === 'not-owner-or-auditor') {
    await recordRefusal(needs, caller.person, { code: marked.outcome, about: { digest: digestId, wanted: 'digest-reviewed' } });
  }
  return marked;
}

/** Whether that person is an owner or an auditor by the policy. */
export function isOwnerOrAuditor({ roles }: Policy, { person }: Caller): boolean {
  return roles.owners.includes(person.name) || roles.auditors.includes(person.name);
}

async function mark(tx: Transaction, policy: Policy, caller: Caller, id: DigestId): Promise<DigestReviewOutcome> {
  if ((await tx.policies.inForce()) !== policy.hash) return { outcome: 'no-policy' };
  if (!isOwnerOrAuditor(policy, caller)) return { outcome: 'not-owner-or-auditor' };
  const { person, member } = caller;
  const isFirst = await tx.digests.markReviewed(id, { personId: person.id, name: member.displayName });
  const digest = await tx.digests.byId(id);
  if (!digest) return { outcome: 'not-found' };
  if (!isFirst) return { outcome: 'reviewed-already', digest };
  const { from, to } = digest.week;
  const about = { digest: id, from: from.toString(), to: to.toString(), slackId: member.slackId };
  tx.record({ kind: 'digest-reviewed', by: actorOf(person), about });
  await tx.cards.markDigestDirty(id);
  return { outcome: 'reviewed', digest };
}
