import { expect, test } from 'vitest';
import type { PendingRequest } from '../../src/domain/request.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { agreed, asked, forResource, needing, plain } from './a-new-request.ts';
import { type Make, START } from './under-test.ts';

const EXPIRY = START.add({ minutes: 15 });
const HALF = START.add({ minutes: 7, seconds: 30 });
const UNANSWERED = { source: 'PagerDuty', fault: 'timeout', about: 'on-call' } as const;

const claim = (tx: Transaction) => tx.requests.claimAgreed(10, 30);
const remind = async (tx: Transaction) => idsOf(await tx.requests.claimToRemind(10));
const expired = async (tx: Transaction) => idsOf(await tx.requests.lockExpired(10));

/** What jobs find to do with pending requests. */
export function requestClaimsContract(make: Make): void {
  test('a request is concluded once as many have agreed as must, and not before', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one, needing(2)));
    expect(await tx(claim)).toEqual([]);
    await tx((one) => agreed(one, id, 'bob'));
    expect(await tx(claim)).toEqual([]);
    await tx((one) => agreed(one, id, 'carol'));
    expect(await tx(claim)).toEqual([id]);
  });

  test('a claimed one is nobody else’s until the lease is over', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await tx((one) => agreed(one, id, 'bob'));
    const claims = await Promise.all(Array.from({ length: 4 }, () => tx(claim)));
    expect(claims.flat()).toEqual([id]);
    await clock.advance({ seconds: 29, milliseconds: 999 });
    expect(await tx(claim)).toEqual([]);
    await clock.advance({ milliseconds: 1 });
    expect(await tx(claim)).toEqual([id]);
  });

  test('a yes that many take out at the same time is taken out by one of them', async () => {
    const { tx } = await make();
    for (const round of [1, 2, 3, 4, 5, 6]) {
      const { id } = await tx((one) => asked(one, forResource(`contested-${round}`)));
      await tx((one) => agreed(one, id, 'bob'));
      const all = await Promise.all(Array.from({ length: 6 }, () => tx((one) => one.requests.voidApprovals('UBOB'))));
      expect(all.flat().map((one) => one.id)).toEqual([id]);
    }
  });

  test('no more are claimed than asked for', async () => {
    const { tx } = await make();
    for (const resource of ['a', 'b', 'c'])
      await tx(async (one) => agreed(one, (await asked(one, forResource(resource))).id, 'bob'));
    const claims = [await tx((one) => one.requests.claimAgreed(2, 30)), await tx((one) => one.requests.claimAgreed(2, 30))];
    expect(claims.map((ids) => ids.length)).toEqual([2, 1]);
  });

  test.each([
    ['a millisecond before its end', -1, true],
    ['at its end', 0, false],
    ['a millisecond after its end', 1, false],
  ] as const)('%s one that all agreed to is concluded or not', async (_when, milliseconds, concludes) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await tx((one) => agreed(one, id, 'bob'));
    await clock.set(EXPIRY.add({ milliseconds }));
    expect(await tx(claim)).toEqual(concludes ? [id] : []);
  });

  test('one that is settled is not concluded', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one));
    await tx((one) => agreed(one, id, 'bob'));
    await tx((one) => one.requests.settle(id, 'withdrawn'));
    expect(await tx(claim)).toEqual([]);
  });

  test('one whose source can’t be asked says so and is tried again after its time', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await tx((one) => agreed(one, id, 'bob'));
    await tx((one) => one.requests.postpone(id, { kind: 'source', unanswered: UNANSWERED }, 5));
    expect((await tx((one) => one.requests.byId(id)))?.waitsFor).toEqual({ kind: 'source', unanswered: UNANSWERED });
    await clock.advance({ seconds: 4, milliseconds: 999 });
    expect(await tx(claim)).toEqual([]);
    await clock.advance({ milliseconds: 1 });
    expect(await tx(claim)).toEqual([id]);
  });

  test('one that waits for the old end says when, and is tried again then and not before', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await tx((one) => agreed(one, id, 'bob'));
    const at = START.add({ minutes: 8 });
    await tx((one) => one.requests.postpone(id, { kind: 'old-end', at }, 5));
    expect(plain((await tx((one) => one.requests.byId(id)))?.waitsFor)).toEqual({ kind: 'old-end', at: String(at) });
    await clock.set(at.subtract({ milliseconds: 1 }));
    expect(await tx(claim)).toEqual([]);
    await clock.set(at);
    expect(await tx(claim)).toEqual([id]);
  });

  test('one that is settled is not postponed', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one));
    await tx((one) => one.requests.settle(id, 'denied'));
    await tx((one) => one.requests.postpone(id, { kind: 'source', unanswered: UNANSWERED }, 5));
    expect(await tx((one) => one.requests.byId(id))).not.toHaveProperty('waitsFor');
  });

  test('one that can’t begin before the old end needs nobody, and is concluded at that end', async () => {
    const { tx, clock } = await make();
    const beginsAt = START.add({ minutes: 9 });
    const made = await tx((one) => asked(one, { ...needing(0), eligible: [], beginsAt }));
    expect(plain(made)).toMatchObject({ waitsFor: { kind: 'old-end', at: String(beginsAt) }, expiresAt: String(EXPIRY) });
    expect(plain(await tx((one) => one.requests.byId(made.id)))).toEqual(plain(made));
    await clock.set(beginsAt.subtract({ milliseconds: 1 }));
    expect(await tx(claim)).toEqual([]);
    expect(await tx(remind)).toEqual([]);
    await clock.set(beginsAt);
    expect(await tx(claim)).toEqual([made.id]);
  });

  test('one that can’t begin before its time would be over waits a minute from there', async () => {
    const { tx, clock } = await make();
    const beginsAt = START.add({ minutes: 14, seconds: 30 });
    const { id, expiresAt } = await tx((one) => asked(one, { ...needing(0), eligible: [], beginsAt }));
    expect(String(expiresAt)).toBe(String(beginsAt.add({ minutes: 1 })));
    await clock.set(expiresAt.subtract({ milliseconds: 1 }));
    expect([await tx(expired), await tx(claim)]).toEqual([[], [id]]);
    await clock.set(expiresAt);
    expect(await tx(expired)).toEqual([id]);
  });

  test.each([
    ['a millisecond before its end', -1, false],
    ['at its end', 0, true],
    ['a millisecond after its end', 1, true],
  ] as const)('%s a request is over or not', async (_when, milliseconds, isOver) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await clock.set(EXPIRY.add({ milliseconds }));
    expect(await tx(expired)).toEqual(isOver ? [id] : []);
  });

  test('what is over is found until it is written, no more than asked for', async () => {
    const { tx, clock } = await make();
    const [first, second] = [await tx((one) => asked(one)), await tx((one) => asked(one, forResource('other')))];
    await clock.set(EXPIRY);
    expect((await tx(expired)).toSorted()).toEqual([first.id, second.id].toSorted());
    expect(await tx((one) => one.requests.lockExpired(1))).toHaveLength(1);
    await tx((one) => one.requests.settle(first.id, 'expired'));
    expect(await tx(expired)).toEqual([second.id]);
  });

  test.each([
    ['a millisecond before half its time', -1, false],
    ['at half its time', 0, true],
    ['a millisecond after half its time', 1, true],
  ] as const)('%s approvers are reminded or not', async (_when, milliseconds, isDue) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await clock.set(HALF.add({ milliseconds }));
    expect(await tx(remind)).toEqual(isDue ? [id] : []);
  });

  test('approvers are reminded once', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await clock.set(HALF);
    const claims = await Promise.all(Array.from({ length: 4 }, () => tx(remind)));
    expect(claims.flat()).toEqual([id]);
    await clock.advance({ minutes: 5 });
    expect(await tx(remind)).toEqual([]);
  });

  test('approvers are reminded while one yes is still missing, and not when none is', async () => {
    const { tx, clock } = await make();
    const short = await tx((one) => asked(one, needing(2)));
    const whole = await tx((one) => asked(one, forResource('other')));
    for (const { id } of [short, whole]) await tx((one) => agreed(one, id, 'bob'));
    await clock.set(HALF);
    expect(await tx(remind)).toEqual([short.id]);
  });

  test('nobody is reminded of what is settled or over', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await tx((one) => asked(one, forResource('over')));
    await tx((one) => one.requests.settle(id, 'denied'));
    await clock.set(EXPIRY);
    expect(await tx(remind)).toEqual([]);
  });

  test('no more are reminded of than asked for, and the rest the next time', async () => {
    const { tx, clock } = await make();
    for (const resource of ['a', 'b', 'c']) await tx((one) => asked(one, forResource(resource)));
    await clock.set(HALF);
    const claims = [await tx((one) => one.requests.claimToRemind(2)), await tx((one) => one.requests.claimToRemind(2))];
    expect(claims.map((requests) => requests.length)).toEqual([2, 1]);
  });
}

function idsOf(requests: readonly PendingRequest[]): string[] {
  return requests.map(({ id }) => id);
}
