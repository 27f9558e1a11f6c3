import { expect, test } from 'vitest';
import type { Evidence } from '../../src/domain/evidence.ts';
import { aNewGrant, aPerson, inIncident, opened } from './a-new-grant.ts';
import { type Make, START } from './under-test.ts';

const EVIDENCE: Evidence = {
  askedAt: START,
  onCall: [
    { provider: 'PagerDuty', target: 'db-primary', level: 1, shiftEnd: START.add({ hours: 4 }), answer: 'yes' },
    { provider: 'PagerDuty', target: 'db-secondary', answer: 'timeout' },
  ],
  incident: { id: 'QINC', number: 42, title: 'Lag', service: 'PSVC', urgency: 'high', openedAt: START, tiedBy: 'named' },
  member: [{ group: 'sre', found: true }],
};

export function grantsContract(make: Make): void {
  test('a grant comes back as it was opened, to the microsecond', async () => {
    const { tx } = await make();
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { ...inIncident(), evidence: EVIDENCE })));
    const read = await tx((one) => one.grants.byId(grant.id));
    expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(grant)));
    expect(JSON.parse(JSON.stringify(read))).toMatchObject({
      holder: { name: 'alice', slackId: 'UALICE' },
      state: 'active',
      startedAt: String(START),
      endsAt: String(START.add({ minutes: 30 })),
      endsBecause: 'asked',
      evidence: JSON.parse(JSON.stringify(EVIDENCE)),
      incident: { id: 'QINC', number: 42, title: 'Replica lag' },
      reveals: { count: 0, variables: [], exposed: [] },
      breakGlass: false,
      approvedBy: [],
      extensions: 0,
      policyHash: 'policy-1',
    });
    expect(read?.terms.graceAfterResolve.total('minutes')).toBe(15);
    expect(read?.terms.showFor.total('seconds')).toBe(60);
    expect(read?.terms.atMost.total('hours')).toBe(4);
    for (const absent of ['ended', 'review']) expect(read).not.toHaveProperty(absent);
  });

  test('an id that is none finds nothing and ends nothing', async () => {
    const { tx } = await make();
    for (const id of ['', 'forged', "x'--", '00000000-0000-7000-8000-000000000000']) {
      expect(await tx((one) => one.grants.byId(id))).toBeUndefined();
      expect(await tx((one) => one.grants.lock(id))).toBeUndefined();
      expect(await tx((one) => one.grants.end(id, 'revoked'))).toBeUndefined();
    }
  });

  test('a person holds one open grant for a resource', async () => {
    const { tx } = await make();
    const alice = await tx(aPerson);
    const grant = await tx((one) => opened(one, aNewGrant(alice)));
    expect(await tx((one) => one.grants.open(aNewGrant(alice)))).toBe('already-open');
    expect((await tx((one) => one.grants.openOf(alice.id, 'db-prod')))?.id).toBe(grant.id);
    expect(await tx((one) => one.grants.openOf(alice.id, 'other'))).toBeUndefined();
  });

  test('of opens at the same time one wins', async () => {
    const { tx } = await make();
    const alice = await tx(aPerson);
    const made = await Promise.all(Array.from({ length: 8 }, () => tx((one) => one.grants.open(aNewGrant(alice)))));
    expect(made.filter((one) => one !== 'already-open')).toHaveLength(1);
  });

  test('an active grant whose end has come is not open, and must be ended before the next', async () => {
    const { tx, clock } = await make();
    const alice = await tx(aPerson);
    const grant = await tx((one) => opened(one, aNewGrant(alice)));
    expect(await tx((one) => one.grants.lockOverdueOf(alice.id, 'db-prod'))).toBeUndefined();
    await clock.advance({ minutes: 30 });
    expect(await tx((one) => one.grants.openOf(alice.id, 'db-prod'))).toBeUndefined();
    const next = aNewGrant(alice, { end: { at: START.add({ hours: 2 }), because: 'asked' } });
    expect(await tx((one) => one.grants.open(next))).toBe('already-open');
    expect((await tx((one) => one.grants.lockOverdueOf(alice.id, 'db-prod')))?.id).toBe(grant.id);
    await tx((one) => one.grants.end(grant.id, 'expired'));
    expect(await tx((one) => one.grants.open(next))).not.toBe('already-open');
  });

  test('an end is written once, with its cause and who did it', async () => {
    const { tx, clock } = await make();
    const alice = await tx(aPerson);
    const { id } = await tx((one) => opened(one, aNewGrant(alice)));
    await clock.advance({ minutes: 1 });
    const ended = await tx((one) => one.grants.end(id, 'revoked', { personId: alice.id, name: 'alice' }));
    expect(ended).toMatchObject({ state: 'ended', ended: { cause: 'revoked', by: { personId: alice.id, name: 'alice' } } });
    expect(String(ended?.ended?.at)).toBe(String(START.add({ minutes: 1 })));
    expect(await tx((one) => one.grants.end(id, 'expired'))).toBeUndefined();
    expect((await tx((one) => one.grants.byId(id)))?.ended?.cause).toBe('revoked');
  });

  test('an end that nobody asked for names nobody', async () => {
    const { tx } = await make();
    const { id } = await tx(async (one) => opened(one, aNewGrant(await aPerson(one))));
    expect((await tx((one) => one.grants.end(id, 'expired')))?.ended).not.toHaveProperty('by');
  });

  test('the end of one grant never ends another', async () => {
    const { tx } = await make();
    const [alice, bob] = await tx(async (one) => [await aPerson(one), await aPerson(one, 'bob')] as const);
    const [first, second, third] = await tx((one) =>
      Promise.all([
        opened(one, aNewGrant(alice)),
        opened(one, aNewGrant(alice, { resource: 'other' })),
        opened(one, aNewGrant(bob)),
      ]),
    );
    await tx((one) => one.grants.end((first as { id: string }).id, 'given-back'));
    for (const other of [second, third])
      expect((await tx((one) => one.grants.byId((other as { id: string }).id)))?.state).toBe('active');
  });

  test('a grant is due at its end and not before, the earliest end first', async () => {
    const { tx, clock } = await make();
    const alice = await tx(aPerson);
    const late = await tx((one) => opened(one, aNewGrant(alice)));
    const early = await tx((one) =>
      opened(one, aNewGrant(alice, { resource: 'other', end: { at: START.add({ minutes: 20 }), because: 'at-most' } })),
    );
    await clock.set(START.add({ minutes: 20 }).subtract({ milliseconds: 1 }));
    expect(await tx((one) => one.grants.lockDue(10))).toEqual([]);
    await clock.set(START.add({ minutes: 20 }));
    expect((await tx((one) => one.grants.lockDue(10))).map((grant) => grant.id)).toEqual([early.id]);
    await clock.set(START.add({ minutes: 30 }));
    expect((await tx((one) => one.grants.lockDue(10))).map((grant) => grant.id)).toEqual([early.id, late.id]);
    expect(await tx((one) => one.grants.lockDue(1))).toHaveLength(1);
  });

  test('only open grants are counted, of that person', async () => {
    const { tx, clock } = await make();
    const [alice, bob] = await tx(async (one) => [await aPerson(one), await aPerson(one, 'bob')] as const);
    const { id } = await tx((one) => opened(one, aNewGrant(alice)));
    await tx((one) => opened(one, aNewGrant(alice, { resource: 'other' })));
    await tx((one) => opened(one, aNewGrant(bob)));
    expect(await tx((one) => one.grants.countOpen(alice.id))).toBe(2);
    await tx((one) => one.grants.end(id, 'given-back'));
    expect(await tx((one) => one.grants.countOpen(alice.id))).toBe(1);
    await clock.advance({ minutes: 30 });
    expect(await tx((one) => one.grants.countOpen(alice.id))).toBe(0);
  });

  test('counting before opening holds against a second request at the same time', async () => {
    const { tx } = await make();
    const alice = await tx(aPerson);
    const asked = Array.from({ length: 6 }, (_, n) =>
      tx(async (one) =>
        (await one.grants.countOpen(alice.id)) < 2 ? one.grants.open(aNewGrant(alice, { resource: `r${n}` })) : 'too-many',
      ),
    );
    expect((await Promise.all(asked)).filter((answer) => answer !== 'too-many')).toHaveLength(2);
  });

  test('resources granted since a time are counted once each, ended ones too', async () => {
    const { tx, clock } = await make();
    const alice = await tx(aPerson);
    const { id } = await tx((one) => opened(one, aNewGrant(alice)));
    await tx((one) => one.grants.end(id, 'given-back'));
    await clock.advance({ minutes: 5 });
    await tx((one) => opened(one, aNewGrant(alice)));
    await tx((one) => opened(one, aNewGrant(alice, { resource: 'other' })));
    expect(await tx((one) => one.grants.resourcesGrantedSince(alice.id, START))).toBe(2);
    await clock.advance({ minutes: 5 });
    expect(await tx((one) => one.grants.resourcesGrantedSince(alice.id, START.add({ minutes: 5, microseconds: 1 })))).toBe(0);
  });

  test('an incident moves the end of its grants to resolve plus grace, never later, and not of grants that outlive it', async () => {
    const { tx } = await make();
    const alice = await tx(aPerson);
    const tied = await tx((one) => opened(one, aNewGrant(alice, inIncident())));
    await tx((one) => opened(one, aNewGrant(alice, { ...inIncident(), resource: 'outlives', terms: aNewGrant(alice).terms })));
    await tx((one) => opened(one, aNewGrant(alice, { ...inIncident('QOTHER'), resource: 'other-incident' })));
    await tx((one) =>
      opened(
        one,
        aNewGrant(alice, { ...inIncident(), resource: 'sooner', end: { at: START.add({ minutes: 10 }), because: 'shift' } }),
      ),
    );
    expect(await tx((one) => one.grants.incidentsOfOpen())).toEqual(['QINC', 'QOTHER']);
    const resources = await tx((one) => one.grants.resourcesOpenIn('QINC'));
    expect(resources).toEqual(['db-prod', 'sooner']);
    const shortened = await tx((one) => one.grants.shortenToIncident('QINC', resources, START, 10));
    expect(shortened.map((grant) => [grant.id, String(grant.endsAt), grant.endsBecause])).toEqual([
      [tied.id, String(START.add({ minutes: 15 })), 'incident'],
    ]);
    expect(await tx((one) => one.grants.shortenToIncident('QINC', resources, START, 10))).toEqual([]);
  });

  test('an incident shortens what was named, and so many at a time', async () => {
    const { tx } = await make();
    const alice = await tx(aPerson);
    for (const resource of ['a', 'b', 'c', 'd']) await tx((one) => opened(one, aNewGrant(alice, { ...inIncident(), resource })));
    const shorten = async () =>
      (await tx((one) => one.grants.shortenToIncident('QINC', ['a', 'b', 'd', 'none'], START, 2))).map(
        ({ resource }) => resource,
      );
    const all = [...(await shorten()), ...(await shorten())];
    expect(all.toSorted()).toEqual(['a', 'b', 'd']);
    expect(await shorten()).toEqual([]);
  });

  test('a list is newest first, page by page, and says whether there is more', async () => {
    const { tx, clock } = await make();
    const alice = await tx(aPerson);
    for (const resource of ['a', 'b', 'c']) {
      await tx((one) => opened(one, aNewGrant(alice, { resource })));
      await clock.advance({ seconds: 1 });
    }
    const page = (offset: number) => tx((one) => one.grants.list({ state: 'any' }, { offset, limit: 2 }));
    const first = await page(0);
    expect([first.grants.map((grant) => grant.resource), first.more]).toEqual([['c', 'b'], true]);
    const last = await page(2);
    expect([last.grants.map((grant) => grant.resource), last.more]).toEqual([['a'], false]);
  });

  test('a list is narrowed by state, holder, resource and start', async () => {
    const { tx, clock } = await make();
    const [alice, bob] = await tx(async (one) => [await aPerson(one), await aPerson(one, 'bob')] as const);
    const { id } = await tx((one) => opened(one, aNewGrant(alice, { resource: 'old' })));
    await tx((one) => one.grants.end(id, 'given-back'));
    await clock.advance({ minutes: 1 });
    await tx((one) => opened(one, aNewGrant(alice)));
    await tx((one) => opened(one, aNewGrant(bob)));
    const found = async (filter: Parameters<Parameters<Parameters<typeof tx>[0]>[0]['grants']['list']>[0]) =>
      (await tx((one) => one.grants.list(filter, { offset: 0, limit: 10 }))).grants
        .map((grant) => `${grant.holder.name} ${grant.resource}`)
        .toSorted();
    expect(await found({ state: 'open' })).toEqual(['alice db-prod', 'bob db-prod']);
    expect(await found({ state: 'any', holder: alice.id })).toEqual(['alice db-prod', 'alice old']);
    expect(await found({ state: 'any', resource: 'old' })).toEqual(['alice old']);
    expect(await found({ state: 'any', startedSince: START.add({ minutes: 1 }) })).toEqual(['alice db-prod', 'bob db-prod']);
    expect(await found({ state: 'any', holder: alice.id, resource: 'db-prod', startedSince: START })).toEqual(['alice db-prod']);
  });

  test('a grant of more than a day is not made', async () => {
    const { tx } = await make();
    const alice = await tx(aPerson);
    const tooLong = aNewGrant(alice, { end: { at: START.add({ hours: 24, seconds: 1 }), because: 'asked' } });
    await expect(tx((one) => one.grants.open(tooLong))).rejects.toThrow();
  });

  test('the accounts that hold open grants are told once each', async () => {
    const { tx, clock } = await make();
    for (const resource of ['a', 'b'])
      await tx((one) => aPerson(one).then((alice) => opened(one, aNewGrant(alice, { resource }))));
    const bobs = await tx(async (one) => opened(one, aNewGrant(await aPerson(one, 'bob'))));
    expect((await tx((one) => one.grants.holdersOfOpen())).toSorted()).toEqual(['UALICE', 'UBOB']);
    await tx((one) => one.grants.end(bobs.id, 'revoked'));
    expect(await tx((one) => one.grants.holdersOfOpen())).toEqual(['UALICE']);
    await clock.advance({ minutes: 30 });
    expect(await tx((one) => one.grants.holdersOfOpen())).toEqual([]);
  });

  test('the active grants given to an account are found, also those whose end isn’t written yet', async () => {
    const { tx, clock } = await make();
    const grants = await tx(async (one) => {
      const alice = await aPerson(one);
      return [await opened(one, aNewGrant(alice)), await opened(one, aNewGrant(alice, { resource: 'other' }))] as const;
    });
    await tx(async (one) => opened(one, aNewGrant(await aPerson(one, 'bob'))));
    await tx((one) => one.grants.end(grants[1].id, 'given-back'));
    await clock.advance({ minutes: 30 });
    expect((await tx((one) => one.grants.lockActiveOf('UALICE'))).map(({ id }) => id)).toEqual([grants[0].id]);
    expect(await tx((one) => one.grants.lockActiveOf('UCAROL'))).toEqual([]);
  });
}
