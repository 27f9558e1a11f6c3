import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertDatabase } from '../../src/adapters/postgres/assert-database.ts';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { aDatabase, anEmptyDatabase, type TestDatabase } from './a-database.ts';
import { query } from './query.ts';

let own: TestDatabase;

beforeEach(async () => {
  own = await aDatabase();
});
afterEach(() => own.drop());

async function checked(url: string, allow = { sandbox: false }): Promise<string> {
  const database = connect(url, 1);
  try {
    return await assertDatabase(database, allow).then(
      () => 'fit',
      (error: Error) => error.message,
    );
  } finally {
    await database.close();
  }
}

test('a migrated database with the app’s login is fit', async () => {
  expect(await checked(own.appUrl)).toBe('fit');
});

test('a clock that was moved is refused, unless in a sandbox', async () => {
  await own.clock.advance({ hours: 1 });
  expect(await checked(own.appUrl)).toContain('nightlatch.now() is not the one that was shipped');
  expect(await checked(own.appUrl, { sandbox: true })).toBe('fit');
});

test.each([
  ['SELECT clock_timestamp()/**/', 'VOLATILE'],
  ['SELECT clock_timestamp()', 'STABLE'],
  ['SELECT now()', 'VOLATILE'],
])('a clock of %s %s is not the one that was shipped', async (body, volatility) => {
  await query(
    own.ownerUrl,
    `CREATE OR REPLACE FUNCTION nightlatch.now() RETURNS timestamptz LANGUAGE sql ${volatility} AS '${body}'`,
  );
  expect(await checked(own.appUrl)).toContain('nightlatch.now()');
});

test('the owner and the superuser are not what the server runs as', async () => {
  expect(await checked(own.ownerUrl)).toContain('owns the tables');
  expect(await checked(own.adminUrl)).toContain('superuser');
});

test('commits that may be lost are refused', async () => {
  const name = new URL(own.appUrl).pathname.slice(1);
  await query(own.adminUrl, `ALTER DATABASE ${name} SET synchronous_commit = off`);
  expect(await checked(own.appUrl)).toContain('synchronous_commit is off');
});

test('a schema that is behind says what to run', async () => {
  const empty = await anEmptyDatabase();
  expect(await checked(empty.appUrl)).toMatch(/^schema is \d+ behind: run nightlatch migrate$/);
  await empty.drop();
});

test('a schema of a newer version is refused', async () => {
  await query(
    own.ownerUrl,
    "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('x', '', nightlatch.now(), '9999_later', 1)",
  );
  expect(await checked(own.appUrl)).toBe('schema is 1 ahead: run a newer nightlatch');
});

test('migrating names what it applied, and the same again applies nothing', async () => {
  const empty = await anEmptyDatabase();
  expect(await migrate(empty.ownerUrl)).toEqual({ applied: ['0001_unlock', '0002_approve', '0003_monday', '0004_incidents'] });
  expect(await migrate(empty.ownerUrl)).toEqual({ applied: [] });
  expect(await checked(empty.appUrl)).toBe('fit');
  await empty.drop();
});

test('two that migrate at once leave one whole schema', async () => {
  const empty = await anEmptyDatabase();
  await Promise.allSettled([migrate(empty.ownerUrl), migrate(empty.ownerUrl)]);
  expect(await migrate(empty.ownerUrl)).toEqual({ applied: [] });
  expect(await checked(empty.appUrl)).toBe('fit');
  await empty.drop();
});

test('a migration that fails says why and leaves nothing half made', async () => {
  const empty = await anEmptyDatabase();
  await query(empty.ownerUrl, "CREATE TYPE reveal_state AS ENUM ('other')");
  const failed = await migrate(empty.ownerUrl).catch((error: Error) => error);
  expect(String(failed)).toContain('reveal_state');
  expect(await query(empty.ownerUrl, "SELECT 1 FROM pg_namespace WHERE nspname = 'nightlatch'")).toEqual([]);
  await empty.drop();
});
