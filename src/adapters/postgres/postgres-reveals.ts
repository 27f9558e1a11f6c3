import { REVEAL_MOVES, type RevealState } from '../../domain/reveal.ts';
import type { Reveals } from '../../ports/reveals.ts';
import { StatementRefused } from './database-fault.ts';
import { Prisma } from './generated/client.ts';
import { type RevealRow, revealOf } from './reveal-row.ts';
import { isId, type JsonRow } from './row-values.ts';
import { SQL_NOW } from './sql-now.ts';
import type { Statements } from './statements.ts';

const NO_SUCH_GRANT = '23503';

/** Reveals. */
export function postgresReveals(statements: Statements): Reveals {
  const select = async (query: Prisma.Sql) => (await statements.rows<JsonRow<RevealRow>>(query)).map(({ row }) => revealOf(row));
  return {
    async begin(reveal, showForSeconds) {
      const [begun] = await select(Prisma.sql`
        INSERT INTO reveals (grant_id, person_id, slack_id, variables, external_id, view_id, wipe_at)
        SELECT id, ${reveal.by.personId}::uuid, ${reveal.by.slackId}, ${[...reveal.variables]}::text[], ${reveal.externalId}, ${reveal.viewId ?? null}::text,
          least(nightlatch.now() + make_interval(secs => ${showForSeconds}), ends_at)
        FROM grants WHERE id = ${reveal.grantId}::uuid
        RETURNING to_jsonb(reveals) AS row`);
      if (!begun) throw new StatementRefused(NO_SUCH_GRANT);
      return begun;
    },

    byId: async (id) =>
      isId(id) ? (await select(Prisma.sql`SELECT to_jsonb(v) AS row FROM reveals v WHERE v.id = ${id}::uuid`))[0] : undefined,

    async move(id, to, viewId) {
      if (!isId(id)) return false;
      const moved = await statements.run(Prisma.sql`
        UPDATE reveals SET state = ${to}::reveal_state, view_id = coalesce(${viewId ?? null}::text, view_id)
        WHERE id = ${id}::uuid AND state = ANY(${statesBefore(to)}::reveal_state[])`);
      return moved === 1;
    },

    async wasWipedIn(externalId) {
      const rows = await statements.rows(
        Prisma.sql`
          SELECT 1 FROM reveals WHERE external_id = ${externalId} AND state = 'wiped' AND recorded_at IS NOT NULL AND failed_at IS NULL LIMIT 1`,
      );
      return rows.length > 0;
    },

    async count(grant) {
      const [row] = await statements.rows<{ count: number }>(
        Prisma.sql`SELECT count(*)::int AS count FROM reveals WHERE grant_id = ${grant}::uuid AND recorded_at IS NOT NULL`,
      );
      return row?.count ?? 0;
    },

    claimDueWipes: (limit, leaseSeconds) =>
      select(Prisma.sql`
        WITH due AS (
          SELECT v.id FROM reveals v JOIN grants g ON g.id = v.grant_id
          WHERE v.state <> 'wiped' AND (v.claimed_until IS NULL OR v.claimed_until <= ${SQL_NOW})
            AND (v.wipe_at <= ${SQL_NOW} OR g.state = 'ended' OR g.ends_at <= ${SQL_NOW})
          ORDER BY v.wipe_at LIMIT ${limit} FOR NO KEY UPDATE OF v SKIP LOCKED
        )
        UPDATE reveals v SET claimed_until = nightlatch.now() + make_interval(secs => ${leaseSeconds}) FROM due WHERE v.id = due.id
        RETURNING to_jsonb(v) AS row`),
  };
}

function statesBefore(to: RevealState): string[] {
  return Object.entries(REVEAL_MOVES).flatMap(([from, moves]) => (moves.includes(to) ? [from] : []));
}
