import type { Evidence } from './evidence.ts';

/** The incident that a grant or a decision belongs to: the one that its rule tied it to, else the one that was named, or that its channel is bound to. One that merely was open doesn't count. */
export function incidentOf(one: {
  incident?: { id: string; number: number };
  evidence: Pick<Evidence, 'incident'>;
}): { id: string; number: number } | undefined {
  const { incident, evidence } = one;
  const found = incident ?? (evidence.incident?.tiedBy === 'only-open' ? undefined : evidence.incident);
  return found && { id: found.id, number: found.number };
}
