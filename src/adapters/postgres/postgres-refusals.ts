import type { Refusals } from '../../ports/refusals.ts';
import { Prisma } from './generated/client.ts';
import type { Statements } from './statements.ts';

// A flood is counted exactly up to here; nobody's limit is near it.
const KEPT_REQUESTS = 100;

/** Counts of refusals and requests. */
export function postgresRefusals(statements: Statements): Refusals {
  return {
    async count(person, key) {
      // A minute either way, so that a clock set back doesn't silence somebody for longer.
      const over = Prisma.sql`abs(extract(epoch FROM excluded.started_at - kept.started_at)) >= 60`;
      const [row] = await statements.rows<{ first: boolean }>(Prisma.sql`
        WITH present AS (SELECT nightlatch.now() AS at)
        INSERT INTO refusal_counts AS kept (person_id, key, started_at) SELECT ${person}::uuid, ${key}, at FROM present
        ON CONFLICT (person_id, key) DO UPDATE SET
          started_at = CASE WHEN ${over} THEN excluded.started_at ELSE kept.started_at END,
          more = kept.more + CASE WHEN ${over} THEN 0 ELSE 1 END
        RETURNING started_at = (SELECT at FROM present) AS first`);
      return row?.first ? 'first' : 'counted';
    },

    async takeDue(limit) {
      const rows = await statements.rows<{ personId: string; personName: string; key: string; more: number }>(Prisma.sql`
        WITH due AS (
          SELECT person_id, key FROM refusal_counts WHERE started_at <= (SELECT nightlatch.now()) - interval '1 minute'
          ORDER BY started_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )
        DELETE FROM refusal_counts c USING due, people p WHERE (c.person_id, c.key) = (due.person_id, due.key) AND p.id = c.person_id
        RETURNING c.person_id::text AS "personId", p.name AS "personName", c.key, c.more`);
      return rows.filter((row) => row.more > 0);
    },

    async countRequest(person) {
      const [row] = await statements.rows<{ count: number }>(Prisma.sql`
        INSERT INTO request_counts AS kept (person_id, made_at) VALUES (${person}::uuid, ARRAY[nightlatch.now()])
        ON CONFLICT (person_id) DO UPDATE SET made_at = excluded.made_at || ARRAY(
          SELECT at FROM unnest(kept.made_at) AS at
          WHERE abs(extract(epoch FROM excluded.made_at[1] - at)) < 60 ORDER BY at DESC LIMIT ${KEPT_REQUESTS}
        )
        RETURNING cardinality(made_at) AS count`);
      return row?.count ?? 0;
    },
  };
}
