import { expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import type { RevealState } from '../../src/domain/reveal.ts';
import type { GrantFilter } from '../../src/ports/grants.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson, opened } from './a-new-grant.ts';
import { plain } from './a-new-request.ts';
import { type Make, START } from './under-test.ts';

const VARIABLES = ['DATABASE_URL', 'PGPASSWORD'];

async function aGrant(tx: Transaction, holder = 'alice', resource = 'db-prod'): Promise<Grant> {
  return opened(tx, aNewGrant(await aPerson(tx, holder), { resource, variables: VARIABLES }));
}

/** The variables are shown, as far as the moves say. */
async function shown(
  tx: Transaction,
  grant: Grant,
  variables: readonly string[] = ['PGPASSWORD'],
  moves: readonly RevealState[] = ['recorded', 'shown'],
): Promise<void> {
  const by = { personId: grant.holder.personId, slackId: grant.holder.slackId };
  const { id } = await tx.reveals.begin({ grantId: grant.id, by, variables, externalId: crypto.randomUUID() }, 60);
  for (const to of moves) await tx.reveals.move(id, to);
}

async function mark(
  tx: Transaction,
  variables: readonly string[] = ['PGPASSWORD'],
  resource = 'db-prod',
  name = 'carol',
): Promise<string[]> {
  const { id } = await aPerson(tx, name);
  return (await tx.rotatedValues.mark(resource, variables, { personId: id, name })).toSorted();
}

const revealsOf = async (tx: Transaction, { id }: Grant) => plain((await tx.grants.byId(id))?.reveals);

const exposed = async (tx: Transaction, filter: Partial<GrantFilter> = {}) =>
  (await tx.grants.list({ state: 'exposed', ...filter }, { offset: 0, limit: 10 })).grants.map(({ id }) => id);

export function rotatedValuesContract(make: Make): void {
  test('what was shown is exposed until it is marked rotated, and the grant says who marked it and when', async () => {
    const { tx, clock } = await make();
    const grant = await tx((one) => aGrant(one));
    await tx((one) => shown(one, grant));
    expect(await tx((one) => revealsOf(one, grant))).toEqual({ count: 1, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] });
    await clock.advance({ minutes: 1 });
    expect(await tx((one) => mark(one))).toEqual([grant.id]);
    expect(await tx((one) => revealsOf(one, grant))).toEqual({
      ...{ count: 1, variables: ['PGPASSWORD'], exposed: [] },
      rotated: { at: String(START.add({ minutes: 1 })), by: { personId: expect.any(String), name: 'carol' } },
    });
  });

  test('what is shown after the mark is exposed again; what was shown in the same instant is not', async () => {
    const { tx, clock } = await make();
    const grant = await tx((one) => aGrant(one));
    await tx((one) => shown(one, grant));
    await tx((one) => mark(one));
    expect(await tx((one) => revealsOf(one, grant))).toMatchObject({ exposed: [] });
    await clock.advance({ microseconds: 1 });
    await tx((one) => shown(one, grant));
    expect(await tx((one) => revealsOf(one, grant))).toMatchObject({
      ...{ count: 2, exposed: ['PGPASSWORD'] },
      rotated: { at: String(START), by: { name: 'carol' } },
    });
    await tx((one) => mark(one));
    expect(await tx((one) => revealsOf(one, grant))).toMatchObject({ exposed: [] });
  });

  test('only what was marked counts as rotated, and the last who marked is named', async () => {
    const { tx, clock } = await make();
    const grant = await tx((one) => aGrant(one));
    await tx((one) => shown(one, grant, VARIABLES));
    await tx((one) => mark(one, ['PGPASSWORD']));
    expect(await tx((one) => revealsOf(one, grant))).toMatchObject({
      exposed: ['DATABASE_URL'],
      rotated: { by: { name: 'carol' } },
    });
    await clock.advance({ seconds: 1 });
    await tx((one) => mark(one, ['DATABASE_URL'], 'db-prod', 'dave'));
    expect(await tx((one) => revealsOf(one, grant))).toMatchObject({
      exposed: [],
      rotated: { at: String(START.add({ seconds: 1 })), by: { name: 'dave' } },
    });
  });

  test('a mark counts for all grants of the resource that showed one of the values, ended ones too, and for no other', async () => {
    const { tx } = await make();
    const grants = await tx(async (one) => ({
      alices: await aGrant(one),
      bobs: await aGrant(one, 'bob'),
      unshown: await aGrant(one, 'dave'),
      otherValue: await aGrant(one, 'erin'),
      elsewhere: await aGrant(one, 'alice', 'other'),
    }));
    const { alices, bobs, otherValue, elsewhere } = grants;
    for (const grant of [alices, bobs, elsewhere]) await tx((one) => shown(one, grant));
    await tx((one) => shown(one, otherValue, ['DATABASE_URL']));
    await tx((one) => one.grants.end(bobs.id, 'given-back'));
    expect(await tx((one) => mark(one))).toEqual([alices.id, bobs.id].toSorted());
    expect((await tx((one) => exposed(one))).toSorted()).toEqual([otherValue.id, elsewhere.id].toSorted());
  });

  test('a mark from before a grant showed anything is not told of it', async () => {
    const { tx, clock } = await make();
    await tx((one) => mark(one));
    await clock.advance({ seconds: 1 });
    const grant = await tx((one) => aGrant(one));
    await tx((one) => shown(one, grant));
    expect(await tx((one) => revealsOf(one, grant))).toEqual({ count: 1, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] });
  });

  test.each<[string, readonly RevealState[], boolean]>([
    ['was only being opened', [], false],
    ['failed before its record', ['failed'], false],
    ['failed after its record', ['recorded', 'failed'], false],
    ['was recorded, and nobody knows more', ['recorded'], true],
    ['was shown and wiped', ['recorded', 'shown', 'wiped'], true],
  ])('a reveal that %s exposes or not', async (_what, moves, exposes) => {
    const { tx } = await make();
    const grant = await tx((one) => aGrant(one));
    await tx((one) => shown(one, grant, ['PGPASSWORD'], moves));
    expect(await tx((one) => exposed(one))).toEqual(exposes ? [grant.id] : []);
    expect(await tx((one) => mark(one))).toEqual(exposes ? [grant.id] : []);
  });

  test('grants with exposed values are listed newest first, whatever their state, and narrowed like any other list', async () => {
    const { tx, clock } = await make();
    const first = await tx((one) => aGrant(one));
    await clock.advance({ seconds: 1 });
    const second = await tx((one) => aGrant(one, 'bob'));
    await tx((one) => aGrant(one, 'dave'));
    for (const grant of [first, second]) await tx((one) => shown(one, grant));
    await tx((one) => one.grants.end(first.id, 'given-back'));
    expect(await tx((one) => exposed(one))).toEqual([second.id, first.id]);
    expect(await tx((one) => exposed(one, { holder: first.holder.personId }))).toEqual([first.id]);
    expect(await tx((one) => exposed(one, { resource: 'other' }))).toEqual([]);
    expect(await tx((one) => exposed(one, { startedSince: START.add({ seconds: 1 }) }))).toEqual([second.id]);
    const page = await tx((one) => one.grants.list({ state: 'exposed' }, { offset: 0, limit: 1 }));
    expect([page.grants.map(({ id }) => id), page.more]).toEqual([[second.id], true]);
  });

  test('a grant of two values is exposed while one of them is', async () => {
    const { tx } = await make();
    const grant = await tx((one) => aGrant(one));
    await tx((one) => shown(one, grant, VARIABLES));
    await tx((one) => mark(one, ['DATABASE_URL']));
    expect(await tx((one) => exposed(one))).toEqual([grant.id]);
    await tx((one) => mark(one, VARIABLES));
    expect(await tx((one) => exposed(one))).toEqual([]);
  });

  test('each exposed value is told of once, with who saw it last, the one seen last first', async () => {
    const { tx, clock } = await make();
    const [alices, bobs] = await tx(async (one) => [await aGrant(one), await aGrant(one, 'bob')] as const);
    await tx((one) => shown(one, bobs, VARIABLES));
    await clock.advance({ minutes: 1 });
    await tx((one) => shown(one, alices));
    const values = async (limit = 5) => {
      const { total, first } = await tx((one) => one.rotatedValues.exposed(limit));
      return [total, ...first.map((value) => plain(value))];
    };
    const password = { resource: 'db-prod', variable: 'PGPASSWORD', seenBy: 'alice', seenAt: String(START.add({ minutes: 1 })) };
    const url = { resource: 'db-prod', variable: 'DATABASE_URL', seenBy: 'bob', seenAt: String(START) };
    expect(await values()).toEqual([2, password, url]);
    expect(await values(1)).toEqual([2, password]);
    await tx((one) => mark(one));
    expect(await values()).toEqual([1, url]);
    await clock.advance({ seconds: 1 });
    await tx((one) => shown(one, bobs));
    expect((await values())[0]).toBe(2);
  });

  test('no value is exposed that was not shown', async () => {
    const { tx } = await make();
    const grant = await tx((one) => aGrant(one));
    await tx((one) => shown(one, grant, ['PGPASSWORD'], ['recorded', 'failed']));
    expect(await tx((one) => one.rotatedValues.exposed(5))).toEqual({ total: 0, first: [] });
  });
}
