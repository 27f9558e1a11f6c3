import type { PendingRequest } from '../../domain/request.ts';
import type { Requests, SettledAs } from '../../ports/requests.ts';
import { Prisma } from './generated/client.ts';
import { insertPending } from './insert-request.ts';
import { selectRequests } from './request-row.ts';
import { isId, seconds } from './row-values.ts';
import { SQL_NOW } from './sql-now.ts';
import type { Statements } from './statements.ts';
import { jsonText } from './stored-json.ts';

// The few that are pending have an index of their own, however many were settled: what these queries ask besides is asked of those few.
const PENDING = Prisma.sql`r.state = 'pending'`;
const WAITING = Prisma.sql`r.state = 'pending' AND r.expires_at > ${SQL_NOW}`;
const OLDEST_FIRST = Prisma.sql`ORDER BY r.made_at, r.id`;
const GIVEN = Prisma.sql`(SELECT count(*) FROM approvals a WHERE a.request_id = r.id AND a.void_at IS NULL)`;

/** Requests that wait for somebody's yes. */
export function postgresRequests(statements: Statements): Requests {
  return { ...readings(statements), ...locks(statements), ...answers(statements), ...claims(statements) };
}

function readings(
  statements: Statements,
): Pick<Requests, 'byId' | 'pendingOf' | 'waitingOf' | 'waitingFor' | 'pendingUnderOther' | 'peopleInvolved'> {
  const select = (rest: Prisma.Sql) => selectRequests(statements, rest);
  return {
    byId: (id) => requestById(statements, id),

    pendingOf: async (person, resource) =>
      (await select(Prisma.sql`WHERE ${PENDING} AND r.person_id = ${person}::uuid AND r.resource = ${resource}`))[0],

    waitingOf: (person) => select(Prisma.sql`WHERE ${WAITING} AND r.person_id = ${person}::uuid ${OLDEST_FIRST}`),

    waitingFor: (slackId) =>
      select(Prisma.sql`WHERE ${WAITING} AND r.eligible @> ${jsonText([{ slackId }])}::jsonb ${OLDEST_FIRST} LIMIT 20`),

    pendingUnderOther: (policy) => select(Prisma.sql`WHERE ${PENDING} AND r.policy_hash <> ${policy} ${OLDEST_FIRST}`),

    async peopleInvolved() {
      const rows = await statements.rows<{ id: string }>(Prisma.sql`
        SELECT r.slack_id AS id FROM requests r WHERE ${PENDING}
        UNION SELECT a.slack_id FROM requests r JOIN approvals a ON a.request_id = r.id AND a.void_at IS NULL WHERE ${PENDING} ORDER BY 1`);
      return rows.map((row) => row.id);
    },
  };
}

// Locked first and read after: what was read while waiting for the lock would be of before it. By id where several are waited for, so that
// nobody waits for one who waits for them.
function locks(statements: Statements): Pick<Requests, 'lock' | 'lockExpired' | 'lockPendingOf' | 'lockPending'> {
  return {
    async lock(id) {
      if (!isId(id)) return undefined;
      await statements.run(Prisma.sql`SELECT 1 FROM requests WHERE id = ${id}::uuid FOR NO KEY UPDATE`);
      return requestById(statements, id);
    },

    async lockExpired(limit) {
      const locked = await lockedIds(
        statements,
        Prisma.sql`WHERE ${PENDING} AND r.expires_at <= ${SQL_NOW} ORDER BY r.expires_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`,
      );
      return requestsOf(statements, locked, Prisma.sql`ORDER BY r.expires_at, r.id`);
    },

    async lockPending(limit) {
      const rest = Prisma.sql`WHERE ${PENDING} ORDER BY r.id LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`;
      return requestsOf(statements, await lockedIds(statements, rest));
    },

    async lockPendingOf(slackId) {
      const rest = Prisma.sql`WHERE ${PENDING} AND r.slack_id = ${slackId} ORDER BY r.id FOR NO KEY UPDATE`;
      return requestsOf(statements, await lockedIds(statements, rest));
    },
  };
}

function answers(
  statements: Statements,
): Pick<Requests, 'ask' | 'addApproval' | 'voidApprovals' | 'settle' | 'nudge' | 'postpone'> {
  return {
    async ask(request) {
      const id = await insertPending(statements, request);
      return id === undefined ? 'already-pending' : ((await requestById(statements, id)) as PendingRequest);
    },

    addApproval: (id, approval) => addApproval(statements, id, approval),

    voidApprovals: (slackId) => voidApprovals(statements, slackId),

    settle: (id, as, how) => settle(statements, id, as, how),

    async nudge(id, everySeconds) {
      if (!isId(id)) return false;
      const nudged = await statements.run(Prisma.sql`
        UPDATE requests r SET nudged_at = nightlatch.now() WHERE r.id = ${id}::uuid AND ${WAITING}
          AND (r.nudged_at IS NULL OR r.nudged_at <= ${SQL_NOW} - make_interval(secs => ${everySeconds}))`);
      return nudged === 1;
    },

    async postpone(id, waitsFor, retryAfterSeconds) {
      if (!isId(id)) return;
      const next =
        waitsFor.kind === 'old-end'
          ? Prisma.sql`${waitsFor.at.toString()}::timestamptz`
          : Prisma.sql`nightlatch.now() + make_interval(secs => ${retryAfterSeconds})`;
      await statements.run(
        Prisma.sql`UPDATE requests r SET waits_for = ${jsonText(waitsFor)}::jsonb, next_try_at = ${next} WHERE r.id = ${id}::uuid AND ${PENDING}`,
      );
    },
  };
}

