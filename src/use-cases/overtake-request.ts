import type { Overtaken, PendingRequest, Settled } from '../domain/request.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { settleRequest } from './settle-request.ts';

/** Ends it as overtaken. Throws StoreUnavailable. */
export function overtake(needs: { store: Store }, request: PendingRequest, because: Overtaken): Promise<void> {
  return needs.store.transaction((tx) => overtakeIn(tx, request, because));
}

/** The same within a transaction. `by`: whoever ended the grant that it depended on. */
export async function overtakeIn(
  tx: Transaction,
  request: PendingRequest,
  because: Overtaken,
  by?: Settled['by'],
): Promise<void> {
  const text = because.code === 'refused' ? { text: because.text } : {};
  await settleRequest(tx, request, 'overtaken', { actor: { kind: 'nightlatch' }, because, ...text, ...(by && { by }) });
}
