import type { FaultKind } from '../../domain/evidence.ts';
import type { SourceOutage, SourceOutages } from '../../ports/source-outages.ts';
import { Prisma } from './generated/client.ts';
import { instant, type JsonRow } from './row-values.ts';
import { SQL_NOW } from './sql-now.ts';
import type { Statements } from './statements.ts';

/** A row of `source_outages`. */
interface OutageRow {
  source: string;
  fault: string;
  since: string;
  ended_at: string | null;
}

/** The rows of outages. */
export function postgresSourceOutages(statements: Statements): SourceOutages {
  const those = async (query: Prisma.Sql) => (await statements.rows<JsonRow<OutageRow>>(query)).map(({ row }) => outageOf(row));
  return {
    async begin(source, fault) {
      const begun = await statements.run(
        Prisma.sql`INSERT INTO source_outages (source, fault) VALUES (${source}, ${fault}) ON CONFLICT DO NOTHING`,
      );
      return begun === 1;
    },

    async end(source) {
      const [ended] = await those(Prisma.sql`
        UPDATE source_outages o SET ended_at = ${SQL_NOW} WHERE o.source = ${source} AND o.ended_at IS NULL RETURNING to_jsonb(o) AS row`);
      return ended;
    },

    open: () =>
      those(Prisma.sql`SELECT to_jsonb(o) AS row FROM source_outages o WHERE o.ended_at IS NULL ORDER BY o.since, o.source`),

    between: (from, to) =>
      those(Prisma.sql`
        SELECT to_jsonb(o) AS row FROM source_outages o
        WHERE o.since < ${to.toString()}::timestamptz AND (o.ended_at IS NULL OR o.ended_at > ${from.toString()}::timestamptz)
        ORDER BY o.since, o.source`),
  };
}

function outageOf({ source, fault, since, ended_at }: OutageRow): SourceOutage {
  const outage = { source, fault: fault as FaultKind, since: instant(since) };
  return ended_at === null ? outage : { ...outage, endedAt: instant(ended_at) };
}
