import type { Note } from '../domain/card.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store } from '../ports/store.ts';

const EVERY_SECONDS = 86_400;

/**
 * Says in the audit channel what is wrong with a policy file: once a day for all replicas whose files are wrong in the same way, which `mark` tells.
 * Nothing without a policy, which alone names the channel. Throws StoreUnavailable.
 */
export async function tellOfPolicyFile(
  needs: { store: Store; policy: PolicyHolder },
  mark: string,
  note: Extract<Note, { kind: 'policy-broken' }> | Extract<Note, { kind: 'policy-superseded' }>,
): Promise<void> {
  const channel = needs.policy.current()?.slack.auditChannel;
  if (channel === undefined) return;
  await needs.store.transaction(async (tx) => {
    if (!(await tx.jobs.claim(`${note.kind} ${mark}`, EVERY_SECONDS))) return;
    await tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel });
  });
}
