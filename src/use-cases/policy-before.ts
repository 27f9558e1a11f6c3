import type { ChannelId, PolicyHash } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { PolicyChange } from '../domain/policy-difference/policy-change.ts';
import { policyDifference } from '../domain/policy-difference/policy-difference.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';
import type { Store } from '../ports/store.ts';

/** The policy that another is to replace. */
export interface PolicyBefore {
  /** Undefined where none is in force. */
  hash: PolicyHash | undefined;
  /** What the other does differently, and where audits are told until then; absent where this version can't read the one before. */
  compared?: { changes: PolicyChange[]; auditChannel: ChannelId };
}

/**
 * What is in force now, compared with `policy`. Takes seconds for a large one, so no transaction is open meanwhile: whoever relies on it asks again
 * which is in force. Throws StoreUnavailable.
 */
export async function policyBefore(
  { store, reader }: { store: Store; reader: PolicyReader },
  policy: Policy,
): Promise<PolicyBefore> {
  const { hash, text } = await store.transaction(async (tx) => {
    const inForce = await tx.policies.inForce();
    const isOther = inForce !== undefined && inForce !== policy.hash;
    return { hash: inForce, text: isOther ? await tx.policies.textOf(inForce) : undefined };
  });
  const before = text === undefined ? undefined : await reader.read(text);
  if (!before) return { hash };
  return { hash, compared: { changes: policyDifference(before, policy), auditChannel: before.slack.auditChannel } };
}
