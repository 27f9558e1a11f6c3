import { causeByTime, type EndCause, type Grant } from '../domain/grant.ts';
import type { Transaction } from '../ports/store.ts';

/** How a grant comes to its end: its time came, or a person ended it. */
export type Closing =
  | { kind: 'by-time' }
  | { kind: 'by-person'; cause: Extract<EndCause, 'revoked' | 'given-back'>; by: { personId: string; name: string } };

/** Ends the grant with its audit entry, and has its cards drawn again. Undefined when somebody else ended it first. */
export async function closeGrant(tx: Transaction, grant: Grant, closing: Closing): Promise<Grant | undefined> {
  const cause = closing.kind === 'by-time' ? causeByTime(grant) : closing.cause;
  const ended =
    closing.kind === 'by-time' ? await tx.grants.end(grant.id, cause) : await tx.grants.end(grant.id, cause, closing.by);
  if (!ended) return undefined;
  tx.record({
    kind: 'grant-ended',
    by: closing.kind === 'by-time' ? { kind: 'nightlatch' } : { kind: 'person', id: closing.by.personId, name: closing.by.name },
    about: { grant: grant.id, resource: grant.resource, holder: grant.holder.name, cause, reveals: ended.reveals.count },
  });
  await tx.cards.markDirty(grant.id);
  return ended;
}
