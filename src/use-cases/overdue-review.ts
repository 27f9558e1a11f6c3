import type { Evidence } from '../domain/evidence.ts';
import type { Grant } from '../domain/grant.ts';
import { incidentOf } from '../domain/incident-of.ts';
import type { PersonId } from '../domain/names.ts';
import type { Transaction } from '../ports/store.ts';

/**
 * The grant whose overdue review keeps that person from what was `decided`: the longest overdue one, but never one of the same incident. Undefined
 * when nothing does.
 */
export async function overdueReview(
  tx: Transaction,
  holder: PersonId,
  decided: { incident?: { id: string; number: number }; evidence: Pick<Evidence, 'incident'> },
): Promise<Grant | undefined> {
  const incident = incidentOf(decided);
  return (await tx.reviews.overdueOf(holder)).find((grant) => {
    const its = incidentOf(grant);
    return !its || !incident || (its.id !== incident.id && its.number !== incident.number);
  });
}
