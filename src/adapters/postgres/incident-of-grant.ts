import { Prisma } from './generated/client.ts';

// A grant that was decided at once has what was decided with its request.
const EVIDENCE = Prisma.sql`coalesce(g.evidence, (SELECT q.evidence FROM requests q WHERE q.id = g.request_id))`;

/** The id of the incident that a grant `g` belongs to, as `incidentOf` tells it. */
export const INCIDENT_OF_GRANT = Prisma.sql`coalesce(g.incident_id, (
  SELECT tied->>'id' FROM (SELECT ${EVIDENCE}->'incident') AS seen (tied) WHERE tied->>'tiedBy' <> 'only-open'))`;
