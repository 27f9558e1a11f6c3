import type { Grant } from './grant.ts';
import type { Incident } from './incident.ts';

/** The first of a person's grants with an overdue review that keeps them from breaking glass again; one within the same incident doesn't. */
export function blocksBreakGlass(overdue: readonly Grant[], incident: Pick<Incident, 'id'> | undefined): Grant | undefined {
  return overdue.find((grant) => !incident || grant.incident?.id !== incident.id);
}
