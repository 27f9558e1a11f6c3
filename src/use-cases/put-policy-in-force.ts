import type { Policy } from '../domain/policy.ts';
import type { Store } from '../ports/store.ts';
import { policyLinks } from './identify-caller.ts';

/** Makes this policy the one in force, with an entry and a note to the audit channel when it wasn't already. Throws StoreUnavailable. */
export async function putPolicyInForce(needs: { store: Store }, policy: Policy, text: string): Promise<boolean> {
  return needs.store.transaction(async (tx) => {
    if (!(await tx.policies.putInForce(policy.hash, text))) return false;
    for (const name of policy.people.keys()) await tx.people.keepFromPolicy(name, policyLinks(policy, name));
    tx.record({ kind: 'policy-in-force', by: { kind: 'nightlatch' }, about: { hash: policy.hash } });
    const note = { kind: 'policy-in-force', hash: policy.hash } as const;
    await tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel: policy.slack.auditChannel });
    return true;
  });
}
