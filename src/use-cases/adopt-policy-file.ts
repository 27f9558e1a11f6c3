import type { Actor } from '../domain/audit-entry.ts';
import type { PolicyHash } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';
import type { Store } from '../ports/store.ts';
import { policyBefore } from './policy-before.ts';
import { PolicyOvertaken, swapPolicy } from './swap-policy.ts';

/** A policy file as it was read. */
export interface PolicyFile {
  policy: Policy;
  text: string;
  /** What this process read from it before, if it did. */
  before: PolicyHash | undefined;
  by: Actor;
}

/**
 * `put`: it is in force now. `superseded`: it was in force once and isn't any more, and nothing says that somebody wants it back. `overtaken`: another
 * came into force meanwhile, so it is to be looked at again.
 */
export type Adoption = 'put' | 'in-force-already' | 'superseded' | 'overtaken';

/**
 * Puts what stands in the policy file in force, if that is what somebody wants: a policy that never was in force, or the file of the one in force changed
 * back to an earlier one. A file that was left behind, such as that of a process started anew, brings nothing back. Throws StoreUnavailable.
 */
export async function adoptPolicyFile(
  needs: { store: Store; reader: PolicyReader },
  { policy, text, before, by }: PolicyFile,
): Promise<Adoption> {
  try {
    const from = await policyBefore(needs, policy);
    return await needs.store.transaction(async (tx): Promise<Adoption> => {
      const inForce = await tx.policies.inForce();
      if (inForce === policy.hash) return 'in-force-already';
      const isChangedBack = before !== undefined && before === inForce;
      if (!isChangedBack && (await tx.policies.isKnown(policy.hash))) return 'superseded';
      await swapPolicy(tx, { policy, text, by, from });
      return 'put';
    });
  } catch (error) {
    if (error instanceof PolicyOvertaken) return 'overtaken';
    throw error;
  }
}
