import { expect, test } from 'vitest';
import type { Transaction } from '../../src/ports/store.ts';
import { inIncident } from './a-new-grant.ts';
import { aGrant, END, extended } from './an-extension.ts';
import { type Make, START } from './under-test.ts';

const TEN_MINUTES = 10 * 60;

const soon = async (tx: Transaction) => (await tx.grants.claimEndingSoon(TEN_MINUTES, 10)).map(({ id }) => id);

/** The warning before an end. */
export function endingSoonContract(make: Make): void {
  test.each([
    ['a millisecond before', START.add({ minutes: 20 }).subtract({ milliseconds: 1 }), false],
    ['at', START.add({ minutes: 20 }), true],
    ['a millisecond before the end, long after', END.subtract({ milliseconds: 1 }), true],
    ['at the end, long after', END, false],
  ] as const)('%s ten minutes before it, an end is told of or not', async (_when, at, isTold) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => aGrant(one));
    await clock.set(at);
    expect(await tx(soon)).toEqual(isTold ? [id] : []);
  });

  test('an end is told of once', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => aGrant(one));
    await clock.set(START.add({ minutes: 20 }));
    const claims = await Promise.all(Array.from({ length: 4 }, () => tx(soon)));
    expect(claims.flat()).toEqual([id]);
    await clock.advance({ minutes: 5 });
    expect(await tx(soon)).toEqual([]);
  });

  test('an end that was moved is told of again, one that stayed is not', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => aGrant(one, { variables: ['DATABASE_URL'] }));
    await clock.set(START.add({ minutes: 20 }));
    await tx(soon);
    await tx((one) => extended(one, id, { end: { at: END, because: 'asked' } }));
    expect(await tx(soon)).toEqual([]);
    await tx((one) => extended(one, id));
    expect(await tx(soon)).toEqual([]);
    await clock.set(START.add({ minutes: 50 }));
    expect([await tx(soon), await tx(soon)]).toEqual([[id], []]);
  });

  test('an end that an incident brought forward is told of', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => aGrant(one, inIncident()));
    await clock.set(START.add({ minutes: 20 }));
    await tx(soon);
    await tx((one) => one.grants.shortenToIncident('QINC', ['db-prod'], START.add({ minutes: 10 }), 1));
    expect(await tx(soon)).toEqual([id]);
  });

  test('a grant of ten minutes is not told of at once, a longer one is in time', async () => {
    const { tx } = await make();
    await tx((one) => aGrant(one, { end: { at: START.add({ minutes: 10 }), because: 'asked' } }));
    const end = { at: START.add({ minutes: 10, milliseconds: 1 }), because: 'asked' } as const;
    const longer = await tx((one) => aGrant(one, { resource: 'longer', end }));
    expect(await tx(soon)).toEqual([]);
    const { tx: later, clock } = await make();
    const alone = await later((one) => aGrant(one, { resource: longer.resource, end }));
    await clock.advance({ milliseconds: 1 });
    expect(await later(soon)).toEqual([alone.id]);
  });

  test('what was ended is not told of, and no more than asked for', async () => {
    const { tx, clock } = await make();
    const ids: string[] = [];
    for (const resource of ['a', 'b', 'c']) ids.push((await tx((one) => aGrant(one, { resource }))).id);
    await tx((one) => one.grants.end(ids[0] as string, 'given-back'));
    await clock.set(START.add({ minutes: 25 }));
    const claims = [
      await tx((one) => one.grants.claimEndingSoon(TEN_MINUTES, 1)),
      await tx((one) => one.grants.claimEndingSoon(TEN_MINUTES, 1)),
      await tx((one) => one.grants.claimEndingSoon(TEN_MINUTES, 1)),
    ];
    expect(claims.map((grants) => grants.length)).toEqual([1, 1, 0]);
    expect(
      claims
        .flat()
        .map((grant) => grant.id)
        .toSorted(),
    ).toEqual(ids.slice(1).toSorted());
  });
}
