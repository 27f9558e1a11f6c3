import type { Database } from './connect.ts';
import { Prisma } from './generated/client.ts';
import { APPLIED_MIGRATIONS, schemaState } from './migrate.ts';
import { type Statements, statementsOf } from './statements.ts';

/** The database isn't one that the server may run on; the message says what to do. */
export class UnfitDatabase extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnfitDatabase';
  }
}

interface Settings {
  synchronous: string;
  powerful: boolean;
  owns: boolean;
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
  const [table] = await statements.rows<{ found: boolean }>(
    Prisma.sql`SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS found`,
  );
  const applied = table?.found ? await statements.rows<{ name: string }>(Prisma.raw(APPLIED_MIGRATIONS)) : [];
  const { behind, ahead } = await schemaState(applied.map((row) => row.name));
  if (ahead.length > 0) throw new UnfitDatabase(`schema is ${ahead.length} ahead: run a newer nightlatch`);
  if (behind.length > 0) throw new UnfitDatabase(`schema is ${behind.length} behind: run nightlatch migrate`);
}

async function assertSettings(statements: Statements): Promise<void> {
  const [settings] = await statements.rows<Settings>(Prisma.sql`
    SELECT current_setting('synchronous_commit') AS synchronous,
      (SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole) FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')) AS powerful,
      (SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = 'public.audit_entries'::regclass) AS owns`);
  const { synchronous, powerful, owns } = settings as Settings;
  if (synchronous === 'off') throw new UnfitDatabase('synchronous_commit is off: a committed row could be lost; set it to on');
  if (powerful)
    throw new UnfitDatabase('the app role is a superuser or may make roles: connect as a plain member of nightlatch_app');
  if (owns) throw new UnfitDatabase('the app role owns the tables: connect as a plain member of nightlatch_app');
}

async function assertClock(statements: Statements): Promise<void> {
  const [clock] = await statements.rows<{ shipped: boolean }>(Prisma.sql`
    SELECT p.prosrc = 'SELECT clock_timestamp()' AND p.provolatile = 'v' AND l.lanname = 'sql' AND p.proconfig IS NULL AS shipped
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.oid = 'nightlatch.now()'::regprocedure`);
  if (!clock?.shipped)
    throw new UnfitDatabase('nightlatch.now() is not the one that was shipped: only a sandbox may move its clock');
}
