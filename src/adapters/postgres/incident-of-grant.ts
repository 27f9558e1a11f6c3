import { Prisma } from './generated/client.ts';

/** The id of the incident that a grant `g` belongs to, as `incidentOf` tells it. */
export const INCIDENT_OF_GRANT = Prisma.sql`coalesce(g.incident_id, CASE WHEN g.evidence->'incident'->>'tiedBy' <> 'only-open' THEN g.evidence->'incident'->>'id' END)`;
