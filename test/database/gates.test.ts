import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store, Transaction } from '../../src/ports/store.ts';
import { shutGate } from '../../src/use-cases/shut-gate.ts';
import { aPerson } from '../contracts/a-new-grant.ts';
import { withClient } from './query.ts';
import { type TwoReplicas, twoReplicas } from './two-replicas.ts';

let replicas: TwoReplicas;

beforeEach(async () => {
  replicas = await twoReplicas();
  await replicas.replica(0).transaction((tx) => tx.policies.putInForce('a', 'version: 1'));
});
afterEach(() => replicas.close());

const WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

/** Holds the gate in an open transaction until told to let go. */
async function holding(store: Store, hold: (tx: Transaction) => Promise<unknown>) {
  const held = Promise.withResolvers<void>();
  let isLetGo = false;
  const done = store.transaction(async (tx) => {
    await hold(tx);
    held.resolve();
    // Postgres ends a transaction that is idle for a second.
    while (!isLetGo) await tx.now();
  });
  await held.promise;
  const letGo = () => {
    isLetGo = true;
  };
  return { done, letGo };
}

/** Resolves once so many wait for somebody, or there is nothing to wait for. */
function untilWaiting(many: number, isOver = () => false): Promise<void> {
  return withClient(replicas.own.adminUrl, async (client) => {
    while (!isOver() && (await client.query(WAITING)).rows.length < many);
  });
}

const GATES: [string, (tx: Transaction) => Promise<unknown>, (tx: Transaction) => Promise<unknown>][] = [
  ['another policy', (tx) => tx.policies.holdInForce(), (tx) => tx.policies.putInForce('b', 'version: 1', 'a')],
  ['a lockdown', (tx) => tx.lockdowns.hold(), (tx) => tx.lockdowns.begin({ name: 'ops@db1' }, 'why')],
];

/** Shuts a gate on the second replica, once it waits for those that hold it; `order` hears of it. */
async function shutsLater(shut: (tx: Transaction) => Promise<unknown>, order: string[]): Promise<{ done: Promise<unknown> }> {
  const done = replicas
    .replica(1)
    .transaction(shut)
    .then(() => order.push('shut'));
  await untilWaiting(1);
  return { done };
}

test.each(GATES)('%s waits for whoever opens something, and those don’t wait for one another', async (_, hold, shut) => {
  const one = await holding(replicas.replica(0), hold);
  const other = await holding(replicas.replica(1), hold);
  const order: string[] = [];
  const { done: shutting } = await shutsLater(shut, order);
  order.push('let go');
  one.letGo();
  other.letGo();
  await Promise.all([one.done, other.done, shutting]);
  expect(order).toEqual(['let go', 'shut']);
});

test.each(GATES)('whoever opens something while %s is on its way sees it', async (_, hold, shut) => {
  const shutting = await holding(replicas.replica(0), shut);
  const seen = replicas.replica(1).transaction(hold);
  await untilWaiting(1);
  shutting.letGo();
  await shutting.done;
  expect(await seen).toEqual(shut === GATES[0]?.[2] ? 'b' : expect.objectContaining({ reason: 'why' }));
});

test.each(GATES)('however many open something, %s comes before whoever begins after it', async (_, hold, shut) => {
  const opening = (tx: Transaction) => shutGate(tx, { hash: 'a' });
  const before = await holding(replicas.replica(0), hold);
  const { done: shutting } = await shutsLater(shut, []);
  let isAnswered = false;
  const after = replicas
    .replica(0)
    .transaction(opening)
    .finally(() => {
      isAnswered = true;
    });
  await untilWaiting(2, () => isAnswered);
  before.letGo();
  // What it saw tells who came first; which of the two answers reaches us first doesn't.
  expect(await after).toMatchObject({ code: shut === GATES[0]?.[2] ? 'no-policy' : 'locked-down' });
  await Promise.all([before.done, shutting]);
});

test('a lockdown that is begun while the one before is being lifted is one of its own', async () => {
  const { lockdown } = await replicas.replica(0).transaction((tx) => tx.lockdowns.begin({ name: 'ops@db1' }, 'a laptop'));
  const lifting = await holding(replicas.replica(0), async (tx) => {
    const { id: personId } = await aPerson(tx, 'bob');
    await tx.lockdowns.lift(lockdown, { personId, name: 'Bob' });
  });
  let isBegun = false;
  const begun = replicas
    .replica(1)
    .transaction((tx) => tx.lockdowns.begin({ name: 'ops@db2' }, 'a server'))
    .finally(() => {
      isBegun = true;
    });
  await untilWaiting(1, () => isBegun);
  lifting.letGo();
  await lifting.done;
  expect(await begun).toMatchObject({ first: true, lockdown: { reason: 'a server' } });
});
