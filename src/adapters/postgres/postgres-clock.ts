import type { Clock } from '../../ports/clock.ts';
import type { Database } from './connect.ts';
import { Prisma } from './generated/client.ts';
import { instant, type JsonRow } from './row-values.ts';
import { type Statements, statementsOf } from './statements.ts';

/** The one clock. */
export function postgresClock(database: Database): Clock {
  return { now: () => readClock(statementsOf(database.client)) };
}

/** `nightlatch.now()` by these statements, to the microsecond. */
export async function readClock(statements: Statements): Promise<Temporal.Instant> {
  const [read] = await statements.rows<JsonRow<string>>(Prisma.sql`SELECT to_jsonb(nightlatch.now()) AS row`);
  return instant((read as JsonRow<string>).row);
}
