import type { Refusal } from '../domain/decision.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Grant } from '../domain/grant.ts';
import { incidentOf } from '../domain/incident-of.ts';
import type { PersonId, ResourceName } from '../domain/names.ts';
import type { Transaction } from '../ports/store.ts';
import type { Opening } from './open-grant.ts';

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

/** Why that person gets nothing by a rule of broken glass now: an overdue review, told as a refusal. Undefined for any other rule. */
export async function refusedForReview(
  tx: Transaction,
  holder: PersonId,
  resource: ResourceName,
  decided: Opening,
): Promise<Refusal | undefined> {
  const overdue = decided.rule.breakGlass ? await overdueReview(tx, holder, decided) : undefined;
  if (!overdue?.review) return undefined;
  const { dueAt: since, by: reviewers } = overdue.review;
  return { code: 'review-overdue', resource, of: overdue.resource, since, reviewers };
}
