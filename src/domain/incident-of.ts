import type { Evidence } from './evidence.ts';

/** The incident that a grant or a decision belongs to: the one that its rule tied it to, else the one that was named. One that merely was open doesn't count. */
export function incidentOf(one: {
  incident?: { id: string; number: number };
  evidence: Pick<Evidence, 'incident'>;
}): { id: string; number: number } | undefined {
  const { incident, evidence } = one;
  const found = incident ?? (evidence.incident?.tiedBy === 'named' ? evidence.incident : undefined);
  return found && { id: found.id, number: found.number };
}
