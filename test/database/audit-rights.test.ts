import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { outcomeOf, query } from './query.ts';

const ENTRY = '{"about":{},"by":{"kind":"nightlatch"},"kind":"log-read"}';
const NOT_ALLOWED = '42501';
let database: TestDatabase;

beforeAll(async () => {
  database = await aDatabase();
  await query(database.appUrl, 'SELECT nightlatch.append_audit(ARRAY[$1, $1, $1])', [ENTRY]);
});
afterAll(() => database.drop());

test.each([
  "UPDATE audit_entries SET record = 'x'",
  'UPDATE audit_entries SET at = nightlatch.now() WHERE false',
  'DELETE FROM audit_entries',
  'DELETE FROM audit_entries WHERE seq = 2',
  'TRUNCATE audit_entries',
  "INSERT INTO audit_entries (seq, at, record, hash) VALUES (9, nightlatch.now(), 'x', sha256('x'))",
  'UPDATE audit_head SET seq = 99',
  'DELETE FROM audit_head',
  'TRUNCATE audit_head',
  "INSERT INTO audit_head (id, seq, hash) VALUES (1, 9, sha256('x'))",
  'ALTER TABLE audit_entries DISABLE TRIGGER ALL',
  'DROP TABLE audit_entries',
  "CREATE OR REPLACE FUNCTION nightlatch.append_audit(entries text[]) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
  "CREATE OR REPLACE FUNCTION nightlatch.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT clock_timestamp()'",
  "SET session_replication_role = 'replica'",
  'CREATE TABLE mine (x int)',
  'CREATE TEMP TABLE audit_entries (seq bigint)',
  'DELETE FROM grants',
  'DELETE FROM reveals',
  'DELETE FROM requests',
  'TRUNCATE grants CASCADE',
  "UPDATE requests SET reason = 'other'",
  'UPDATE reveals SET recorded_at = NULL',
  "UPDATE policies SET text = 'other'",
  'SET ROLE nightlatch_owner',
])('the app is refused: %s', async (statement) => {
  expect(await outcomeOf(database.appUrl, statement)).toBe(NOT_ALLOWED);
});

test.each([
  "UPDATE audit_entries SET record = 'x'",
  'DELETE FROM audit_entries',
  'TRUNCATE audit_entries',
  'DELETE FROM audit_head',
  'TRUNCATE audit_head',
  'UPDATE audit_head SET seq = 0',
])('the owner, who has every right, is refused by the triggers: %s', async (statement) => {
  expect(await outcomeOf(database.ownerUrl, statement)).toBe('23000');
});

test.each(['', 'x', '[]', '{}', '{"a":1', '{"a":1}\n', '{"a":\n1}', ' {"a":1}', 'null'])(
  'what isn’t one line with an object is not appended: %j',
  async (text) => {
    const outcome = await query(database.appUrl, 'SELECT nightlatch.append_audit(ARRAY[$1])', [text]).then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
    expect(['23000', '22P02']).toContain(outcome);
  },
);

test.each([
  '{"seq":1,"about":{},"by":{"kind":"nightlatch"},"kind":"log-read"}',
  '{"about":{},"at":"2020-01-01T00:00:00.000000Z","by":{},"kind":"log-read"}',
  '{"about":{},"by":{},"\\u0073eq":1,"kind":"log-read"}',
  '{"about":{},"by":{},"kind":"revealed","kind":"log-read"}',
  '{"about":{},"by":{},"kind":"revealed","\\u006bind":"log-read"}',
])('an entry that could be read as another one is not appended: %s', async (text) => {
  expect(await outcomeOf(database.appUrl, `SELECT nightlatch.append_audit(ARRAY['${text}'])`)).toBe('23000');
});

test('nothing is appended in a transaction whose commit may be lost, whenever that was set', async () => {
  const statement = `SET synchronous_commit = off; SELECT nightlatch.append_audit(ARRAY['${ENTRY}'])`;
  expect(await outcomeOf(database.appUrl, statement)).toBe('55000');
});

test('an entry of many that is refused takes the others with it', async () => {
  const before = await query(database.appUrl, 'SELECT seq FROM audit_head');
  await query(database.appUrl, 'SELECT nightlatch.append_audit(ARRAY[$1, NULL])', [ENTRY]).catch(() => undefined);
  expect(await query(database.appUrl, 'SELECT seq FROM audit_head')).toEqual(before);
});

test('appending nothing leaves the head where it is', async () => {
  const before = await query(database.appUrl, 'SELECT * FROM audit_head');
  await query(database.appUrl, "SELECT nightlatch.append_audit('{}')");
  expect(await query(database.appUrl, 'SELECT * FROM audit_head')).toEqual(before);
});

test('a function or table of the app’s own can’t be slipped under the append', async () => {
  const path = await query<{ path: string[] }>(
    database.appUrl,
    "SELECT proconfig AS path FROM pg_proc WHERE proname = 'append_audit'",
  );
  expect(path[0]?.path).toEqual(['search_path=pg_catalog, pg_temp']);
});
