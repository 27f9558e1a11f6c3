import type { Database } from './connect.ts';
import { isShippedClock, readSchema, readSettings } from './database-facts.ts';
import { type Statements, statementsOf } from './statements.ts';

/** The database isn't one that the server may run on; the message says what to do. */
export class UnfitDatabase extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnfitDatabase';
  }
}

/**
 * Checks at start that a commit is durable, that the role is neither superuser nor owner, that the schema is the one this version was made
 * for, and that the one clock is the shipped one. `sandbox` accepts another clock. Throws UnfitDatabase or StoreUnavailable.
 */
export async function assertDatabase(database: Database, allow: { sandbox: boolean }): Promise<void> {
  const statements = statementsOf(database.client);
  await assertSchema(statements);
  await assertSettings(statements);
  if (!allow.sandbox) await assertClock(statements);
}

async function assertSchema(statements: Statements): Promise<void> {
  const { behind, ahead } = await readSchema(statements);
  if (ahead.length > 0) throw new UnfitDatabase(`schema is ${ahead.length} ahead: run a newer nightlatch`);
  if (behind.length > 0) throw new UnfitDatabase(`schema is ${behind.length} behind: run nightlatch migrate`);
}

async function assertSettings(statements: Statements): Promise<void> {
  const { synchronousCommit, isPowerful, owns } = await readSettings(statements);
  if (synchronousCommit === 'off')
    throw new UnfitDatabase('synchronous_commit is off: a committed row could be lost; set it to on');
  if (isPowerful)
    throw new UnfitDatabase('the app role is a superuser or may make roles: connect as a plain member of nightlatch_app');
  if (owns) throw new UnfitDatabase('the app role owns the tables: connect as a plain member of nightlatch_app');
}

async function assertClock(statements: Statements): Promise<void> {
  if (!(await isShippedClock(statements)))
    throw new UnfitDatabase('nightlatch.now() is not the one that was shipped: only a sandbox may move its clock');
}
