import type { HandOffs } from '../../ports/hand-offs.ts';
import { Prisma } from './generated/client.ts';
import { isId } from './row-values.ts';
import { SQL_NOW } from './sql-now.ts';
import type { Statements } from './statements.ts';

/** Hand-offs that whoever came on call is to be told of. */
export function postgresHandOffs(statements: Statements): HandOffs {
  return {
    async note(grant) {
      const noted = await statements.run(
        Prisma.sql`INSERT INTO hand_offs (grant_id) VALUES (${grant}::uuid) ON CONFLICT (grant_id) DO NOTHING`,
      );
      return noted === 1;
    },

    async claim(limit, leaseSeconds) {
      const rows = await statements.rows<{ id: string }>(Prisma.sql`
        WITH due AS (
          SELECT grant_id FROM hand_offs WHERE offered_at IS NULL AND next_try_at <= ${SQL_NOW}
          ORDER BY next_try_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE hand_offs h SET next_try_at = ${SQL_NOW} + make_interval(secs => ${leaseSeconds})
        FROM due WHERE h.grant_id = due.grant_id RETURNING h.grant_id::text AS id`);
      return rows.map(({ id }) => id);
    },

    async offered(grant, to) {
      if (!isId(grant)) return false;
      const offered = await statements.run(Prisma.sql`
        UPDATE hand_offs SET offered_at = nightlatch.now(), offered_to = ${[...to]}::text[] WHERE grant_id = ${grant}::uuid AND offered_at IS NULL`);
      return offered === 1;
    },
  };
}
