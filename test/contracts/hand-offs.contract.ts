import { expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import type { NewGrant } from '../../src/ports/grants.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson } from './a-new-grant.ts';
import { aGrant, END, extended } from './an-extension.ts';
import { type Make, START } from './under-test.ts';

const EARLIER = START.add({ minutes: 20 });

function withShift(changed: Partial<NewGrant> = {}): Partial<NewGrant> {
  return { terms: { ...aNewGrant({ id: '', name: '', links: [] }).terms, endsWithShift: true }, ...changed };
}

function onCall(tx: Transaction, changed: Partial<NewGrant> = {}): Promise<Grant> {
  return aGrant(tx, withShift(changed));
}

async function reading(tx: Transaction, id: string) {
  return (await tx.grants.byId(id))?.handOff;
}

/** Grants that end with their holder's shift, and offers to whoever comes next. */
export function handOffsContract(make: Make): void {
  test('only open grants that a hand-off ends are followed, the oldest first', async () => {
    const { tx, clock } = await make();
    const first = await tx((one) => onCall(one));
    await clock.advance({ seconds: 1 });
    const second = await tx((one) => onCall(one, { resource: 'second' }));
    await tx((one) => aGrant(one, { resource: 'without a shift' }));
    const ended = await tx((one) => onCall(one, { resource: 'ended' }));
    await tx((one) => one.grants.end(ended.id, 'revoked'));
    await tx((one) => onCall(one, { resource: 'over', end: { at: START.add({ minutes: 1 }), because: 'asked' } }));
    await clock.set(START.add({ minutes: 1 }));
    expect((await tx((one) => one.grants.endingWithShift())).map(({ id }) => id)).toEqual([first.id, second.id]);
  });

  test('what a reading said comes back with the grant, until there is another one, or none', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => onCall(one));
    expect(await tx((one) => one.grants.byId(id))).not.toHaveProperty('handOff');
    const said = { endsAt: EARLIER, readAt: START.add({ microseconds: 1 }) };
    await tx((one) => one.grants.keepHandOff(id, said));
    expect(String(await tx(async (one) => (await reading(one, id))?.readAt))).toBe(String(said.readAt));
    await tx((one) => one.grants.keepHandOff(id, { endsAt: START, readAt: EARLIER }));
    expect(await tx(async (one) => (await reading(one, id))?.endsAt.equals(START))).toBe(true);
    await tx((one) => one.grants.keepHandOff(id, undefined));
    expect(await tx((one) => one.grants.byId(id))).not.toHaveProperty('handOff');
  });

  test('nothing is kept of a grant that is over', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => onCall(one));
    await clock.set(END);
    await tx((one) => one.grants.keepHandOff(id, { endsAt: EARLIER, readAt: START }));
    expect(await tx((one) => reading(one, id))).toBeUndefined();
  });

  test('an extension forgets what was read before it', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => onCall(one));
    await tx((one) => one.grants.keepHandOff(id, { endsAt: EARLIER, readAt: START }));
    await tx((one) => extended(one, id));
    expect(await tx((one) => reading(one, id))).toBeUndefined();
  });

  test('a shift that ends earlier moves the end there, saying so', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => onCall(one));
    const shortened = await tx((one) => one.grants.shortenToShift(id, EARLIER));
    expect([shortened?.id, String(shortened?.endsAt), shortened?.endsBecause, shortened?.state]).toEqual([
      ...[id, String(EARLIER), 'shift', 'active'],
    ]);
  });

  test('a shift that is over moves the end to now, which ends it', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => onCall(one));
    await clock.advance({ minutes: 5 });
    await tx((one) => one.grants.shortenToShift(id, START.add({ minutes: 1 })));
    const due = await tx((one) => one.grants.lockDue(10));
    expect(due.map((grant) => [grant.id, String(grant.endsAt)])).toEqual([[id, String(START.add({ minutes: 5 }))]]);
  });

  test.each([
    ['later', END.add({ microseconds: 1 })],
    ['no sooner', END],
  ])('a shift that ends %s changes nothing', async (_when, at) => {
    const { tx } = await make();
    const { id } = await tx((one) => onCall(one));
    expect(await tx((one) => one.grants.shortenToShift(id, at))).toBeUndefined();
    expect((await tx((one) => one.grants.byId(id)))?.endsBecause).toBe('asked');
  });

  test('what is over is not shortened', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => onCall(one));
    await clock.set(END);
    expect(await tx((one) => one.grants.shortenToShift(id, EARLIER))).toBeUndefined();
  });

  test('a hand-off is noted once, and offered once', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => onCall(one));
    expect([await tx((one) => one.handOffs.note(id)), await tx((one) => one.handOffs.note(id))]).toEqual([true, false]);
    const offers = await Promise.all(Array.from({ length: 4 }, () => tx((one) => one.handOffs.offered(id, ['bob']))));
    expect(offers.filter(Boolean)).toEqual([true]);
    expect(await tx((one) => one.handOffs.claim(10, 60))).toEqual([]);
    expect(await tx((one) => one.handOffs.note(id))).toBe(false);
  });

  test('what was never noted is not offered, nor what is no id', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => onCall(one));
    expect(await tx((one) => one.handOffs.offered(id, []))).toBe(false);
    expect(await tx((one) => one.handOffs.offered('forged', []))).toBe(false);
  });

  test('one try is one caller’s, and comes again after the lease', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => onCall(one));
    await tx((one) => one.handOffs.note(id));
    const claims = await Promise.all(Array.from({ length: 4 }, () => tx((one) => one.handOffs.claim(10, 60))));
    expect(claims.flat()).toEqual([id]);
    await clock.advance({ seconds: 59 });
    expect(await tx((one) => one.handOffs.claim(10, 60))).toEqual([]);
    await clock.advance({ seconds: 1 });
    expect(await tx((one) => one.handOffs.claim(10, 60))).toEqual([id]);
  });

  test('no more are claimed than asked for, and one offered to nobody is over', async () => {
    const { tx } = await make();
    const ids: string[] = [];
    for (const resource of ['a', 'b', 'c']) ids.push((await tx((one) => onCall(one, { resource }))).id);
    for (const id of ids) await tx((one) => one.handOffs.note(id));
    await tx((one) => one.handOffs.offered(ids[0] as string, []));
    const claims = [await tx((one) => one.handOffs.claim(1, 60)), await tx((one) => one.handOffs.claim(5, 60))];
    expect(claims.map((found) => found.length)).toEqual([1, 1]);
    expect(claims.flat().toSorted()).toEqual(ids.slice(1).toSorted());
  });

  test('a hand-off is of a grant that there is', async () => {
    const { tx } = await make();
    await tx((one) => aPerson(one));
    await expect(tx((one) => one.handOffs.note('01910000-0000-7000-8000-000000000001'))).rejects.toThrow();
  });
}
