import { type Grant, isUsable } from '../domain/grant.ts';
import type { PersonId, ResourceName } from '../domain/names.ts';
import type { Transaction } from '../ports/store.ts';

/** That person's open grant for the resource, locked: nobody ends it before what is decided about it is kept. Their person must be locked. */
export async function lockOpen(tx: Transaction, person: PersonId, resource: ResourceName): Promise<Grant | undefined> {
  const seen = await tx.grants.openOf(person, resource);
  // It may have been ended while its lock was waited for.
  const locked = seen && (await tx.grants.lock(seen.id));
  return locked && isUsable(locked, await tx.now()) ? locked : undefined;
}
