import type { Refusals } from '../../ports/refusals.ts';
import { Prisma } from './generated/client.ts';
import { instant } from './row-values.ts';
import type { Statements } from './statements.ts';

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

    async countRequest(person, perMinute) {
      // One request of a person at a time: the first of all has no row that could be locked.
      await statements.run(Prisma.sql`SELECT 1 FROM people WHERE id = ${person}::uuid FOR NO KEY UPDATE`);
      const recent = Prisma.sql`ARRAY(
        SELECT at FROM request_counts, unnest(made_at) AS at
        WHERE person_id = ${person}::uuid AND abs(extract(epoch FROM (SELECT nightlatch.now()) - at)) < 60 ORDER BY at DESC LIMIT ${perMinute})`;
      const [row] = await statements.rows<{ made: string[] }>(Prisma.sql`SELECT to_json(${recent}) AS made`);
      const oldest = row?.made[perMinute - 1];
      if (oldest !== undefined) return { opensAt: instant(oldest).add({ minutes: 1 }) };
      await statements.run(Prisma.sql`
        INSERT INTO request_counts (person_id, made_at) VALUES (${person}::uuid, nightlatch.now() || ${recent})
        ON CONFLICT (person_id) DO UPDATE SET made_at = excluded.made_at`);
      return 'counted';
    },
  };
}
