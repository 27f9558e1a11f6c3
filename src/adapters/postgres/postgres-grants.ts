import type { Grant } from '../../domain/grant.ts';
import type { GrantFilter, Grants } from '../../ports/grants.ts';
import { Prisma } from './generated/client.ts';
import { GRANT_ROWS, type GrantRow, grantOf } from './grant-row.ts';
import { insertGrant } from './insert-grant.ts';
import { isId, type JsonRow } from './row-values.ts';
import type { Statements } from './statements.ts';

// The clock in a subquery is read once a statement; bare, a volatile function keeps an index from being used.
const NOW = Prisma.sql`(SELECT nightlatch.now())`;
const OPEN = Prisma.sql`g.state = 'active' AND g.ends_at > ${NOW}`;
const OVERDUE = Prisma.sql`g.state = 'active' AND g.ends_at <= ${NOW}`;

/** Requests and grants. */
export function postgresGrants(statements: Statements): Grants {
  return { ...readings(statements), ...locks(statements), ...changes(statements) };
}

function readings(
  statements: Statements,
): Pick<Grants, 'byId' | 'openOf' | 'countOpen' | 'resourcesGrantedSince' | 'incidentsOfOpen' | 'list'> {
  return {
    byId: (id) => grantById(statements, id),

    openOf: async (person, resource) =>
      (await grants(statements, Prisma.sql`WHERE g.person_id = ${person}::uuid AND g.resource = ${resource} AND ${OPEN}`))[0],

    async countOpen(person) {
      await lockPerson(statements, person);
      return count(
        statements,
        Prisma.sql`SELECT count(*)::int AS count FROM grants g WHERE g.person_id = ${person}::uuid AND ${OPEN}`,
      );
    },

    resourcesGrantedSince: (person, since) =>
      count(
        statements,
        Prisma.sql`SELECT count(DISTINCT resource)::int AS count FROM grants WHERE person_id = ${person}::uuid AND started_at >= ${since.toString()}::timestamptz`,
      ),

    async incidentsOfOpen() {
      const rows = await statements.rows<{ id: string }>(
        Prisma.sql`SELECT DISTINCT g.incident_id AS id FROM grants g WHERE ${OPEN} AND g.ends_with_incident AND g.incident_id IS NOT NULL ORDER BY 1`,
      );
      return rows.map((row) => row.id);
    },

    async list(filter, page) {
      const rest = Prisma.sql`${conditions(filter)} ORDER BY g.started_at DESC, g.id DESC LIMIT ${page.limit + 1} OFFSET ${page.offset}`;
      const found = await grants(statements, rest);
      return { grants: found.slice(0, page.limit), more: found.length > page.limit };
    },
  };
}

// Never FOR UPDATE: rows that refer to a grant, its cards above all, must be written while it is locked, or the two deadlock.
function locks(statements: Statements): Pick<Grants, 'lock' | 'lockDue' | 'lockOverdueOf'> {
  return {
    async lock(id) {
      if (!isId(id)) return undefined;
      // Locked first and read after: what was read while waiting for the lock would be of before it.
      await statements.run(Prisma.sql`SELECT 1 FROM grants WHERE id = ${id}::uuid FOR NO KEY UPDATE`);
      return grantById(statements, id);
    },

    lockDue: (limit) =>
      grants(statements, Prisma.sql`WHERE ${OVERDUE} ORDER BY g.ends_at LIMIT ${limit} FOR NO KEY UPDATE OF g SKIP LOCKED`),

    async lockOverdueOf(person, resource) {
      const rest = Prisma.sql`WHERE g.person_id = ${person}::uuid AND g.resource = ${resource} AND ${OVERDUE} FOR NO KEY UPDATE OF g`;
      return (await grants(statements, rest))[0];
    },
  };
}

function changes(statements: Statements): Pick<Grants, 'open' | 'end' | 'shortenToIncident'> {
  return {
    async open(grant) {
      await lockPerson(statements, grant.holder.personId);
      const id = await insertGrant(statements, grant);
      return ((id && (await grantById(statements, id))) || 'already-open') as Awaited<ReturnType<Grants['open']>>;
    },

    async end(id, cause, by) {
      if (!isId(id)) return undefined;
      const ended = await statements.run(Prisma.sql`
        UPDATE grants SET state = 'ended', ended_at = nightlatch.now(), end_cause = ${cause}::end_cause,
          ended_by_id = ${by?.personId ?? null}::uuid, ended_by_name = ${by?.name ?? null}::text
        WHERE id = ${id}::uuid AND state = 'active'`);
      return ended === 1 ? grantById(statements, id) : undefined;
    },

    async shortenToIncident(incidentId, resolvedAt) {
      const end = Prisma.sql`${resolvedAt.toString()}::timestamptz + make_interval(secs => g.grace_seconds)`;
      const rows = await statements.rows<{ id: string }>(Prisma.sql`
        UPDATE grants g SET ends_at = ${end}, ends_because = 'incident'
        WHERE g.incident_id = ${incidentId} AND g.ends_with_incident AND ${OPEN} AND g.ends_at > ${end} RETURNING g.id::text AS id`);
      const shortened = rows.map((row) => row.id);
      return grants(statements, Prisma.sql`WHERE g.id = ANY(${shortened}::uuid[]) ORDER BY g.started_at, g.id`);
    },
  };
}

async function grants(statements: Statements, rest: Prisma.Sql): Promise<Grant[]> {
  const rows = await statements.rows<JsonRow<GrantRow>>(Prisma.sql`${GRANT_ROWS} ${rest}`);
  return rows.map(({ row }) => grantOf(row));
}

async function grantById(statements: Statements, id: string): Promise<Grant | undefined> {
  return isId(id) ? (await grants(statements, Prisma.sql`WHERE g.id = ${id}::uuid`))[0] : undefined;
}

// One person's grants are opened one after the other, so that counting and then opening can't be overtaken.
function lockPerson(statements: Statements, person: string): Promise<number> {
  return statements.run(Prisma.sql`SELECT 1 FROM people WHERE id = ${person}::uuid FOR NO KEY UPDATE`);
}

async function count(statements: Statements, query: Prisma.Sql): Promise<number> {
  const [row] = await statements.rows<{ count: number }>(query);
  return row?.count ?? 0;
}

// Only what is asked for stands in the statement, so that each kind of list finds its index.
function conditions(filter: GrantFilter): Prisma.Sql {
  const all = [
    filter.state === 'open' ? OPEN : undefined,
    filter.holder === undefined ? undefined : Prisma.sql`g.person_id = ${filter.holder}::uuid`,
    filter.resource === undefined ? undefined : Prisma.sql`g.resource = ${filter.resource}`,
    filter.startedSince && Prisma.sql`g.started_at >= ${filter.startedSince.toString()}::timestamptz`,
  ].filter((condition) => condition !== undefined);
  return all.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(all, ' AND ')}`;
}
