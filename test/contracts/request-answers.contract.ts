import { expect, test } from 'vitest';
import { REQUEST_MOVES, type RequestState } from '../../src/domain/request.ts';
import type { Grants } from '../../src/ports/grants.ts';
import type { SettledAs } from '../../src/ports/requests.ts';
import { aNewGrant, aPerson, opened } from './a-new-grant.ts';
import { agreed, asked, askedAndAgreed, forResource, needing, plain, yesOf } from './a-new-request.ts';
import { type Make, START } from './under-test.ts';

const EXPIRY = START.add({ minutes: 15 });
const SETTLED_AS = REQUEST_MOVES.pending.filter((state): state is SettledAs => state !== 'granted' && state !== 'pending');

/** Yeses, noes and everything else that ends a request. */
export function requestAnswersContract(make: Make): void {
  test('yeses come back in the order they were given, each with its time and what it said', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one, needing(2)));
    const [bob, carol] = await tx(async (one) => [await aPerson(one, 'bob'), await aPerson(one, 'carol')] as const);
    const atMost = Temporal.Duration.from({ minutes: 15 });
    expect(await tx((one) => one.requests.addApproval(id, yesOf(carol, { atMost })))).toBe(true);
    await clock.advance({ seconds: 1 });
    expect(await tx((one) => one.requests.addApproval(id, yesOf(bob)))).toBe(true);
    expect(plain((await tx((one) => one.requests.byId(id)))?.approvals)).toEqual([
      { personId: carol.id, name: 'carol', slackId: 'UCAROL', by: 'click', atMost: '900 s', at: String(START) },
      { personId: bob.id, name: 'bob', slackId: 'UBOB', by: 'click', at: String(START.add({ seconds: 1 })) },
    ]);
  });

  test('a person agrees once, from whichever account', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one, needing(2)));
    expect(await tx((one) => agreed(one, id, 'bob', 'bob'))).toEqual([true, false]);
    const bob = await tx((one) => aPerson(one, 'bob'));
    expect(await tx((one) => one.requests.addApproval(id, yesOf(bob, { slackId: 'UBOB2' })))).toBe(false);
    expect((await tx((one) => one.requests.byId(id)))?.approvals).toHaveLength(1);
  });

  test('of one person’s yeses at the same time one is kept', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one, needing(2)));
    await tx((one) => aPerson(one, 'bob'));
    const clicks = await Promise.all(Array.from({ length: 6 }, () => tx((one) => agreed(one, id, 'bob'))));
    expect(clicks.flat().filter(Boolean)).toHaveLength(1);
  });

  test('the same person agrees to each request on its own', async () => {
    const { tx } = await make();
    for (const resource of ['a', 'b']) {
      const { id } = await tx((one) => asked(one, forResource(resource)));
      expect(await tx((one) => agreed(one, id, 'bob'))).toEqual([true]);
    }
  });

  test('the one who asks never agrees, from whichever account', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one));
    const alice = await tx(aPerson);
    for (const slackId of ['UALICE', 'UALICE2']) {
      const given = tx((one) => one.requests.addApproval(id, yesOf(alice, { slackId }))).catch(() => false);
      expect(await given).toBe(false);
    }
    expect((await tx((one) => one.requests.byId(id)))?.approvals).toEqual([]);
  });

  test.each([
    ['a millisecond before its end', -1, true],
    ['at its end', 0, false],
    ['a millisecond after its end', 1, false],
  ] as const)('%s a yes counts or not', async (_when, milliseconds, counts) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await clock.set(EXPIRY.add({ milliseconds }));
    expect(await tx((one) => agreed(one, id, 'bob'))).toEqual([counts]);
    expect((await tx((one) => one.requests.byId(id)))?.approvals).toHaveLength(counts ? 1 : 0);
  });

  test.each(SETTLED_AS)('nobody agrees to one that is %s', async (as) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    if (as === 'expired') await clock.set(EXPIRY);
    await tx((one) => one.requests.settle(id, as));
    await clock.set(START);
    expect(await tx((one) => agreed(one, id, 'bob'))).toEqual([false]);
  });

  test('nobody agrees to one that is granted', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => askedAndAgreed(one));
    await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: id })));
    expect(await tx((one) => agreed(one, id, 'carol'))).toEqual([false]);
  });

  test('the yeses of an account are taken out of all that is pending, and of nothing that is settled', async () => {
    const { tx } = await make();
    const both = await tx((one) => asked(one, needing(3)));
    const other = await tx((one) => asked(one, forResource('other')));
    const granted = await tx((one) => asked(one, forResource('granted')));
    await tx((one) => agreed(one, both.id, 'bob', 'carol'));
    await tx((one) => agreed(one, other.id, 'carol'));
    await tx((one) => agreed(one, granted.id, 'bob'));
    await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { resource: 'granted', requestId: granted.id })));
    const concerned = await tx((one) => one.requests.voidApprovals('UBOB'));
    expect(concerned.map((one) => [one.id, one.approvals.map(({ name }) => name)])).toEqual([[both.id, ['carol']]]);
    const namesOf = async (id: string) => (await tx((one) => one.requests.byId(id)))?.approvals.map(({ name }) => name);
    expect([await namesOf(both.id), await namesOf(other.id), await namesOf(granted.id)]).toEqual([['carol'], ['carol'], ['bob']]);
    expect(await tx((one) => one.requests.voidApprovals('UBOB'))).toEqual([]);
  });

  test('without that yes not all have agreed, so it no longer says what it waits for; they may agree anew', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one));
    await tx((one) => agreed(one, id, 'bob'));
    const unanswered = { source: 'PagerDuty', fault: 'timeout', about: 'on-call' } as const;
    await tx((one) => one.requests.postpone(id, { kind: 'source', unanswered }, 5));
    const [concerned] = await tx((one) => one.requests.voidApprovals('UBOB'));
    expect(concerned).not.toHaveProperty('waitsFor');
    expect(await tx((one) => agreed(one, id, 'bob'))).toEqual([true]);
  });

  test('how a request ended comes back with when, who and why', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    const bob = await tx((one) => aPerson(one, 'bob'));
    await clock.advance({ minutes: 1 });
    const by = { personId: bob.id, name: 'bob' };
    const settled = await tx((one) => one.requests.settle(id, 'denied', { by, reason: 'not tonight' }));
    const expected = { state: 'denied', settled: { at: String(START.add({ minutes: 1 })), by, reason: 'not tonight' } };
    expect(plain(settled)).toMatchObject(expected);
    expect(plain(await tx((one) => one.requests.byId(id)))).toMatchObject(expected);
  });

  test.each([
    { code: 'refused', text: 'You aren’t on call.' } as const,
    { code: 'terms-changed' } as const,
    { code: 'grant-ended' } as const,
    { code: 'person-left' } as const,
  ])('a request that was overtaken because of $code says so, and names nobody', async (because) => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one));
    await tx((one) => one.requests.settle(id, 'overtaken', { because }));
    expect(plain((await tx((one) => one.requests.byId(id)))?.settled)).toEqual({ at: String(START), because });
  });

  test.each([
    ['denied', -1, true],
    ['denied', 0, false],
    ['denied', 1, false],
    ['withdrawn', -1, true],
    ['withdrawn', 0, false],
    ['withdrawn', 1, false],
    ['expired', -1, false],
    ['expired', 0, true],
    ['expired', 1, true],
    ['overtaken', -1, true],
    ['overtaken', 0, true],
    ['overtaken', 1, true],
  ] as const)('a request is %s %i ms from its end: %s', async (as, milliseconds, moves) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await clock.set(EXPIRY.add({ milliseconds }));
    expect((await tx((one) => one.requests.settle(id, as)))?.state).toBe(moves ? as : undefined);
    expect((await tx((one) => one.requests.byId(id)))?.state).toBe(moves ? as : 'pending');
  });

  test.each(SETTLED_AS)('a request that is %s stays so', async (as) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    if (as === 'expired') await clock.set(EXPIRY);
    await tx((one) => one.requests.settle(id, as));
    for (const at of [START, EXPIRY]) {
      await clock.set(at);
      for (const next of SETTLED_AS) expect(await tx((one) => one.requests.settle(id, next))).toBeUndefined();
    }
    await clock.set(START);
    await expectNotOpened(tx, id);
    expect((await tx((one) => one.requests.byId(id)))?.state).toBe(as);
  });

  test('of all that would end a request at the same time one does', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => askedAndAgreed(one));
    const alice = await tx(aPerson);
    const settling = (['denied', 'withdrawn', 'overtaken', 'denied'] as const).map((as) =>
      tx(async (one) => (await one.requests.settle(id, as))?.state),
    );
    const granting = tx(async (one): Promise<RequestState | undefined> => {
      await one.grants.countOpen(alice.id);
      if ((await one.requests.lock(id))?.state !== 'pending') return undefined;
      return isGrant(await one.grants.open(aNewGrant(alice, { requestId: id }))) ? 'granted' : undefined;
    });
    const won = (await Promise.all([...settling, granting])).filter((state) => state !== undefined);
    expect(won).toEqual([(await tx((one) => one.requests.byId(id)))?.state]);
  });

  test('a grant is opened by the request that waited for it, which is granted with it', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one, needing(2)));
    await tx((one) => agreed(one, id, 'carol'));
    await clock.advance({ minutes: 1 });
    await tx((one) => agreed(one, id, 'bob'));
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: id })));
    expect(grant.requestId).toBe(id);
    expect(grant.approvedBy.map(({ name }) => name)).toEqual(['carol', 'bob']);
    const request = await tx((one) => one.requests.byId(id));
    expect(request?.state).toBe('granted');
    expect(String(request?.settled?.at)).toBe(String(START.add({ minutes: 1 })));
    expect(await tx((one) => one.requests.settle(id, 'overtaken'))).toBeUndefined();
  });

  test('a request whose person holds the resource already is not granted', async () => {
    const { tx } = await make();
    await tx(async (one) => opened(one, aNewGrant(await aPerson(one))));
    const { id } = await tx((one) => askedAndAgreed(one));
    const again = await tx(async (one) => one.grants.open(aNewGrant(await aPerson(one), { requestId: id })));
    expect(again).toBe('already-open');
    expect((await tx((one) => one.requests.byId(id)))?.state).toBe('pending');
  });

  test('what came of a request is found by it, whether it waited or not, and nothing came of others', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => askedAndAgreed(one));
    const ofRequest = async (request: string) => (await tx((one) => one.grants.ofRequest(request)))?.id;
    expect(await ofRequest(id)).toBeUndefined();
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: id })));
    const atOnce = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { resource: 'other' })));
    expect([await ofRequest(id), await ofRequest(atOnce.requestId)]).toEqual([grant.id, atOnce.id]);
    const pending = await tx((one) => asked(one, { extends: grant.id }));
    const denied = await tx((one) => asked(one, { ...forResource('other'), extends: atOnce.id }));
    await tx((one) => one.requests.settle(denied.id, 'denied'));
    for (const request of [pending.id, denied.id, '', 'forged']) expect(await ofRequest(request)).toBeUndefined();
  });

  test('nothing is granted before as many have agreed as must', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one, needing(2)));
    await expectNotOpened(tx, id);
    await tx((one) => agreed(one, id, 'bob'));
    await expectNotOpened(tx, id);
    await tx((one) => agreed(one, id, 'carol'));
    expect(await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: id })))).toMatchObject({
      requestId: id,
    });
  });

  test('nothing is granted that counts on a yes that was taken out', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => askedAndAgreed(one));
    await tx((one) => one.requests.voidApprovals('UBOB'));
    await expectNotOpened(tx, id);
  });

  test.each([
    ['a millisecond before its end', -1, true],
    ['at its end', 0, false],
    ['a millisecond after its end', 1, false],
  ] as const)('%s a request is granted or not', async (_when, milliseconds, can) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => askedAndAgreed(one));
    await clock.set(EXPIRY.add({ milliseconds }));
    if (!can) return expectNotOpened(tx, id);
    await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: id })));
  });

  test.each([
    ['another person', 'bob', 'db-prod'],
    ['another resource', 'alice', 'other'],
  ])('a request grants nothing to or of %s', async (_what, name, resource) => {
    const { tx } = await make();
    const { id } = await tx((one) => askedAndAgreed(one));
    const opening = tx(async (one) =>
      isGrant(await one.grants.open(aNewGrant(await aPerson(one, name), { resource, requestId: id }))),
    );
    expect(await opening.catch(() => false)).toBe(false);
    expect((await tx((one) => one.requests.byId(id)))?.state).toBe('pending');
  });

  test('a request opens one grant', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => askedAndAgreed(one));
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: id })));
    await tx((one) => one.grants.end(grant.id, 'given-back'));
    await expectNotOpened(tx, id);
  });
}

type Tx = Awaited<ReturnType<Make>>['tx'];

async function expectNotOpened(tx: Tx, requestId: string): Promise<void> {
  const opening = tx(async (one) => isGrant(await one.grants.open(aNewGrant(await aPerson(one), { requestId }))));
  expect(await opening.catch(() => false)).toBe(false);
  const alice = await tx(aPerson);
  expect(await tx((one) => one.grants.openOf(alice.id, 'db-prod'))).toBeUndefined();
}

function isGrant(made: Awaited<ReturnType<Grants['open']>>): boolean {
  return typeof made === 'object';
}
