import type { Actor } from '../domain/audit-entry.ts';
import type { Policy } from '../domain/policy.ts';
import type { PolicyChange } from '../domain/policy-difference/policy-change.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';
import type { Store } from '../ports/store.ts';
import { policyBefore } from './policy-before.ts';
import { PolicyOvertaken, swapPolicy } from './swap-policy.ts';

/** `changes`: what is different from before; absent where that can't be told. */
export type PutOutcome = { outcome: 'put'; changes?: readonly PolicyChange[] } | { outcome: 'in-force-already' };

const MOST_TRIES = 5;

/**
 * Makes this policy the one in force, whichever was and whether or not it was before, because somebody on the host said so. Throws StoreUnavailable, and
 * PolicyOvertaken where others keep coming first.
 */
export async function putPolicyInForce(
  needs: { store: Store; reader: PolicyReader },
  { policy, text, by }: { policy: Policy; text: string; by: Actor },
): Promise<PutOutcome> {
  for (let tries = 1; ; tries += 1) {
    try {
      const from = await policyBefore(needs, policy);
      if (from.hash === policy.hash) return { outcome: 'in-force-already' };
      await needs.store.transaction((tx) => swapPolicy(tx, { policy, text, by, from }));
      return { outcome: 'put', ...(from.compared && { changes: from.compared.changes }) };
    } catch (error) {
      if (!(error instanceof PolicyOvertaken) || tries === MOST_TRIES) throw error;
    }
  }
}
