import type { GrantFilter, Grants } from '../../ports/grants.ts';
import { Prisma } from './generated/client.ts';
import { grantsOf } from './grant-row.ts';
import { INCIDENT_OF_GRANT } from './incident-of-grant.ts';
import { SQL_NOW } from './sql-now.ts';
import type { Statements } from './statements.ts';

type Page = Parameters<Grants['list']>[1];

/** One page of grants, newest first, and whether there is more. */
export async function listGrants(statements: Statements, filter: GrantFilter, page: Page): ReturnType<Grants['list']> {
  const query =
    filter.state === 'exposed'
      ? exposed(filter, page)
      : Prisma.sql`SELECT g.id::text AS id FROM grants g ${where(conditions(filter))}`;
  const rows = await statements.rows<{ id: string }>(
    Prisma.sql`${query} ORDER BY g.started_at DESC, g.id DESC LIMIT ${page.limit + 1} OFFSET ${page.offset}`,
  );
  const ids = rows.map((row) => row.id);
  return { grants: await grantsOf(statements, ids.slice(0, page.limit)), more: ids.length > page.limit };
}

// Only what is asked for stands in the statement, so that each kind of list finds its index.
function conditions(filter: GrantFilter): Prisma.Sql[] {
  return [
    filter.state === 'open' ? Prisma.sql`g.state = 'active' AND g.ends_at > ${SQL_NOW}` : undefined,
    filter.holder === undefined ? undefined : Prisma.sql`g.person_id = ${filter.holder}::uuid`,
    filter.resource === undefined ? undefined : Prisma.sql`g.resource = ${filter.resource}`,
    filter.incident === undefined ? undefined : Prisma.sql`${INCIDENT_OF_GRANT} = ${filter.incident}`,
    filter.startedSince && Prisma.sql`g.started_at >= ${filter.startedSince.toString()}::timestamptz`,
  ].filter((condition) => condition !== undefined);
}

function where(all: readonly Prisma.Sql[]): Prisma.Sql {
  return all.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(all, ' AND ')}`;
}

/**
 * For each value that was ever shown, of which there are few, its newest grants since its last rotation: neither what was rotated long ago nor
 * what never was makes it read more than a page of each.
 */
function exposed({ holder, resource, startedSince }: GrantFilter, page: Page): Prisma.Sql {
  const ofResource = resource === undefined ? Prisma.sql`true` : Prisma.sql`s.resource = ${resource}`;
  const wanted = holder === undefined ? ofResource : Prisma.sql`s.person_id = ${holder}::uuid AND ${ofResource}`;
  const since =
    startedSince === undefined ? Prisma.sql`true` : Prisma.sql`s.started_at >= ${startedSince.toString()}::timestamptz`;
  return Prisma.sql`
    WITH RECURSIVE shown AS (
      (SELECT s.resource, s.variable FROM shown_values s WHERE ${wanted} ORDER BY s.resource, s.variable LIMIT 1)
      UNION ALL
      SELECT next.resource, next.variable FROM shown CROSS JOIN LATERAL (
        SELECT s.resource, s.variable FROM shown_values s WHERE ${wanted} AND (s.resource, s.variable) > (shown.resource, shown.variable)
        ORDER BY s.resource, s.variable LIMIT 1
      ) next
    )
    SELECT g.id::text AS id FROM (
      SELECT DISTINCT newest.id, newest.started_at FROM shown LEFT JOIN LATERAL (
        SELECT max(t.at) AS at FROM rotations t WHERE t.resource = shown.resource AND t.variable = shown.variable
      ) mark ON true CROSS JOIN LATERAL (
        SELECT s.grant_id AS id, s.started_at FROM shown_values s
        WHERE ${wanted} AND s.resource = shown.resource AND s.variable = shown.variable AND ${since}
          -- No grant lasts longer than a day.
          AND s.started_at >= coalesce(mark.at - interval '24 hours', '-infinity')
          -- For one after the other as they come: a join would read every reveal there is.
          AND (
            SELECT true FROM reveals v WHERE v.grant_id = s.grant_id AND s.variable = ANY(v.variables)
              AND v.recorded_at > coalesce(mark.at, '-infinity') AND v.failed_at IS NULL LIMIT 1
          )
        ORDER BY s.started_at DESC, s.grant_id DESC LIMIT ${page.offset + page.limit + 1}
      ) newest
    ) g`;
}
