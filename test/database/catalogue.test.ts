import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSchemaEngine } from '../../src/adapters/postgres/schema-engine.ts';
import { aDatabase, anEmptyDatabase, type TestDatabase } from './a-database.ts';
import { query } from './query.ts';

const FUNCTIONS_OF_DEFAULTS = `
  CREATE SCHEMA nightlatch;
  CREATE FUNCTION nightlatch.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';
  CREATE FUNCTION nightlatch.uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE AS 'SELECT gen_random_uuid()'`;

const CATALOGUE = `
  SELECT 'column' AS kind, table_name || '.' || column_name AS name, concat_ws(' ', udt_name, is_nullable, column_default, datetime_precision) AS what
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
  UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
  UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f') AND conrelid::regclass::text <> '_prisma_migrations'
  UNION ALL SELECT 'enum', t.typname, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY 2
  ORDER BY 1, 2`;

let migrated: TestDatabase;

beforeAll(async () => {
  migrated = await aDatabase();
});
afterAll(() => migrated.drop());

test('schema.prisma and the migrations make the same tables', async () => {
  const empty = await anEmptyDatabase();
  const content = await readFile(new URL('../../prisma/schema.prisma', import.meta.url), 'utf8');
  const to = { tag: 'schemaDatamodel' as const, files: [{ path: 'schema.prisma', content }] };
  const filters = { externalTables: [], externalEnums: [] };
  const script = await withSchemaEngine(empty.ownerUrl, content, (engine) =>
    engine.diff({ from: { tag: 'empty' }, to, script: true, exitCode: null, filters }),
  );
  await query(empty.ownerUrl, FUNCTIONS_OF_DEFAULTS);
  await query(empty.ownerUrl, script.stdout as string);
  expect(await query(migrated.ownerUrl, CATALOGUE)).toEqual(await query(empty.ownerUrl, CATALOGUE));
  await empty.drop();
});

test('the app may do what it does and nothing more', async () => {
  const rows = await query<{ table: string; rights: string }>(
    migrated.ownerUrl,
    `SELECT table_name AS table, string_agg(DISTINCT privilege_type, ' ' ORDER BY privilege_type) AS rights
     FROM information_schema.role_table_grants WHERE grantee = 'nightlatch_app' GROUP BY 1 ORDER BY 1`,
  );
  expect(Object.fromEntries(rows.map((row) => [row.table, row.rights]))).toEqual({
    _prisma_migrations: 'SELECT',
    approvals: 'INSERT SELECT',
    audit_entries: 'SELECT',
    audit_head: 'SELECT',
    cards: 'INSERT SELECT UPDATE',
    deliveries: 'DELETE INSERT SELECT UPDATE',
    digests: 'INSERT SELECT',
    grants: 'INSERT SELECT',
    hand_offs: 'INSERT SELECT',
    incident_channels: 'INSERT SELECT',
    incidents: 'INSERT SELECT',
    job_runs: 'INSERT SELECT UPDATE',
    lockdown: 'SELECT',
    people: 'INSERT SELECT',
    person_links: 'DELETE INSERT SELECT UPDATE',
    plans: 'DELETE SELECT',
    policies: 'INSERT SELECT',
    policy_in_force: 'INSERT SELECT UPDATE',
    refusal_counts: 'DELETE INSERT SELECT UPDATE',
    request_counts: 'INSERT SELECT UPDATE',
    requests: 'INSERT SELECT',
    reveals: 'INSERT SELECT',
    reviews: 'INSERT SELECT',
    rotations: 'INSERT SELECT',
    sealed_paths: 'INSERT SELECT UPDATE',
    sealed_secrets: 'DELETE INSERT SELECT',
    shown_values: 'INSERT SELECT',
    source_outages: 'SELECT',
    webhook_deliveries: 'DELETE INSERT SELECT',
  });
});

test('the app may change only what moves', async () => {
  const rows = await query<{ column: string }>(
    migrated.ownerUrl,
    `SELECT table_name || '.' || column_name AS column FROM information_schema.column_privileges
     WHERE grantee = 'nightlatch_app' AND privilege_type = 'UPDATE'
       AND table_name IN ('grants', 'reveals', 'people', 'requests', 'approvals', 'reviews', 'rotations', 'shown_values', 'policies',
         'lockdown', 'digests', 'sealed_secrets', 'incidents', 'incident_channels',
         'webhook_deliveries', 'source_outages', 'hand_offs') ORDER BY 1`,
  );
  expect(rows.map((row) => row.column)).toEqual([
    'approvals.void_at',
    'digests.reviewed_at',
    'digests.reviewed_by_id',
    'digests.reviewed_by_name',
    'grants.at_most_seconds',
    'grants.break_glass',
    'grants.end_cause',
    'grants.ended_at',
    'grants.ended_by_id',
    'grants.ended_by_name',
    'grants.ends_at',
    'grants.ends_because',
    'grants.ends_with_incident',
    'grants.ends_with_shift',
    'grants.evidence',
    'grants.extended_by_id',
    'grants.extensions',
    'grants.grace_seconds',
    'grants.hand_off_end',
    'grants.hand_off_read_at',
    'grants.incident_id',
    'grants.incident_number',
    'grants.incident_title',
    'grants.max_reveals',
    'grants.policy_hash',
    'grants.rule',
    'grants.show_for_seconds',
    'grants.state',
    'grants.told_end',
    'grants.variables',
    'hand_offs.next_try_at',
    'hand_offs.offered_at',
    'hand_offs.offered_to',
    'incident_channels.archived_at',
    'incident_channels.bound_at',
    'incident_channels.bound_by',
    'incident_channels.bound_by_id',
    'incident_channels.former_ids',
    'incident_channels.incident_id',
    'incident_channels.joined_at',
    'incident_channels.name',
    'incident_channels.shared_at',
    'incidents.number',
    'incidents.opened_at',
    'incidents.opened_by_id',
    'incidents.opened_by_name',
    'incidents.read_at',
    'incidents.resolved_at',
    'incidents.service_id',
    'incidents.service_name',
    'incidents.status',
    'incidents.title',
    'incidents.urgency',
    'lockdown.by_id',
    'lockdown.by_name',
    'lockdown.by_slack_id',
    'lockdown.lifted_at',
    'lockdown.lifted_by_id',
    'lockdown.lifted_by_name',
    'lockdown.reason',
    'lockdown.since',
    'people.name',
    'requests.next_try_at',
    'requests.nudged_at',
    'requests.reminded_at',
    'requests.settled_because',
    'requests.settled_by_id',
    'requests.settled_by_name',
    'requests.settled_reason',
    'requests.state',
    'requests.waits_for',
    'reveals.claimed_until',
    'reveals.state',
    'reveals.view_id',
    'reviews.done_at',
    'reviews.done_by_id',
    'reviews.done_by_name',
    'reviews.due_at',
    'reviews.reviewers',
    'reviews.told_at',
    'sealed_secrets.ciphertext',
    'sealed_secrets.key_id',
    'sealed_secrets.wrapped_key',
    'source_outages.ended_at',
    'webhook_deliveries.attempts',
    'webhook_deliveries.next_try_at',
    'webhook_deliveries.worked_off_at',
  ]);
});

