import { expect, test } from 'vitest';
import type { LockedBy } from '../../src/domain/lockdown.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson } from './a-new-grant.ts';
import { aNewRequest, forResource } from './a-new-request.ts';
import { type Make, START } from './under-test.ts';

const ON_HOST: LockedBy = { name: 'ops@db1' };
const WHY = 'a laptop was stolen';

/** Bob as the one who begins or lifts. */
async function bob(tx: Transaction) {
  const { id } = await aPerson(tx, 'bob');
  return { by: { name: 'Bob', account: { personId: id, slackId: 'UBOB' } }, lifter: { personId: id, name: 'Bob' } };
}

export function lockdownsContract(make: Make): void {
  test('nothing is locked down at first', async () => {
    const { tx } = await make();
    expect(await tx((one) => one.lockdowns.current())).toBeUndefined();
    expect(await tx((one) => one.lockdowns.hold())).toBeUndefined();
  });

  test('one that was begun is in force, with who, since when and why', async () => {
    const { tx } = await make();
    const begun = await tx(async (one) => one.lockdowns.begin((await bob(one)).by, WHY));
    const { by } = await tx(bob);
    expect(begun).toEqual({ first: true, lockdown: { since: START, by, reason: WHY } });
    expect(await tx((one) => one.lockdowns.current())).toEqual(begun.lockdown);
    expect(await tx((one) => one.lockdowns.hold())).toEqual(begun.lockdown);
  });

  test('of two at once one is first, and the other gets that one', async () => {
    const { tx } = await make();
    const { by } = await tx(bob);
    const both = await Promise.all([
      tx((one) => one.lockdowns.begin(by, WHY)),
      tx((one) => one.lockdowns.begin(ON_HOST, 'somebody rang')),
    ]);
    expect(both.map(({ first }) => first).toSorted()).toEqual([false, true]);
    expect(both[0]?.lockdown).toEqual(both[1]?.lockdown);
  });

  test('somebody else lifts it, once', async () => {
    const { tx } = await make();
    const { lockdown } = await tx((one) => one.lockdowns.begin(ON_HOST, WHY));
    const { lifter } = await tx(bob);
    const both = await Promise.all([1, 2].map(() => tx((one) => one.lockdowns.lift(lockdown, lifter))));
    expect(both.toSorted()).toEqual([false, true]);
    expect(await tx((one) => one.lockdowns.current())).toBeUndefined();
  });

  test('the store itself refuses it to whoever began it', async () => {
    const { tx } = await make();
    const { by, lifter } = await tx(bob);
    const { lockdown } = await tx((one) => one.lockdowns.begin(by, WHY));
    await expect(tx((one) => one.lockdowns.lift(lockdown, lifter))).rejects.toThrow();
    expect(await tx((one) => one.lockdowns.current())).toEqual(lockdown);
  });

  test('a lift meant for one doesn’t lift the next', async () => {
    const { tx, clock } = await make();
    const { lifter } = await tx(bob);
    const first = await tx((one) => one.lockdowns.begin(ON_HOST, WHY));
    await tx((one) => one.lockdowns.lift(first.lockdown, lifter));
    await clock.advance({ seconds: 1 });
    const next = await tx((one) => one.lockdowns.begin(ON_HOST, 'again'));
    expect(next).toMatchObject({ first: true, lockdown: { reason: 'again' } });
    expect(await tx((one) => one.lockdowns.lift(first.lockdown, lifter))).toBe(false);
    expect(await tx((one) => one.lockdowns.current())).toEqual(next.lockdown);
  });

  test('at stake are open grants and requests that wait, not what time ended', async () => {
    const { tx, clock } = await make();
    await tx(async (one) => {
      const alice = await aPerson(one, 'alice');
      for (const [resource, minutes] of [
        ['short', 1],
        ['long', 30],
      ] as const) {
        const end = { at: START.add({ minutes }), because: 'asked' } as const;
        await one.grants.open(aNewGrant(alice, { resource, end }));
      }
      await one.requests.ask(aNewRequest(alice, forResource('waits')));
    });
    expect(await tx((one) => one.lockdowns.atStake())).toEqual({ grants: 2, requests: 1 });
    await clock.advance({ minutes: 5 });
    expect(await tx((one) => one.lockdowns.atStake())).toEqual({ grants: 1, requests: 1 });
    await clock.advance({ hours: 2 });
    expect(await tx((one) => one.lockdowns.atStake())).toEqual({ grants: 0, requests: 0 });
  });

  test('active grants and pending requests are found to be ended, whoever’s they are and their time over or not', async () => {
    const { tx, clock } = await make();
    await tx(async (one) => {
      for (const name of ['alice', 'carol']) {
        const person = await aPerson(one, name);
        const end = { at: START.add({ minutes: 1 }), because: 'asked' } as const;
        await one.grants.open(aNewGrant(person, { resource: 'db', end }));
        await one.requests.ask(aNewRequest(person, forResource('other')));
      }
    });
    await clock.advance({ hours: 2 });
    expect(await tx((one) => one.grants.lockActive(10))).toHaveLength(2);
    expect(await tx((one) => one.grants.lockActive(1))).toHaveLength(1);
    expect(await tx((one) => one.requests.lockPending(10))).toHaveLength(2);
    await tx(async (one) => {
      for (const grant of await one.grants.lockActive(10)) await one.grants.end(grant.id, 'lockdown');
      for (const request of await one.requests.lockPending(10))
        await one.requests.settle(request.id, 'overtaken', { because: { code: 'locked-down', by: 'Bob', reason: WHY } });
    });
    expect(await tx((one) => one.grants.lockActive(10))).toEqual([]);
    expect(await tx((one) => one.requests.lockPending(10))).toEqual([]);
  });
}
