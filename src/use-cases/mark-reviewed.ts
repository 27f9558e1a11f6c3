import { actorOf } from '../domain/audit-entry.ts';
import type { Grant } from '../domain/grant.ts';
import type { GrantId, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { Transaction } from '../ports/store.ts';
import { homesOf } from './homes-of.ts';
import { personNameOf } from './identify-caller.ts';
import { recordRefusal } from './record-refusal.ts';
import { type ClickNeeds, whoClicks } from './who-clicks.ts';

/** `not-found` is also the answer about a grant that nobody has to look at. */
export type ReviewOutcome =
  | { outcome: 'reviewed' | 'reviewed-already'; grant: Grant }
  | { outcome: 'own-grant' | 'not-a-reviewer' | 'not-found' | 'outsider' | 'no-policy' };

/**
 * Marks that somebody looked at a grant: one of those its rule named, never its holder by whichever of their accounts. Throws StoreUnavailable and
 * SourceUnavailable; it isn't marked then.
 */
export async function markReviewed(
  needs: ClickNeeds,
  { slackId, grantId }: { slackId: SlackUserId; grantId: GrantId },
): Promise<ReviewOutcome> {
  const clicked = await whoClicks(needs, slackId, (tx, caller, policy) => mark(tx, policy, caller, grantId));
  if ('outcome' in clicked) return clicked;
  const { caller, found: marked } = clicked;
  if (marked.outcome === 'own-grant' || marked.outcome === 'not-a-reviewer') {
    await recordRefusal(needs, caller.person, { code: `review-${marked.outcome}`, about: { grant: grantId } });
  }
  return marked;
}

async function mark(tx: Transaction, policy: Policy, caller: Caller, id: GrantId): Promise<ReviewOutcome> {
  if ((await tx.policies.inForce()) !== policy.hash) return { outcome: 'no-policy' };
  const grant = await tx.grants.lock(id);
  if (!grant?.review) return { outcome: 'not-found' };
  const { person, member } = caller;
  if (isHolder(policy, caller, grant)) return { outcome: 'own-grant' };
  if (!grant.review.by.includes(person.name)) return { outcome: 'not-a-reviewer' };
  if (!(await tx.reviews.mark(id, { personId: person.id, name: member.displayName }))) {
    return { outcome: 'reviewed-already', grant };
  }
  const { resource, holder } = grant;
  tx.record({ kind: 'reviewed', by: actorOf(person), about: { grant: id, resource, holder, slackId: member.slackId } });
  await tx.cards.markDirty(id);
  await tx.cards.markHomes(homesOf(grant));
  return { outcome: 'reviewed', grant: (await tx.grants.byId(id)) ?? grant };
}

// By person, and by whose account the policy says it is now: two accounts may have become one person's since.
function isHolder(policy: Policy, { person }: Caller, { holder }: Grant): boolean {
  return holder.personId === person.id || personNameOf(policy, holder.slackId) === person.name;
}