test('the app says neither when a plan was read nor when an outage began', async () => {
  const rows = await query<{ column: string }>(
    migrated.ownerUrl,
    `SELECT table_name || '.' || column_name AS column FROM information_schema.column_privileges
     WHERE grantee = 'nightlatch_app' AND privilege_type = 'INSERT' AND table_name IN ('plans', 'source_outages') ORDER BY 1`,
  );
  expect(rows.map((row) => row.column)).toEqual([
    'plans.shifts',
    'plans.source',
    'source_outages.fault',
    'source_outages.source',
  ]);
});

test('functions run with a fixed search path, belong to the owner, and only the log’s append runs with its rights', async () => {
  const rows = await query<{
    name: string;
    definer: boolean;
    path: string[] | null;
    app: boolean;
    everyone: boolean;
    owner: string;
  }>(
    migrated.ownerUrl,
    `SELECT proname AS name, prosecdef AS definer, proconfig AS path, has_function_privilege('nightlatch_app', oid, 'EXECUTE') AS app,
       proacl::text LIKE '%,=X%' OR proacl::text LIKE '{=X%' OR proacl IS NULL AS everyone, pg_get_userbyid(proowner) AS owner
     FROM pg_proc WHERE pronamespace = 'nightlatch'::regnamespace ORDER BY 1`,
  );
  expect(rows.filter((row) => row.definer).map((row) => row.name)).toEqual(['append_audit']);
  expect(rows.filter((row) => row.app).map((row) => row.name)).toEqual(['append_audit', 'now', 'uuid_v7']);
  expect(rows.filter((row) => row.everyone)).toEqual([]);
  expect(new Set(rows.map((row) => row.owner))).toEqual(new Set(['nightlatch_owner']));
  const open = rows.filter((row) => row.path === null).map((row) => row.name);
  expect(open).toEqual(['now', 'uuid_v7']);
});

test('the triggers that keep what may not change are there and on', async () => {
  const rows = await query<{ trigger: string }>(
    migrated.ownerUrl,
    `SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text AS trigger FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`,
  );
  expect(rows.map((row) => row.trigger)).toEqual([
    'approvals check_approval O',
    'approvals refuse_locked_down O',
    'audit_entries refuse_change O',
    'audit_head check_head O',
    'audit_head refuse_change O',
    'digests check_digest O',
    'grants check_grant O',
    'grants refuse_locked_down O',
    'grants refuse_more_locked_down O',
    'lockdown check_lockdown O',
    'requests check_request O',
    'reveals check_reveal O',
    'reveals note_shown O',
    'reveals refuse_locked_down O',
    'reviews check_review O',
    'rotations check_rotation O',
    'sealed_secrets check_sealed O',
  ]);
});

test('nothing in the database reads the time but nightlatch.now()', async () => {
  const rows = await query<{ name: string; text: string }>(
    migrated.ownerUrl,
    `SELECT proname AS name, prosrc AS text FROM pg_proc WHERE pronamespace = 'nightlatch'::regnamespace
     UNION ALL SELECT table_name || '.' || column_name, column_default FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' AND column_default IS NOT NULL`,
  );
  const others = rows
    .filter((row) => /clock_timestamp|current_timestamp|(?<!nightlatch\.)\bnow\(/i.test(row.text))
    .map((row) => row.name);
  expect(others).toEqual(['now']);
});

test('the owner of everything is no superuser, and may not make roles', async () => {
  const [owner] = await query(
    migrated.ownerUrl,
    'SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user',
  );
  expect(owner).toEqual({ rolsuper: false, rolcreaterole: false, rolbypassrls: false });
});

test('ids are uuids of version 7, in the order they were made', async () => {
  const ids = await query<{ id: string }>(
    migrated.appUrl,
    'SELECT nightlatch.uuid_v7()::text AS id FROM generate_series(1, 200)',
  );
  expect(ids.every(({ id }) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  const times = ids.map(({ id }) => id.slice(0, 13));
  expect(times).toEqual(times.toSorted());
  expect(new Set(ids.map(({ id }) => id)).size).toBe(200);
});