function claims(statements: Statements): Pick<Requests, 'claimAgreed' | 'claimToRemind'> {
  const claim = async (due: Prisma.Sql, change: Prisma.Sql) => {
    const rows = await statements.rows<{ id: string }>(Prisma.sql`
      WITH due AS (SELECT r.id FROM requests r WHERE ${WAITING} AND ${due} FOR NO KEY UPDATE SKIP LOCKED)
      UPDATE requests r SET ${change} FROM due WHERE r.id = due.id RETURNING r.id::text AS id`);
    return rows.map((row) => row.id);
  };
  return {
    claimAgreed: (limit, leaseSeconds) =>
      claim(
        Prisma.sql`r.next_try_at <= ${SQL_NOW} AND ${GIVEN} >= r.needed ORDER BY r.next_try_at LIMIT ${limit}`,
        Prisma.sql`next_try_at = nightlatch.now() + make_interval(secs => ${leaseSeconds})`,
      ),

    async claimToRemind(limit) {
      const isHalfOver = Prisma.sql`r.made_at + (r.expires_at - r.made_at) / 2 <= ${SQL_NOW}`;
      const claimed = await claim(
        Prisma.sql`r.reminded_at IS NULL AND ${isHalfOver} AND ${GIVEN} < r.needed ORDER BY r.expires_at LIMIT ${limit}`,
        Prisma.sql`reminded_at = nightlatch.now()`,
      );
      return requestsOf(statements, claimed);
    },
  };
}

async function requestById(statements: Statements, id: string): Promise<PendingRequest | undefined> {
  if (!isId(id)) return undefined;
  return (await selectRequests(statements, Prisma.sql`WHERE r.id = ${id}::uuid AND r.expires_at IS NOT NULL`))[0];
}

async function requestsOf(statements: Statements, ids: readonly string[], order = OLDEST_FIRST): Promise<PendingRequest[]> {
  return ids.length === 0 ? [] : selectRequests(statements, Prisma.sql`WHERE r.id = ANY(${ids}::uuid[]) ${order}`);
}

async function lockedIds(statements: Statements, rest: Prisma.Sql): Promise<string[]> {
  const rows = await statements.rows<{ id: string }>(Prisma.sql`SELECT r.id::text AS id FROM requests r ${rest}`);
  return rows.map((row) => row.id);
}

async function addApproval(statements: Statements, ...[id, approval]: Parameters<Requests['addApproval']>): Promise<boolean> {
  if (!isId(id)) return false;
  const added = await statements.run(Prisma.sql`
    WITH asked AS (SELECT r.id FROM requests r WHERE r.id = ${id}::uuid AND ${WAITING} FOR NO KEY UPDATE)
    INSERT INTO approvals (request_id, person_id, nth, name, slack_id, given_by, at_most_seconds)
    SELECT id, ${approval.personId}::uuid, 0, ${approval.name}, ${approval.slackId}, ${approval.by}::given_by,
      ${approval.atMost ? seconds(approval.atMost) : null}::int
    FROM asked ON CONFLICT (request_id, person_id) WHERE void_at IS NULL DO NOTHING`);
  return added === 1;
}

async function voidApprovals(statements: Statements, slackId: string): Promise<PendingRequest[]> {
  const theirs = Prisma.sql`a.slack_id = ${slackId} AND a.void_at IS NULL`;
  const locked = await lockedIds(
    statements,
    Prisma.sql`WHERE ${PENDING} AND EXISTS (SELECT FROM approvals a WHERE a.request_id = r.id AND ${theirs}) ORDER BY r.id FOR NO KEY UPDATE`,
  );
  if (locked.length === 0) return [];
  // Whoever waited for a lock may find that another took them out meanwhile.
  const taken = await statements.rows<{ id: string }>(Prisma.sql`
    UPDATE approvals a SET void_at = nightlatch.now() WHERE a.request_id = ANY(${locked}::uuid[]) AND ${theirs} RETURNING a.request_id::text AS id`);
  const concerned = taken.map(({ id }) => id);
  if (concerned.length === 0) return [];
  await statements.run(Prisma.sql`UPDATE requests SET waits_for = NULL WHERE id = ANY(${concerned}::uuid[])`);
  return requestsOf(statements, concerned);
}

async function settle(
  statements: Statements,
  ...[id, as, how]: Parameters<Requests['settle']>
): Promise<PendingRequest | undefined> {
  if (!isId(id)) return undefined;
  const settled = await statements.run(Prisma.sql`
    UPDATE requests r SET state = ${as}::request_state, settled_by_id = ${how?.by?.personId ?? null}::uuid, settled_by_name = ${how?.by?.name ?? null}::text,
      settled_reason = ${how?.reason ?? null}::text, settled_because = ${jsonText(how?.because)}::jsonb
    WHERE r.id = ${id}::uuid AND ${whenIt(as)}`);
  return settled === 1 ? requestById(statements, id) : undefined;
}

function whenIt(is: SettledAs): Prisma.Sql {
  switch (is) {
    case 'expired':
      return Prisma.sql`${PENDING} AND r.expires_at <= ${SQL_NOW}`;
    case 'denied':
    case 'withdrawn':
      return WAITING;
    case 'overtaken':
      return PENDING;
  }
}
