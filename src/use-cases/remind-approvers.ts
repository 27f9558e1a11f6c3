import type { PendingRequest } from '../domain/request.ts';
import { writtenTo } from '../domain/who-is-asked.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { approvalChannelFor } from './approval-channel.ts';

const AT_ONCE = 20;

/** Asks once more, at half time, where a request still waits for somebody's yes. How many. Throws StoreUnavailable. */
export async function remindApprovers(needs: { store: Store; policy: PolicyHolder }): Promise<number> {
  return needs.store.transaction(async (tx) => {
    const due = await tx.requests.claimToRemind(AT_ONCE);
    for (const request of due) {
      await remind(tx, request, needs.policy);
      tx.record({ kind: 'approvers-reminded', by: { kind: 'nightlatch' }, about: { request: request.id, why: 'half-time' } });
    }
    return due.length;
  });
}

/** New messages, since one that changes doesn't ring: in the channel where approvers are asked, and directly. */
export async function remind(tx: Transaction, request: PendingRequest, policy: PolicyHolder): Promise<void> {
  const subject = { kind: 'request', requestId: request.id, aspect: 'reminder' } as const;
  const held = policy.current();
  const rule = held?.resources.get(request.asked.resource)?.rules.find(({ name }) => name === request.rule);
  if (held) {
    const channel = await approvalChannelFor(tx, held, rule?.approve, request.asked.channel);
    await tx.cards.add(subject, { kind: 'channel', channel });
  }
  const agreed = new Set(request.approvals.map(({ slackId }) => slackId));
  for (const { slackId } of writtenTo(request.eligible)) {
    if (!agreed.has(slackId)) await tx.cards.add(subject, { kind: 'direct', to: slackId });
  }
}
