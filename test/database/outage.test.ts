import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts';
import { connect, type Database } from '../../src/adapters/postgres/connect.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { postgresClock } from '../../src/adapters/postgres/postgres-clock.ts';
import { postgresDeliveries } from '../../src/adapters/postgres/postgres-deliveries.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import { type Store, StoreUnavailable } from '../../src/ports/store.ts';
import { connected } from './connected.ts';
import { freeze, thaw } from './frozen.ts';
import { query, withClient } from './query.ts';

const ANSWER_MS = 2500;
const ENTRY = { kind: 'refused', by: { kind: 'nightlatch' }, about: {} } as const;

let folder: string;
let server: EmbeddedPostgres;
let database: Database;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-outage-'));
  server = await startEmbeddedPostgres(folder);
  await migrate(server.ownerUrl);
  database = await connected(server.appUrl);
  store = postgresStore(database);
});
afterEach(() => thaw(server.pid));
afterAll(async () => {
  await database.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const named = (name: string) => store.transaction((tx) => tx.people.byName(name));
const keep = (name: string) => store.transaction((tx) => tx.people.keepFromPolicy(name, []));

/** What comes of it, if it does in time. */
async function answer(promise: Promise<unknown>): Promise<unknown> {
  const answered = promise.then(
    () => 'kept',
    (error: unknown) => error,
  );
  return Promise.race([answered, wait(ANSWER_MS, 'no answer in time')]);
}

test('a frozen Postgres is an outage within 2.5 seconds, for a connection that was open and for new ones', async () => {
  await named('anyone');
  await freeze(server.pid);
  const answers = await Promise.all(Array.from({ length: 20 }, () => answer(named('anyone'))));
  for (const one of answers) expect(one).toBeInstanceOf(StoreUnavailable);
});

test('a frozen Postgres keeps no delivery and lets each be acknowledged all the same', async () => {
  const deliveries = postgresDeliveries(database);
  await freeze(server.pid);
  const { inTime, settled } = await deliveries.accept({ key: 'frozen', kind: 'click', slackUser: 'U', about: 'x' });
  expect([inTime, await settled]).toEqual(['unsaved', 'unsaved']);
  expect(await answer(deliveries.claimUnanswered(1, 1))).toBeInstanceOf(StoreUnavailable);
  expect(await answer(postgresClock(database).now())).toBeInstanceOf(StoreUnavailable);
});

test('a transaction that was cut off by a freeze is not committed by the next one, and that works at once', async () => {
  const own = connect(server.appUrl, 1);
  const one = postgresStore(own);
  const cut = one.transaction(async (tx) => {
    await tx.people.keepFromPolicy('cut-off', []);
    await freeze(server.pid);
    await tx.people.byName('anyone');
  });
  expect(await answer(cut)).toBeInstanceOf(StoreUnavailable);
  await answer(one.transaction((tx) => tx.now()));
  await thaw(server.pid);
  await one.transaction((tx) => tx.people.keepFromPolicy('after', []));
  expect(await named('cut-off')).toBeUndefined();
  await own.close();
});

test('a commit without an answer counts as failed', async () => {
  const unknown = store.transaction(async (tx) => {
    await tx.people.keepFromPolicy('unknown', []);
    await freeze(server.pid);
  });
  expect(await answer(unknown)).toBeInstanceOf(StoreUnavailable);
});

test('work that goes on after the deadline can no longer write', async () => {
  let told = false;
  const ended = Promise.withResolvers<void>();
  const late = store.transaction(async (tx) => {
    try {
      while (!told) await tx.now();
      await tx.people.keepFromPolicy('late', []);
    } finally {
      ended.resolve();
    }
  });
  expect(await answer(late)).toBeInstanceOf(StoreUnavailable);
  told = true;
  await ended.promise;
  expect(await named('late')).toBeUndefined();
});

test('a locked head of the log is an outage, and nothing is kept without its entry', async () => {
  await withClient(server.ownerUrl, async (owner) => {
    await owner.query('BEGIN');
    await owner.query('SELECT * FROM audit_head FOR UPDATE');
    const blocked = store.transaction(async (tx) => {
      await tx.people.keepFromPolicy('unrecorded', []);
      tx.record(ENTRY);
    });
    expect(await answer(blocked)).toBeInstanceOf(StoreUnavailable);
    await owner.query('ROLLBACK');
  });
  expect(await named('unrecorded')).toBeUndefined();
});

test('a read-only database is an outage', async () => {
  await query(server.ownerUrl, 'ALTER DATABASE nightlatch SET default_transaction_read_only = on');
  const own = connect(server.appUrl, 1);
  const refused = postgresStore(own).transaction((tx) => tx.people.keepFromPolicy('read-only', []));
  expect(await answer(refused)).toBeInstanceOf(StoreUnavailable);
  await query(server.adminUrl, 'ALTER DATABASE nightlatch RESET default_transaction_read_only');
  await own.close();
});

test('a connection ended by the server in the middle is an outage, and the next transaction works at once', async () => {
  const own = connect(server.appUrl, 1);
  const one = postgresStore(own);
  const ended = one.transaction(async (tx) => {
    await tx.people.keepFromPolicy('ended', []);
    await query(
      server.adminUrl,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'nightlatch_serve' AND state = 'idle in transaction'",
    );
    await tx.people.byName('anyone');
  });
  expect(await answer(ended)).toBeInstanceOf(StoreUnavailable);
  expect(await one.transaction((tx) => tx.people.byName('ended'))).toBeUndefined();
  await own.close();
});

test('a transaction left idle is ended by the server, so that a frozen process holds no lock', async () => {
  const settings = await database.client
    .$queryRaw`SELECT current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('statement_timeout') AS statement`;
  expect(settings).toEqual([{ idle: '1s', statement: '1200ms' }]);
});

test('an error says what kind of fault it was and nothing of the connection', async () => {
  await freeze(server.pid);
  const error = (await answer(named('anyone'))) as Error;
  expect(`${error.message} ${(error.cause as Error).message}`).not.toMatch(/nightlatch_serve|socket|password/);
});

test('a stopped Postgres is an outage, and a started one serves the same pool again', async () => {
  await server.stop();
  expect(await answer(named('anyone'))).toBeInstanceOf(StoreUnavailable);
  server = await startEmbeddedPostgres(folder);
  await keep('back');
  expect(await named('back')).toBeDefined();
});
