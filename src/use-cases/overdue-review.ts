import type { Grant } from '../domain/grant.ts';
import type { PersonId } from '../domain/names.ts';
import type { Transaction } from '../ports/store.ts';

/** An incident by its source's id, by its number, or by both. */
export interface IncidentMark {
  id?: string;
  number?: number;
}

/**
 * The grant whose overdue review keeps that person from breaking glass: the longest overdue one, but never one of the same incident. Undefined
 * when nothing does.
 */
export async function overdueReview(
  tx: Transaction,
  holder: PersonId,
  incident: IncidentMark | undefined,
): Promise<Grant | undefined> {
  return (await tx.reviews.overdueOf(holder)).find((grant) => !isSame(incidentOf(grant), incident));
}

// A rule that wants no incident ties its grant to none, but the one that was named is in the evidence.
function incidentOf({ incident, evidence }: Grant): IncidentMark | undefined {
  return incident ?? (evidence.incident?.tiedBy === 'named' ? evidence.incident : undefined);
}

function isSame(a: IncidentMark | undefined, b: IncidentMark | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return (a.id !== undefined && a.id === b.id) || (a.number !== undefined && a.number === b.number);
}
