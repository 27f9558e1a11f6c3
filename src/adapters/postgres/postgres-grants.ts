import type { Grant } from '../../domain/grant.ts';
import type { Grants } from '../../ports/grants.ts';
import { extendGrant } from './extend-grant.ts';
import { Prisma } from './generated/client.ts';
import { grantsOf, selectGrants } from './grant-row.ts';
import { INCIDENT_OF_GRANT } from './incident-of-grant.ts';
import { insertGrant } from './insert-grant.ts';
import { listGrants } from './list-grants.ts';
import { isId } from './row-values.ts';
import { SQL_NOW } from './sql-now.ts';
import type { Statements } from './statements.ts';

const OPEN = Prisma.sql`g.state = 'active' AND g.ends_at > ${SQL_NOW}`;
const OVERDUE = Prisma.sql`g.state = 'active' AND g.ends_at <= ${SQL_NOW}`;

// Whoever binds a channel of theirs beside the incident's own, and shares it, ends nobody else's.
const IS_ITS_OWN = Prisma.sql`NOT EXISTS (
  SELECT FROM incident_channels o WHERE o.incident_id = c.incident_id AND o.bound_at < c.bound_at AND o.shared_at IS NULL AND o.archived_at IS NULL)`;

const OF_SHARED = Prisma.sql`EXISTS (
  SELECT FROM incident_channels c WHERE c.shared_at IS NOT NULL AND (
    (g.started_at <= c.shared_at AND c.incident_id = ${INCIDENT_OF_GRANT} AND ${IS_ITS_OWN})
    OR EXISTS (SELECT FROM requests q WHERE q.id IN (g.request_id, g.extended_by_id) AND (q.channel = c.channel OR q.channel = ANY(c.former_ids)))))`;

/** Requests and grants. */
export function postgresGrants(statements: Statements): Grants {
  return { ...readings(statements), ...lists(statements), ...locks(statements), ...changes(statements), ...shortens(statements) };
}

function readings(statements: Statements): Pick<Grants, 'byId' | 'ofRequest' | 'openOf' | 'countOpen' | 'resourcesGrantedSince'> {
  return {
    byId: (id) => grantById(statements, id),

    async ofRequest(id) {
      if (!isId(id)) return undefined;
      const ofRequest = Prisma.sql`WHERE g.id = coalesce(
        (SELECT id FROM grants WHERE request_id = ${id}::uuid),
        (SELECT extends_grant_id FROM requests WHERE id = ${id}::uuid AND state = 'granted'))`;
      return (await selectGrants(statements, ofRequest))[0];
    },

    openOf: async (person, resource) =>
      (
        await selectGrants(statements, Prisma.sql`WHERE g.person_id = ${person}::uuid AND g.resource = ${resource} AND ${OPEN}`)
      )[0],

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
  };
}

function lists(
  statements: Statements,
): Pick<Grants, 'activeUnderOther' | 'incidentsOfOpen' | 'resourcesOpenIn' | 'holdersOfOpen' | 'endingWithShift' | 'list'> {
  return {
    activeUnderOther: (policy) =>
      selectGrants(
        statements,
        Prisma.sql`WHERE g.state = 'active' AND coalesce(g.policy_hash, r.policy_hash) <> ${policy} ORDER BY g.started_at, g.id`,
      ),

    async incidentsOfOpen() {
      const rows = await statements.rows<{ id: string }>(
        Prisma.sql`SELECT DISTINCT g.incident_id AS id FROM grants g WHERE ${OPEN} AND g.ends_with_incident AND g.incident_id IS NOT NULL ORDER BY 1`,
      );
      return rows.map((row) => row.id);
    },

    async resourcesOpenIn(incidentId) {
      const rows = await statements.rows<{ resource: string }>(
        Prisma.sql`SELECT DISTINCT g.resource FROM grants g WHERE ${OPEN} AND g.ends_with_incident AND g.incident_id = ${incidentId} ORDER BY 1`,
      );
      return rows.map((row) => row.resource);
    },

    async holdersOfOpen() {
      const rows = await statements.rows<{ id: string }>(
        Prisma.sql`SELECT DISTINCT g.holder_slack_id AS id FROM grants g WHERE ${OPEN} ORDER BY 1`,
      );
      return rows.map((row) => row.id);
    },

    endingWithShift: () => selectGrants(statements, Prisma.sql`WHERE ${OPEN} AND g.ends_with_shift ORDER BY g.started_at, g.id`),

    list: (filter, page) => listGrants(statements, filter, page),
  };
}

