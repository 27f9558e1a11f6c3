import type { Lockdown } from '../domain/lockdown.ts';
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
  const text = textOf(because);
  await settleRequest(tx, request, 'overtaken', {
    actor: { kind: 'nightlatch' },
    because,
    ...(text !== undefined && { text }),
    ...(by && { by }),
  });
}

/** That everything was locked down, as the reason. */
export function overtakenBy({ by, reason }: Lockdown): Overtaken {
  return { code: 'locked-down', by: by.name, reason };
}

function textOf(because: Overtaken): string | undefined {
  if (because.code === 'refused') return because.text;
  return because.code === 'locked-down' ? `Everything was locked down by ${because.by}: ${because.reason}` : undefined;
}
