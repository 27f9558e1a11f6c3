import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/postgres/connect.ts';
import { StatementRefused } from '../../src/adapters/postgres/database-fault.ts';
import { postgresAuditLog } from '../../src/adapters/postgres/postgres-audit-log.ts';
import { postgresClock } from '../../src/adapters/postgres/postgres-clock.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import type { Card } from '../../src/domain/card.ts';
import type { Store, Transaction } from '../../src/ports/store.ts';
import { verifyAuditLog } from '../../src/use-cases/verify-audit-log.ts';
import { aNewGrant, aPerson, opened } from '../contracts/a-new-grant.ts';
import { sha256 } from '../contracts/store.contract.ts';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { connected } from './connected.ts';
import { query } from './query.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';
let own: TestDatabase;
let database: Database;
let other: Database;
let store: Store;

beforeAll(async () => {
  own = await aDatabase();
  database = await connected(own.appUrl);
  other = await connected(own.appUrl);
  store = postgresStore(database);
});
afterAll(async () => {
  await database.close();
  await other.close();
  await own.drop();
});

const inHalfAnHour = async (tx: Transaction) => ({ at: (await tx.now()).add({ minutes: 30 }), because: 'asked' }) as const;

async function aGrant(resource: string) {
  return store.transaction(async (tx) => opened(tx, aNewGrant(await aPerson(tx), { resource, end: await inHalfAnHour(tx) })));
}

test('of fifty ends at once, on two replicas, one wins and one entry is written', async () => {
  const { id } = await aGrant('fifty');
  const replicas = [store, postgresStore(other)];
  const end = (n: number) =>
    (replicas[n % 2] as Store).transaction(async (tx) => {
      const ended = await tx.grants.end(id, 'revoked');
      if (ended) tx.record({ kind: 'grant-ended', by: { kind: 'nightlatch' }, about: { id } });
      return ended;
    });
  const ends = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => end(n)));
  expect(ends.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(1);
  const entries = await query(own.appUrl, "SELECT 1 FROM audit_entries WHERE record LIKE '%' || $1 || '%'", [id]);
  expect(entries).toHaveLength(1);
});

test('two changes that show in the same two homes, the other way round, do not wait for each other', async () => {
  for (const whose of ['UALICE', 'UBOB'])
    await store.transaction((tx) => tx.cards.add({ kind: 'home' }, { kind: 'home', of: whose }));
  const halfway = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const change = (mine: number, first: string, second: string) =>
    store.transaction(async (tx) => {
      await tx.cards.markHomes([first]);
      halfway[mine]?.resolve();
      await halfway[1 - mine]?.promise;
      await tx.cards.markHomes([second]);
    });
  await expect(Promise.all([change(0, 'UALICE', 'UBOB'), change(1, 'UBOB', 'UALICE')])).resolves.toBeDefined();
});

// Otherwise ending a grant, which goes on to its cards, and settling one of these wait for each other until Postgres cuts one off.
test('a card that was drawn is settled while somebody holds its grant', async () => {
  const grant = await aGrant('held');
  const card = await store.transaction(async (tx) => {
    const id = await tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'channel', channel: 'C0AUDIT' });
    return (await tx.cards.byId(id)) as Card;
  });
  await store.transaction(async (tx) => {
    await tx.grants.lock(grant.id);
    await postgresStore(other).transaction((settling) =>
      settling.cards.drawn(card, 'hash', { channel: 'C0AUDIT', ts: '1.000001' }),
    );
  });
  expect(await store.transaction((tx) => tx.cards.byId(card.id))).toMatchObject({ renderedHash: 'hash' });
});

test('two replicas that open the same grant at once make one', async () => {
  const person = await store.transaction(aPerson);
  const open = (at: Store) =>
    at.transaction(async (tx) => tx.grants.open(aNewGrant(person, { resource: 'twice', end: await inHalfAnHour(tx) })));
  const made = await Promise.all([open(store), open(postgresStore(other))]);
  expect(made.filter((one) => one === 'already-open')).toHaveLength(1);
  expect(await query(own.appUrl, "SELECT 1 FROM requests WHERE resource = 'twice'")).toHaveLength(1);
});

