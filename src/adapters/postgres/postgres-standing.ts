import type { StandingSource } from '../../ports/standing-source.ts';
import type { Database } from './connect.ts';
import { Prisma } from './generated/client.ts';
import type { JsonRow } from './row-values.ts';
import { SQL_NOW } from './sql-now.ts';
import { statementsOf } from './statements.ts';

interface StandingRow {
  grants: { [resource: string]: number };
  requests: number;
  lag: number | null;
  lost: number;
}

/** What stands open, in one statement over the partial indexes of what is open. */
export function postgresStanding(database: Database): StandingSource {
  const statements = statementsOf(database.client);
  return {
    async standing() {
      const [found] = await statements.rows<JsonRow<StandingRow>>(Prisma.sql`
        SELECT jsonb_build_object(
          'grants', (SELECT coalesce(jsonb_object_agg(resource, open), '{}') FROM (
            SELECT resource, count(*) AS open FROM grants WHERE state = 'active' AND ends_at > ${SQL_NOW} GROUP BY resource) g),
          'requests', (SELECT count(*) FROM requests WHERE state = 'pending' AND expires_at > ${SQL_NOW}),
          'lag', (SELECT extract(epoch FROM ${SQL_NOW} - min(dirty_at)) FROM cards WHERE dirty AND NOT held_by_reveal AND retired_at IS NULL),
          'lost', (SELECT count(*) FROM cards WHERE dirty AND NOT held_by_reveal AND retired_at IS NOT NULL)
        ) AS row`);
      const { grants, requests, lag, lost } = (found as JsonRow<StandingRow>).row;
      const cardLagSeconds = Math.max(0, lag ?? 0);
      return { openGrants: new Map(Object.entries(grants)), pendingRequests: requests, cardLagSeconds, lostCards: lost };
    },
  };
}
