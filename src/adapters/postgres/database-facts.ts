import type { DatabaseGates, DatabaseSettings, SchemaState } from '../../domain/database-facts.ts';
import { Prisma } from './generated/client.ts';
import { APPLIED_MIGRATIONS, schemaState } from './migrate.ts';
import { instant } from './row-values.ts';
import type { Statements } from './statements.ts';

/** Server and role, as far as a start and a look at them depend on it. A database without tables has no owner of them. */
export async function readSettings(statements: Statements): Promise<DatabaseSettings> {
  const [settings] = await statements.rows<Omit<DatabaseSettings, 'openToAll'> & { openToAll: string | null }>(Prisma.sql`
    SELECT current_setting('server_version_num')::int AS version, current_setting('synchronous_commit') AS "synchronousCommit",
      current_user::text AS role,
      (SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole) FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')) AS "isPowerful",
      coalesce((SELECT pg_has_role(current_user, oid, 'USAGE') FROM pg_roles WHERE rolname = 'nightlatch_app'), false) AS "isMember",
      coalesce((SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = to_regclass('public.audit_entries')), false) AS owns,
      CASE WHEN has_database_privilege('public', current_database(), 'CONNECT') THEN quote_ident(current_database()) END AS "openToAll"`);
  return { ...(settings as DatabaseSettings), openToAll: settings?.openToAll ?? undefined };
}

/** The applied migrations, compared with those that this version ships. */
export async function readSchema(statements: Statements): Promise<SchemaState> {
  const [table] = await statements.rows<{ found: boolean }>(
    Prisma.sql`SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS found`,
  );
  const applied = table?.found ? await statements.rows<{ name: string }>(Prisma.raw(APPLIED_MIGRATIONS)) : [];
  return schemaState(applied.map((row) => row.name));
}

/** Whether the one clock is the shipped one: any other could be moved. */
export async function isShippedClock(statements: Statements): Promise<boolean> {
  const [clock] = await statements.rows<{ shipped: boolean }>(Prisma.sql`
    SELECT p.prosrc = 'SELECT clock_timestamp()' AND p.provolatile = 'v' AND l.lanname = 'sql' AND p.proconfig IS NULL AS shipped
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.oid = 'nightlatch.now()'::regprocedure`);
  return clock?.shipped === true;
}

interface GatesRow {
  hash: string | null;
  since: string | null;
  by: string | null;
  reason: string | null;
  isByOwner: boolean;
  seq: bigint;
  fits: boolean;
}

/** What one row each decides over everything. A log without entries has a head that fits. */
export async function readGates(statements: Statements): Promise<DatabaseGates> {
  const [row] = await statements.rows<GatesRow>(Prisma.sql`
    SELECT (SELECT hash FROM policy_in_force WHERE id = 1) AS hash, to_jsonb(l.since) #>> '{}' AS since, l.by_name AS by, l.reason,
      l.by_id IS NOT NULL AS "isByOwner",
      h.seq, h.seq = 0 OR coalesce((SELECT e.hash = h.hash FROM audit_entries e WHERE e.seq = h.seq), false) AS fits
    FROM audit_head h LEFT JOIN lockdown l ON l.id = 1 AND l.since IS NOT NULL AND l.lifted_at IS NULL WHERE h.id = 1`);
  const { hash, since, by, reason, isByOwner, seq, fits } = row as GatesRow;
  return {
    policyInForce: hash ?? undefined,
    lockdown: since === null ? undefined : { since: instant(since), by: by ?? '', reason: reason ?? '', isByOwner },
    head: { seq: BigInt(seq), fits },
  };
}
