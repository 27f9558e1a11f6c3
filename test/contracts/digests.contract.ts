import { expect, test } from 'vitest';
import type { Digest, Week } from '../../src/domain/digest.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aBusyDigest, aDigest } from '../builders/a-digest.ts';
import { aPerson } from './a-new-grant.ts';
import { plain } from './a-new-request.ts';
import { type Make, START } from './under-test.ts';

const A_WEEK = aDigest().week;
const CONTENT = aBusyDigest({ late: true, unreadable: 2 }).content;

const weekLater = ({ from, to }: Week, by: Temporal.DurationLike): Week => ({ from: from.add(by), to: to.add(by) });

async function kept(tx: Transaction, week: Week = A_WEEK): Promise<Digest> {
  const digest = await tx.digests.keep(week, CONTENT);
  if (digest === 'already-made') throw new Error('there is one already');
  return digest;
}

/** Weekly digests. */
export function digestsContract(make: Make): void {
  test('a digest comes back as it was kept, made now and looked at by nobody', async () => {
    const { tx } = await make();
    const digest = await tx((one) => kept(one));
    expect(plain(digest)).toEqual(plain({ id: digest.id, week: A_WEEK, madeAt: START, content: CONTENT }));
    expect(plain(await tx((one) => one.digests.byId(digest.id)))).toEqual(plain(digest));
  });

  test('there is none before the first, and none of an id that is none', async () => {
    const { tx } = await make();
    expect(await tx((one) => one.digests.latest())).toBeUndefined();
    expect(await tx((one) => one.digests.byId('no-such-digest'))).toBeUndefined();
    expect(await tx((one) => one.digests.byId('01910000-0000-7000-8000-000000000001'))).toBeUndefined();
  });

  test('the latest is the one whose week ended last', async () => {
    const { tx } = await make();
    await tx((one) => kept(one));
    const second = await tx((one) => kept(one, weekLater(A_WEEK, { hours: 168 })));
    expect((await tx((one) => one.digests.latest()))?.id).toBe(second.id);
  });

  test.each([
    ['that ended then', { hours: 0 }],
    ['that ended later', { hours: -1 }],
  ])('a week is not kept beside one %s', async (_what, by) => {
    const { tx } = await make();
    const first = await tx((one) => kept(one));
    expect(await tx((one) => one.digests.keep(weekLater(A_WEEK, by), CONTENT))).toBe('already-made');
    expect((await tx((one) => one.digests.latest()))?.id).toBe(first.id);
  });

  test('kept many times at once it is kept once, and the others commit', async () => {
    const { tx } = await make();
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => tx((one) => one.digests.keep(A_WEEK, CONTENT))));
    expect(outcomes.filter((outcome) => outcome !== 'already-made')).toHaveLength(1);
  });

  test('it is marked once, with who looked at it and when', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => kept(one));
    await clock.advance({ hours: 1 });
    const [carol, dave] = [await tx((one) => aPerson(one, 'carol')), await tx((one) => aPerson(one, 'dave'))];
    const mark = (by: typeof carol) => tx((one) => one.digests.markReviewed(id, { personId: by.id, name: by.name }));
    expect([await mark(carol), await mark(dave), await mark(carol)]).toEqual([true, false, false]);
    const digest = await tx((one) => one.digests.byId(id));
    expect(plain(digest?.reviewed)).toEqual({ at: String(START.add({ hours: 1 })), by: { personId: carol.id, name: 'carol' } });
    expect(digest?.content).toEqual(CONTENT);
  });

  test('marked by many at once, one was first', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => kept(one));
    const people = await Promise.all(['carol', 'dave', 'erin'].map((name) => tx((one) => aPerson(one, name))));
    const marked = await Promise.all(
      people.map(({ id: personId, name }) => tx((one) => one.digests.markReviewed(id, { personId, name }))),
    );
    expect(marked.filter(Boolean)).toHaveLength(1);
  });

  test('nothing is marked that is not there', async () => {
    const { tx } = await make();
    const { id: personId, name } = await tx((one) => aPerson(one));
    for (const id of ['no-such-digest', '01910000-0000-7000-8000-000000000001'])
      expect(await tx((one) => one.digests.markReviewed(id, { personId, name }))).toBe(false);
  });

  test('its card comes back as it was made, and is drawn again when the digest is marked, no other card with it', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => kept(one));
    const other = await tx((one) => kept(one, weekLater(A_WEEK, { hours: 168 })));
    const place = { kind: 'channel', channel: 'C0AUDIT' } as const;
    const card = await tx((one) => one.cards.add({ kind: 'digest', digestId: id }, place));
    await tx((one) => one.cards.add({ kind: 'digest', digestId: other.id }, place));
    expect(await tx((one) => one.cards.byId(card))).toMatchObject({ subject: { kind: 'digest', digestId: id }, place });
    await tx(async (one) => {
      for (const dirty of await one.cards.claimDirty(10, 30)) await one.cards.drawn(dirty, 'hash');
    });
    await tx((one) => one.cards.markDigestDirty(id));
    expect((await tx((one) => one.cards.claimDirty(10, 30))).map((dirty) => dirty.id)).toEqual([card]);
  });
}