// Never FOR UPDATE: rows that refer to a grant, its cards above all, must be written while it is locked, or the two deadlock.
// Locked first and read after: what was read while waiting for the lock would be of before it. By id where several are waited for.
function locks(
  statements: Statements,
): Pick<Grants, 'lock' | 'lockDue' | 'lockOverdueOf' | 'lockActiveOf' | 'lockActiveOfShared' | 'lockActive' | 'claimEndingSoon'> {
  const locked = async (rest: Prisma.Sql) => {
    const rows = await statements.rows<{ id: string }>(Prisma.sql`SELECT g.id::text AS id FROM grants g WHERE ${rest}`);
    return grantsOf(
      statements,
      rows.map((row) => row.id),
    );
  };
  return {
    lock: async (id) => (isId(id) ? (await locked(Prisma.sql`g.id = ${id}::uuid FOR NO KEY UPDATE`))[0] : undefined),

    lockDue: (limit) => locked(Prisma.sql`${OVERDUE} ORDER BY g.ends_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`),

    lockOverdueOf: async (person, resource) =>
      (await locked(Prisma.sql`g.person_id = ${person}::uuid AND g.resource = ${resource} AND ${OVERDUE} FOR NO KEY UPDATE`))[0],

    lockActiveOf: (slackId) =>
      locked(Prisma.sql`g.state = 'active' AND g.holder_slack_id = ${slackId} ORDER BY g.id FOR NO KEY UPDATE`),

    lockActiveOfShared: (limit) =>
      locked(Prisma.sql`g.state = 'active' AND ${OF_SHARED} ORDER BY g.id LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`),

    lockActive: (limit) => locked(Prisma.sql`g.state = 'active' ORDER BY g.id LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`),

    async claimEndingSoon(seconds, limit) {
      const within = Prisma.sql`make_interval(secs => ${seconds})`;
      const rows = await statements.rows<{ id: string }>(Prisma.sql`
        WITH due AS (
          SELECT g.id FROM grants g
          WHERE ${OPEN} AND g.ends_at <= ${SQL_NOW} + ${within} AND g.ends_at - g.started_at > ${within} AND g.told_end IS DISTINCT FROM g.ends_at
          ORDER BY g.ends_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE grants g SET told_end = g.ends_at FROM due WHERE g.id = due.id RETURNING g.id::text AS id`);
      const claimed = await grantsOf(
        statements,
        rows.map((row) => row.id),
      );
      return claimed.toSorted((a, b) => Temporal.Instant.compare(a.endsAt, b.endsAt));
    },
  };
}

function changes(statements: Statements): Pick<Grants, 'open' | 'extend' | 'end'> {
  return {
    async open(grant) {
      await lockPerson(statements, grant.holder.personId);
      const id = await insertGrant(statements, grant);
      return ((id && (await grantById(statements, id))) || 'already-open') as Awaited<ReturnType<Grants['open']>>;
    },

    extend: async (id, extension) =>
      isId(id) && (await extendGrant(statements, id, extension)) ? grantById(statements, id) : undefined,

    async end(id, cause, by) {
      if (!isId(id)) return undefined;
      const ended = await statements.run(Prisma.sql`
        UPDATE grants SET state = 'ended', ended_at = nightlatch.now(), end_cause = ${cause}::end_cause,
          ended_by_id = ${by?.personId ?? null}::uuid, ended_by_name = ${by?.name ?? null}::text
        WHERE id = ${id}::uuid AND state = 'active'`);
      return ended === 1 ? grantById(statements, id) : undefined;
    },
  };
}

function shortens(statements: Statements): Pick<Grants, 'shortenToIncident' | 'keepHandOff' | 'shortenToShift'> {
  return {
    async shortenToIncident(incidentId, resources, overAt, limit) {
      const end = Prisma.sql`${overAt.toString()}::timestamptz + make_interval(secs => g.grace_seconds)`;
      const rows = await statements.rows<{ id: string }>(Prisma.sql`
        WITH due AS (
          SELECT g.id FROM grants g WHERE g.incident_id = ${incidentId} AND g.ends_with_incident AND g.resource = ANY(${[...resources]}::text[])
            AND ${OPEN} AND g.ends_at > ${end} ORDER BY g.id LIMIT ${limit} FOR NO KEY UPDATE
        )
        UPDATE grants g SET ends_at = ${end}, ends_because = 'incident' FROM due WHERE g.id = due.id RETURNING g.id::text AS id`);
      const shortened = rows.map((row) => row.id);
      return selectGrants(statements, Prisma.sql`WHERE g.id = ANY(${shortened}::uuid[]) ORDER BY g.started_at, g.id`);
    },

    async keepHandOff(id, reading) {
      await statements.run(Prisma.sql`
        UPDATE grants g SET hand_off_end = ${reading?.endsAt.toString() ?? null}::timestamptz, hand_off_read_at = ${reading?.readAt.toString() ?? null}::timestamptz
        WHERE g.id = ${id}::uuid AND ${OPEN}`);
    },

    async shortenToShift(id, shiftEnd) {
      const end = Prisma.sql`greatest(${shiftEnd.toString()}::timestamptz, ${SQL_NOW})`;
      const shortened = await statements.run(Prisma.sql`
        UPDATE grants g SET ends_at = ${end}, ends_because = 'shift' WHERE g.id = ${id}::uuid AND ${OPEN} AND g.ends_at > ${end}`);
      return shortened === 1 ? grantById(statements, id) : undefined;
    },
  };
}

async function grantById(statements: Statements, id: string): Promise<Grant | undefined> {
  return isId(id) ? (await grantsOf(statements, [id]))[0] : undefined;
}

// One person's grants are opened one after the other, so that counting and then opening can't be overtaken.
function lockPerson(statements: Statements, person: string): Promise<number> {
  return statements.run(Prisma.sql`SELECT 1 FROM people WHERE id = ${person}::uuid FOR NO KEY UPDATE`);
}

async function count(statements: Statements, query: Prisma.Sql): Promise<number> {
  const [row] = await statements.rows<{ count: number }>(query);
  return row?.count ?? 0;
}
