import { afterEach } from 'vitest';
import { postgresAuditLog } from '../../src/adapters/postgres/postgres-audit-log.ts';
import { postgresDeliveries } from '../../src/adapters/postgres/postgres-deliveries.ts';
import { postgresSealedValues } from '../../src/adapters/postgres/postgres-sealed-values.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import { postgresWebhookDeliveries } from '../../src/adapters/postgres/postgres-webhook-deliveries.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import type { Deliveries } from '../../src/ports/deliveries.ts';
import type { SealedValues } from '../../src/ports/sealed-values.ts';
import type { Store, Transaction } from '../../src/ports/store.ts';
import type { WebhookDeliveries } from '../../src/ports/webhook-deliveries.ts';
import { aDatabase } from '../database/a-database.ts';
import type { TestClock } from '../database/a-test-clock.ts';
import { connected } from '../database/connected.ts';
import { InMemoryDeliveries } from '../fakes/in-memory-deliveries.ts';
import { InMemorySealedValues } from '../fakes/in-memory-sealed-values.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { InMemoryWebhookDeliveries } from '../fakes/in-memory-webhook-deliveries.ts';

/** When every contract's clock starts; it stands still until it is moved. */
export const START = Temporal.Instant.from('2026-03-01T03:17:00.123456Z');

/** What a contract runs on. */
export interface UnderTest {
  store: Store;
  deliveries: Deliveries;
  webhookDeliveries: WebhookDeliveries;
  sealedValues: SealedValues;
  auditLog: AuditLog;
  clock: TestClock;
  /** One transaction. */
  tx: Store['transaction'];
}

/** Makes a new, empty one for each test. */
export type Make = () => Promise<UnderTest>;

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** The implementations that every contract holds for. */
export const IMPLEMENTATIONS: readonly [string, Make][] = [
  ['in memory', inMemory],
  ['in Postgres', inPostgres],
];

async function inMemory(): Promise<UnderTest> {
  const store = new InMemoryStore();
  await store.clock.set(START);
  return {
    store,
    clock: store.clock,
    deliveries: new InMemoryDeliveries(store.clock),
    webhookDeliveries: new InMemoryWebhookDeliveries(store.clock),
    sealedValues: new InMemorySealedValues(store),
    auditLog: store.auditLog,
    tx: (work) => store.transaction(work),
  };
}

async function inPostgres(): Promise<UnderTest> {
  const own = await aDatabase();
  const database = await connected(own.appUrl);
  cleanups.push(async () => {
    await database.close();
    await own.drop();
  });
  await own.clock.set(START);
  const store = postgresStore(database);
  return {
    store,
    clock: own.clock,
    deliveries: postgresDeliveries(database),
    webhookDeliveries: postgresWebhookDeliveries(database),
    sealedValues: postgresSealedValues(database),
    auditLog: postgresAuditLog(database),
    tx: (work: (tx: Transaction) => Promise<never>) => store.transaction(work),
  };
}
