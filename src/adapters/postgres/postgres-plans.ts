import type { Plan } from '../../domain/facts.ts';
import type { Shift } from '../../domain/shift.ts';
import type { Plans } from '../../ports/plans.ts';
import { Prisma } from './generated/client.ts';
import { instant, type JsonRow } from './row-values.ts';
import type { Statements } from './statements.ts';
import { jsonText, type Stored } from './stored-json.ts';

/** A row of `plans`. */
interface PlanRow {
  source: string;
  read_at: string;
  shifts: Stored<Shift>[];
}

/** The rows of plans. */
export function postgresPlans(statements: Statements): Plans {
  return {
    async keep({ source, shifts }) {
      await statements.run(
        Prisma.sql`INSERT INTO plans (source, shifts) VALUES (${source}, ${jsonText(shifts)}::jsonb) ON CONFLICT DO NOTHING`,
      );
    },

    async readBy(sources, times, oldest) {
      const rows = await statements.rows<JsonRow<PlanRow>>(Prisma.sql`
        WITH chosen AS (
          SELECT DISTINCT s.source, newest.read_at
          FROM unnest(${[...sources]}::text[]) AS s(source), unnest(${times.map(String)}::text[]) AS t(at), LATERAL (
            SELECT p.read_at FROM plans p
            WHERE p.source = s.source AND p.read_at <= t.at::timestamptz AND p.read_at >= ${oldest.toString()}::timestamptz
            ORDER BY p.read_at DESC LIMIT 1
          ) newest
        )
        SELECT to_jsonb(p) AS row FROM plans p JOIN chosen USING (source, read_at) ORDER BY p.read_at DESC, p.source`);
      return rows.map(({ row }) => planOf(row));
    },

    forget: (before) => statements.run(Prisma.sql`DELETE FROM plans WHERE read_at < ${before.toString()}::timestamptz`),
  };
}

function planOf({ source, read_at, shifts }: PlanRow): Plan {
  return { source, readAt: instant(read_at), shifts: shifts.map(shiftOf) };
}

function shiftOf({ start, end, ...rest }: Stored<Shift>): Shift {
  return { ...rest, ...(start !== undefined && { start: instant(start) }), ...(end !== undefined && { end: instant(end) }) };
}
