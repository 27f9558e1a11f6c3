import type { Rotations } from '../../ports/rotations.ts';
import { Prisma } from './generated/client.ts';
import type { Statements } from './statements.ts';

// Their cards are drawn again; of those older than that nobody looks at the card any more.
const NEWEST = 200;

/** Marks of rotated values. */
export function postgresRotations(statements: Statements): Rotations {
  return {
    async mark(resource, variables, by) {
      const wanted = Prisma.sql`unnest(${[...variables]}::text[]) AS wanted(variable)`;
      await statements.run(Prisma.sql`
        INSERT INTO rotations (resource, variable, by_id, by_name) SELECT ${resource}, variable, ${by.personId}::uuid, ${by.name} FROM ${wanted}`);
      const rows = await statements.rows<{ id: string }>(Prisma.sql`
        SELECT DISTINCT newest.id::text AS id FROM ${wanted} CROSS JOIN LATERAL (
          SELECT s.grant_id AS id FROM shown_values s
          WHERE s.resource = ${resource} AND s.variable = wanted.variable
            AND (
              SELECT true FROM reveals v
              WHERE v.grant_id = s.grant_id AND s.variable = ANY(v.variables) AND v.recorded_at IS NOT NULL AND v.failed_at IS NULL LIMIT 1
            )
          ORDER BY s.started_at DESC, s.grant_id DESC LIMIT ${NEWEST}
        ) newest`);
      return rows.map((row) => row.id);
    },
  };
}
