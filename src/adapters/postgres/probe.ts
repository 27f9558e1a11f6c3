import { type DatabaseProbe, DatabaseUnreachable } from '../../ports/database-probe.ts';
import { StoreUnavailable } from '../../ports/store.ts';
import type { Database } from './connect.ts';
import { isShippedClock, readGates, readSchema, readSettings } from './database-facts.ts';
import { DatabaseFault, StatementRefused } from './database-fault.ts';
import { readClock } from './postgres-clock.ts';
import { statementsOf } from './statements.ts';

/** The database as whoever `database` is connected as sees it. `processNow` is this machine's clock, to compare the one clock with. */
export function postgresProbe(database: Database, processNow: () => Temporal.Instant): DatabaseProbe {
  const statements = statementsOf(database.client);
  return {
    settings: () => coded(readSettings(statements)),
    schema: () => coded(readSchema(statements)),
    clock: () =>
      coded(
        (async () => {
          const isShipped = await isShippedClock(statements);
          const before = processNow();
          const read = await readClock(statements);
          const took = processNow().since(before).total('milliseconds');
          return { isShipped, ahead: read.since(before.add({ milliseconds: Math.round(took / 2) })) };
        })(),
      ),
    gates: () => coded(readGates(statements)),
  };
}

async function coded<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof StatementRefused) throw new DatabaseUnreachable(error.code);
    if (error instanceof StoreUnavailable) {
      throw new DatabaseUnreachable(error.cause instanceof DatabaseFault ? error.cause.code : 'deadline');
    }
    throw error;
  }
}
