import type { PlannedExtension } from '../domain/extend.ts';
import type { Grant } from '../domain/grant.ts';
import type { RequestId } from '../domain/names.ts';
import type { Rule } from '../domain/policy.ts';
import type { Transaction } from '../ports/store.ts';
import { addReview } from './add-review.ts';
import { applyExtension } from './apply-extension.ts';
import type { GrantAsked } from './open-grant.ts';

/** Applies a planned extension to a locked grant, with the review that its rule wants; `requestId` is the request that waited for it. */
export async function extendLocked(
  tx: Transaction,
  { policy, caller }: Pick<GrantAsked, 'policy' | 'caller'>,
  grant: Grant,
  { planned, rule, at, requestId }: { planned: PlannedExtension; rule: Rule; at: Temporal.Instant; requestId?: RequestId },
): Promise<Grant> {
  const extension = { ...planned, policyHash: policy.hash, ...(requestId !== undefined && { requestId }) };
  const extended = await applyExtension(tx, { caller, grant, extension });
  if (!extended) throw new Error('a grant ended under its lock');
  await addReview(tx, policy, rule, extended, at);
  return extended;
}
