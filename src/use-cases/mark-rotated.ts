import { actorOf } from '../domain/audit-entry.ts';
import type { Grant } from '../domain/grant.ts';
import type { GrantId, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { Transaction } from '../ports/store.ts';
import { standingOf } from './may-see-and-end.ts';
import { recordRefusal } from './record-refusal.ts';
import { type ClickNeeds, whoClicks } from './who-clicks.ts';

/** `not-found` is also the answer about a grant that this person may not speak for: it teaches nothing. */
export type RotationOutcome =
  | { outcome: 'rotated' | 'rotated-already'; grant: Grant }
  | { outcome: 'not-found' | 'outsider' | 'no-policy' };

/**
 * Marks the values of a grant that were seen as rotated since, for every grant of the resource that showed them. For its holder, approvers of the
 * resource and owners. Throws StoreUnavailable and SourceUnavailable; they are still exposed then.
 */
export async function markRotated(
  needs: ClickNeeds,
  { slackId, grantId }: { slackId: SlackUserId; grantId: GrantId },
): Promise<RotationOutcome> {
  const clicked = await whoClicks(needs, slackId, (tx) => tx.grants.byId(grantId));
  if ('outcome' in clicked) return clicked;
  const { caller, policy, found: grant } = clicked;
  const [standing] = grant ? await standingOf(needs.directory, policy, caller, [grant]) : [];
  if (!grant || !(standing?.holder || standing?.revoke)) {
    await recordRefusal(needs, caller.person, { code: 'not-yours', about: { grant: grantId, wanted: 'marked-rotated' } });
    return { outcome: 'not-found' };
  }
  return needs.store.transaction((tx) => mark(tx, policy, caller, grant));
}

async function mark(
  tx: Transaction,
  policy: Policy,
  { person, member }: Caller,
  { id, resource }: Grant,
): Promise<RotationOutcome> {
  if ((await tx.policies.inForce()) !== policy.hash) return { outcome: 'no-policy' };
  // Locked, so that a reveal is recorded wholly before the mark or wholly after it.
  const grant = await tx.grants.lock(id);
  if (!grant) return { outcome: 'not-found' };
  const { exposed } = grant.reveals;
  if (exposed.length === 0) return { outcome: 'rotated-already', grant };
  const grants = await tx.rotatedValues.mark(resource, exposed, { personId: person.id, name: member.displayName });
  const about = { grant: id, resource, variables: exposed, grants, slackId: member.slackId };
  tx.record({ kind: 'marked-rotated', by: actorOf(person), about });
  // In one order everywhere, so that two marks at once don't wait for each other.
  for (const one of grants.toSorted()) await tx.cards.markDirty(one);
  return { outcome: 'rotated', grant: (await tx.grants.byId(id)) ?? grant };
}
