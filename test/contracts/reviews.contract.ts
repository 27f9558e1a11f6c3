import { expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson, opened } from './a-new-grant.ts';
import { plain } from './a-new-request.ts';
import { extended } from './an-extension.ts';
import { type Make, START } from './under-test.ts';

const DUE = START.add({ hours: 12 });
const DAY = 24 * 60 * 60;

/** A grant that Carol is to look at within twelve hours; what a test cares about is given. */
async function toReview(
  tx: Transaction,
  given: { resource?: string; holder?: string; dueAt?: Temporal.Instant } = {},
): Promise<Grant> {
  const { resource = 'db-prod', holder = 'alice', dueAt = DUE } = given;
  const grant = await opened(tx, aNewGrant(await aPerson(tx, holder), { resource, breakGlass: true }));
  await tx.reviews.add(grant.id, { by: ['carol', 'dave'], dueAt });
  return grant;
}

async function markedBy(tx: Transaction, name: string, grant: string): Promise<boolean> {
  const { id } = await aPerson(tx, name);
  return tx.reviews.mark(grant, { personId: id, name });
}

const tell = async (tx: Transaction) => (await tx.reviews.claimToTell(DAY, 10)).map(({ id }) => id);

export function reviewsContract(make: Make): void {
  test('a grant says who is to look at it and until when', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => toReview(one));
    const read = await tx((one) => one.grants.byId(id));
    expect(plain(read?.review)).toEqual({ by: ['carol', 'dave'], dueAt: String(DUE) });
    expect(read?.breakGlass).toBe(true);
  });

  test('a grant has one review', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => toReview(one));
    await tx((one) => one.reviews.add(id, { by: ['mallory'], dueAt: DUE.add({ hours: 24 }) })).catch(() => undefined);
    const review = (await tx((one) => one.grants.byId(id)))?.review;
    expect(plain(review)).toEqual({ by: ['carol', 'dave'], dueAt: String(DUE) });
  });

  test('a review that was done is to be done anew only where the grant was extended since', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => toReview(one));
    await tx((one) => markedBy(one, 'carol', id));
    const again = () => tx((one) => one.reviews.add(id, { by: ['dave'], dueAt: DUE.add({ hours: 1 }) }));
    await expect(again()).rejects.toThrow();
    await clock.advance({ minutes: 1 });
    await tx((one) => one.policies.putInForce('policy-2', 'version: 1', 'policy-1'));
    await tx((one) => extended(one, id));
    await again();
    const review = (await tx((one) => one.grants.byId(id)))?.review;
    expect(plain(review)).toEqual({ by: ['dave'], dueAt: String(DUE.add({ hours: 1 })) });
    expect(await tx((one) => markedBy(one, 'dave', id))).toBe(true);
  });

  test('a review is marked once, with who did it and when', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => toReview(one));
    await clock.advance({ hours: 1 });
    expect(await tx((one) => markedBy(one, 'carol', id))).toBe(true);
    await clock.advance({ hours: 1 });
    expect(await tx((one) => markedBy(one, 'dave', id))).toBe(false);
    const carol = await tx((one) => aPerson(one, 'carol'));
    expect(plain((await tx((one) => one.grants.byId(id)))?.review?.done)).toEqual({
      at: String(START.add({ hours: 1 })),
      by: { personId: carol.id, name: 'carol' },
    });
  });

  test('of marks at the same time one counts', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => toReview(one));
    const carol = await tx((one) => aPerson(one, 'carol'));
    const mark = () => tx((one) => one.reviews.mark(id, { personId: carol.id, name: 'carol' }));
    expect((await Promise.all(Array.from({ length: 6 }, mark))).filter(Boolean)).toHaveLength(1);
  });

  test('nobody marks the review of a grant of their own', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => toReview(one));
    expect(await tx((one) => markedBy(one, 'alice', id))).toBe(false);
    expect((await tx((one) => one.grants.byId(id)))?.review).not.toHaveProperty('done');
  });

  test('where no review is wanted none is marked', async () => {
    const { tx } = await make();
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one))));
    for (const id of [grant.id, '', 'forged', '00000000-0000-7000-8000-000000000000'])
      expect(await tx((one) => markedBy(one, 'carol', id))).toBe(false);
    expect(await tx((one) => one.grants.byId(grant.id))).not.toHaveProperty('review');
  });

  test('an overdue review can still be marked, also when the grant has ended', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => toReview(one));
    await tx((one) => one.grants.end(id, 'given-back'));
    await clock.set(DUE.add({ hours: 1 }));
    expect(await tx((one) => markedBy(one, 'carol', id))).toBe(true);
  });

  test.each([
    ['a millisecond before it is due', -1, false],
    ['when it is due', 0, true],
    ['a millisecond after it was due', 1, true],
  ] as const)('%s a review is overdue or not', async (_when, milliseconds, isOverdue) => {
    const { tx, clock } = await make();
    const { id, holder } = await tx((one) => toReview(one));
    await clock.set(DUE.add({ milliseconds }));
    const expected = isOverdue ? [id] : [];
    expect((await tx((one) => one.reviews.overdueOf(holder.personId))).map((grant) => grant.id)).toEqual(expected);
    expect(await tx(tell)).toEqual(expected);
  });

  test('a person’s overdue reviews are those not done of grants that they held, the longest overdue first', async () => {
    const { tx, clock } = await make();
    const grants = await tx(async (one) => ({
      late: await toReview(one, { resource: 'late', dueAt: DUE }),
      later: await toReview(one, { resource: 'later', dueAt: DUE.subtract({ hours: 2 }) }),
      done: await toReview(one, { resource: 'done' }),
      bobs: await toReview(one, { holder: 'bob' }),
    }));
    await tx((one) => one.grants.end(grants.late.id, 'given-back'));
    await tx((one) => markedBy(one, 'carol', grants.done.id));
    await clock.set(DUE);
    const found = await tx((one) => one.reviews.overdueOf(grants.late.holder.personId));
    expect(found.map((grant) => [grant.resource, grant.state])).toEqual([
      ['later', 'active'],
      ['late', 'ended'],
    ]);
    expect(plain(found[0]?.review)).toMatchObject({ by: ['carol', 'dave'] });
  });

  test('an overdue review is told of once in the time given', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => toReview(one));
    await clock.set(DUE);
    const claims = await Promise.all(Array.from({ length: 4 }, () => tx(tell)));
    expect(claims.flat()).toEqual([id]);
    await clock.set(DUE.add({ hours: 24 }).subtract({ milliseconds: 1 }));
    expect(await tx(tell)).toEqual([]);
    await clock.advance({ milliseconds: 1 });
    expect([await tx(tell), await tx(tell)]).toEqual([[id], []]);
  });

  test('a review that is done is told of no more', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => toReview(one));
    await clock.set(DUE);
    await tx(tell);
    await tx((one) => markedBy(one, 'carol', id));
    await clock.advance({ hours: 25 });
    expect(await tx(tell)).toEqual([]);
  });

  test('no more are told of than asked for, and the rest the next time', async () => {
    const { tx, clock } = await make();
    for (const resource of ['a', 'b', 'c']) await tx((one) => toReview(one, { resource }));
    await clock.set(DUE);
    const claims = [await tx((one) => one.reviews.claimToTell(DAY, 2)), await tx((one) => one.reviews.claimToTell(DAY, 2))];
    expect(claims.map((grants) => grants.length)).toEqual([2, 1]);
    expect(new Set(claims.flat().map(({ resource }) => resource)).size).toBe(3);
  });

  test('broken glass that nobody looked at is told of, overdue or not, what is due first first', async () => {
    const { tx, clock } = await make();
    const late = await tx((one) => toReview(one));
    const soon = await tx((one) => toReview(one, { resource: 'other', dueAt: START.add({ hours: 1 }) }));
    const done = await tx((one) => toReview(one, { resource: 'third' }));
    const plainGrant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { resource: 'fourth' })));
    await tx((one) => one.reviews.add(plainGrant.id, { by: ['carol'], dueAt: DUE }));
    await tx((one) => markedBy(one, 'carol', done.id));
    await clock.advance({ hours: 2 });
    const ids = async (limit: number) => {
      const { total, first } = await tx((one) => one.reviews.unreviewedGlass(limit));
      return [total, ...first.map(({ id }) => id)];
    };
    expect(await ids(10)).toEqual([2, soon.id, late.id]);
    expect(await ids(1)).toEqual([2, soon.id]);
  });

  test('where no glass was broken nothing of it is told', async () => {
    const { tx } = await make();
    expect(await tx((one) => one.reviews.unreviewedGlass(5))).toEqual({ total: 0, first: [] });
  });
}
