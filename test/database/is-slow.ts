import { DatabaseFault } from '../../src/adapters/postgres/database-fault.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';

const DEADLOCK = '40P01';

/** Whether the database was only too slow: a busy machine is no fault of ours, two transactions that wait for each other are. */
export function isSlow(error: unknown): boolean {
  const cause = error instanceof StoreUnavailable ? error.cause : undefined;
  return cause instanceof DatabaseFault && cause.code !== DEADLOCK;
}
