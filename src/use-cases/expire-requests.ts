import type { PendingRequest } from '../domain/request.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { settleRequest } from './settle-request.ts';

// In one transaction, which a slow database must still end in time: or the same ones would be tried for ever.
const AT_ONCE = 20;

/** Makes visible that a request's time is over, which time has decided already. How many. Throws StoreUnavailable. */
export async function expireRequests(needs: { store: Store }): Promise<number> {
  return needs.store.transaction(async (tx) => {
    const due = await tx.requests.lockExpired(AT_ONCE);
    for (const request of due) await expireRequest(tx, request);
    return due.length;
  });
}

/** The same for one. */
export async function expireRequest(tx: Transaction, request: PendingRequest): Promise<void> {
  const text = sayWhyExpired(request);
  await settleRequest(tx, request, 'expired', { actor: { kind: 'nightlatch' }, ...(text !== undefined && { text }) });
}

// Undefined where nobody answered at all.
function sayWhyExpired({ approvals, terms, waitsFor }: PendingRequest): string | undefined {
  if (waitsFor?.kind === 'source') return `${waitsFor.unanswered.source} didn't answer in time.`;
  return approvals.length > 0 ? `${approvals.length} of ${terms.count} had agreed.` : undefined;
}
