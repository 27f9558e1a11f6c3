import type { ExposedValue, RotatedValues } from '../../ports/rotated-values.ts';
import { Prisma } from './generated/client.ts';
import { instant } from './row-values.ts';
import type { Statements } from './statements.ts';

// Their cards are drawn again; of those older than that nobody looks at the card any more.
const NEWEST = 200;

/** Marks of rotated values. */
export function postgresRotatedValues(statements: Statements): RotatedValues {
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

    async exposed(limit) {
      const rows = await statements.rows<ExposedRow>(exposedValues(limit));
      return { total: rows[0]?.total ?? 0, first: rows.map(exposedValueOf) };
    },
  };
}

interface ExposedRow {
  resource: string;
  variable: string;
  seenBy: string;
  seenAt: string;
  total: number;
}

/** For each value that was ever shown, of which there are few, who saw it last since its last rotation: a few grants of each are looked at. */
function exposedValues(limit: number): Prisma.Sql {
  return Prisma.sql`
    WITH RECURSIVE shown AS (
      (SELECT s.resource, s.variable FROM shown_values s ORDER BY s.resource, s.variable LIMIT 1)
      UNION ALL
      SELECT next.resource, next.variable FROM shown CROSS JOIN LATERAL (
        SELECT s.resource, s.variable FROM shown_values s WHERE (s.resource, s.variable) > (shown.resource, shown.variable)
        ORDER BY s.resource, s.variable LIMIT 1
      ) next
    )
    SELECT shown.resource, shown.variable, p.name AS "seenBy", to_jsonb(seen.at) #>> '{}' AS "seenAt", (count(*) OVER ())::int AS total
    FROM shown LEFT JOIN LATERAL (
      SELECT max(t.at) AS at FROM rotations t WHERE t.resource = shown.resource AND t.variable = shown.variable
    ) mark ON true CROSS JOIN LATERAL (
      SELECT each.at, each.person_id FROM (
        SELECT reveal.at, reveal.person_id FROM shown_values s CROSS JOIN LATERAL (
          SELECT v.recorded_at AS at, v.person_id FROM reveals v
          WHERE v.grant_id = s.grant_id AND s.variable = ANY(v.variables)
            AND v.recorded_at > coalesce(mark.at, '-infinity') AND v.failed_at IS NULL ORDER BY v.recorded_at DESC LIMIT 1
        ) reveal
        WHERE s.resource = shown.resource AND s.variable = shown.variable
          -- No grant lasts longer than a day.
          AND s.started_at >= coalesce(mark.at - interval '24 hours', '-infinity')
        ORDER BY s.started_at DESC, s.grant_id DESC LIMIT 10
      ) each ORDER BY each.at DESC LIMIT 1
    ) seen JOIN people p ON p.id = seen.person_id
    ORDER BY seen.at DESC, shown.resource, shown.variable LIMIT ${limit}`;
}

function exposedValueOf({ resource, variable, seenBy, seenAt }: ExposedRow): ExposedValue {
  return { resource, variable, seenBy, seenAt: instant(seenAt) };
}
