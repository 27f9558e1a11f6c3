import type { Reviews } from '../../ports/reviews.ts';
import { Prisma } from './generated/client.ts';
import { grantsOf, selectGrants } from './grant-row.ts';
import { isId } from './row-values.ts';
import { SQL_NOW } from './sql-now.ts';
import type { Statements } from './statements.ts';

/** Reviews of grants. */
export function postgresReviews(statements: Statements): Reviews {
  return {
    async add(grant, { by, dueAt }) {
      await statements.run(Prisma.sql`
        INSERT INTO reviews (grant_id, reviewers, due_at) VALUES (${grant}::uuid, ${[...by]}::text[], ${dueAt.toString()}::timestamptz)
        ON CONFLICT (grant_id) DO UPDATE SET reviewers = excluded.reviewers, due_at = excluded.due_at, told_at = NULL, done_at = NULL, done_by_id = NULL, done_by_name = NULL`);
    },

    async mark(grant, by) {
      if (!isId(grant)) return false;
      const marked = await statements.run(Prisma.sql`
        UPDATE reviews w SET done_by_id = ${by.personId}::uuid, done_by_name = ${by.name}
        FROM grants g WHERE g.id = w.grant_id AND w.grant_id = ${grant}::uuid AND w.done_at IS NULL AND g.person_id <> ${by.personId}::uuid`);
      return marked === 1;
    },

    // Those that are still open have an index of their own, and are few.
    overdueOf: (holder) =>
      selectGrants(
        statements,
        Prisma.sql`WHERE w.done_at IS NULL AND w.due_at <= ${SQL_NOW} AND g.person_id = ${holder}::uuid ORDER BY w.due_at, g.id`,
      ),

    async unreviewedGlass(limit) {
      const rows = await statements.rows<{ id: string; total: number }>(Prisma.sql`
        SELECT g.id::text AS id, (count(*) OVER ())::int AS total FROM reviews w JOIN grants g ON g.id = w.grant_id
        WHERE w.done_at IS NULL AND g.break_glass ORDER BY w.due_at, g.id LIMIT ${limit}`);
      const first = await grantsOf(
        statements,
        rows.map((row) => row.id),
      );
      return { total: rows[0]?.total ?? 0, first };
    },

    async claimToTell(everySeconds, limit) {
      const rows = await statements.rows<{ id: string }>(Prisma.sql`
        WITH due AS (
          SELECT grant_id FROM reviews WHERE done_at IS NULL AND due_at <= ${SQL_NOW}
            AND (told_at IS NULL OR told_at <= ${SQL_NOW} - make_interval(secs => ${everySeconds}))
          ORDER BY due_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE reviews w SET told_at = nightlatch.now() FROM due WHERE w.grant_id = due.grant_id RETURNING w.grant_id::text AS id`);
      const told = await grantsOf(
        statements,
        rows.map((row) => row.id),
      );
      return told.toSorted((a, b) => Temporal.Instant.compare(a.review?.dueAt ?? a.endsAt, b.review?.dueAt ?? b.endsAt));
    },
  };
}