test('two replicas that look for due grants at once don’t get the same one', async () => {
  const { id } = await aGrant('due');
  await own.clock.advance({ minutes: 31 });
  const first = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const holding = store.transaction(async (tx) => {
    const due = await tx.grants.lockDue(10);
    held.resolve();
    await first.promise;
    return due;
  });
  await held.promise;
  const second = await postgresStore(other).transaction((tx) => tx.grants.lockDue(10));
  first.resolve();
  expect((await holding).map((grant) => grant.id)).toContain(id);
  expect(second).toEqual([]);
});

test('the chain is whole after many writers on two replicas, some of which gave up', async () => {
  const replicas = [store, postgresStore(other)];
  const writers = Array.from({ length: 16 }, (_, writer) =>
    (async () => {
      for (let n = 0; n < 10; n++) {
        const entry = { kind: 'refused', by: { kind: 'nightlatch' }, about: { writer, n } } as const;
        await (replicas[writer % 2] as Store)
          .transaction(async (tx) => {
            tx.record(entry);
            if (n % 5 === 4) throw new Error('gave up');
          })
          .catch(() => undefined);
      }
    })(),
  );
  await Promise.all(writers);
  const verified = await verifyAuditLog(postgresAuditLog(database), sha256);
  expect(verified.whole).toBe(true);
  const kept = await query(own.appUrl, 'SELECT 1 FROM audit_entries WHERE record LIKE \'%"writer"%\'');
  expect(kept.length).toBeGreaterThan(0);
  expect(
    await query(own.appUrl, 'SELECT 1 FROM audit_entries WHERE record LIKE \'%"n":4,%\' OR record LIKE \'%"n":9,%\''),
  ).toEqual([]);
});

test('a log can be verified while it grows', async () => {
  let growing = true;
  const writer = (async () => {
    while (growing) await store.transaction(async (tx) => tx.record({ kind: 'log-read', by: { kind: 'nightlatch' }, about: {} }));
  })();
  for (let n = 0; n < 10; n++) expect((await verifyAuditLog(postgresAuditLog(other), sha256)).whole).toBe(true);
  growing = false;
  await writer;
});

test('the clock goes on within a transaction', async () => {
  await own.clock.advance({ seconds: 1 });
  const [first, second] = await store.transaction(async (tx) => [await tx.now(), await tx.now()] as const);
  expect(Temporal.Instant.compare(first, second)).toBe(-1);
  expect(Temporal.Instant.compare(second, await postgresClock(database).now())).toBe(-1);
});

test('a fault that the work swallowed still fails the transaction', async () => {
  const swallowed = store.transaction(async (tx) => {
    await tx.people.keepFromPolicy('swallowed', []);
    await tx.reveals
      .begin({ grantId: 'no uuid', by: { personId: 'no uuid', slackId: 'U' }, variables: [], externalId: 'x' }, 60)
      .catch(() => undefined);
    return 'as if nothing had happened';
  });
  await expect(swallowed).rejects.toBeInstanceOf(StatementRefused);
  expect(await store.transaction((tx) => tx.people.byName('swallowed'))).toBeUndefined();
});

test('a refused statement tells its code and nothing of the row', async () => {
  const { holder, requestId: _, ...grant } = await aGrant('too-long');
  const end = { at: grant.startedAt.add({ hours: 25 }), because: 'asked' } as const;
  const request = {
    resource: 'other',
    variables: [],
    time: { kind: 'default' },
    breakGlass: false,
    channel: 'C',
    reason: CANARY,
  } as const;
  const tooLong = { ...grant, holder, resource: 'other', reason: CANARY, end, request };
  const error = await store.transaction((tx) => tx.grants.open(tooLong)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'StatementRefused', code: '23000' });
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(CANARY);
  expect((error as Error).cause).toBeUndefined();
});

test('a name that tries to be SQL is a name', async () => {
  const name = "'; DROP TABLE grants; --";
  await store.transaction((tx) => tx.people.keepFromPolicy(name, [{ provider: 'slack', id: "U'); --" }]));
  expect((await store.transaction((tx) => tx.people.byName(name)))?.links).toMatchObject([{ provider: 'slack', id: "U'); --" }]);
});
