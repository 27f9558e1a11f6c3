import { expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import type { Extension, NewGrant } from '../../src/ports/grants.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson, inIncident, opened } from './a-new-grant.ts';
import { agreed, asked, needing, plain } from './a-new-request.ts';
import { type Make, START } from './under-test.ts';

const END = START.add({ minutes: 30 });
const TEN_MINUTES = 10 * 60;
const hours = (count: number) => Temporal.Duration.from({ hours: count });

/** An hour from the start, as a fresh decision of another rule and policy says. */
function anExtension(changed: Partial<Extension> = {}): Extension {
  return {
    variables: ['PGPASSWORD'],
    ...{ rule: 'with a second person', breakGlass: true },
    terms: {
      ...aNewGrant({ id: '', name: '', links: [] }).terms,
      showFor: Temporal.Duration.from({ seconds: 30 }),
      maxReveals: 5,
    },
    policyHash: 'policy-2',
    evidence: { askedAt: START, onCall: [], member: [{ group: 'sre', found: true }] },
    end: { at: START.add({ hours: 1 }), because: 'approver' },
    request: {
      ...{ resource: 'db-prod', variables: [], time: { kind: 'longer', than: END } },
      ...{ breakGlass: false, channel: 'C0INC' },
    },
    ...changed,
  };
}

/** Alice's grant, and a second policy to extend it by. */
async function aGrant(tx: Transaction, changed: Partial<NewGrant> = {}): Promise<Grant> {
  const grant = await opened(tx, aNewGrant(await aPerson(tx), changed));
  await tx.policies.putInForce('policy-2', 'version: 1');
  return grant;
}

async function extended(tx: Transaction, id: string, changed: Partial<Extension> = {}): Promise<Grant | undefined> {
  await tx.grants.lock(id);
  return tx.grants.extend(id, anExtension(changed));
}

/** Terms as the grant's, but for the longest. */
function atMost(count: number): Pick<Extension, 'terms'> {
  return { terms: { ...anExtension().terms, atMost: hours(count) } };
}

const soon = async (tx: Transaction) => (await tx.grants.claimEndingSoon(TEN_MINUTES, 10)).map(({ id }) => id);

/** Grants whose end moves later, and the warning before it. */
export function extensionsContract(make: Make): void {
  test('an extension moves the end and says what the fresh decision said; who holds it since when stays', async () => {
    const { tx, clock } = await make();
    const grant = await tx((one) => aGrant(one));
    await clock.advance({ minutes: 20 });
    const incident = { id: 'QINC', number: 42, title: 'Lag' };
    const now = await tx((one) => extended(one, grant.id, { incident }));
    const { variables, rule, breakGlass, policyHash, evidence, terms } = anExtension();
    expect(plain(now)).toEqual(
      plain({
        ...grant,
        ...{ variables, rule, breakGlass, policyHash, evidence, terms, incident },
        ...{ endsAt: START.add({ hours: 1 }), endsBecause: 'approver', extensions: 1 },
      }),
    );
    expect(plain(await tx((one) => one.grants.byId(grant.id)))).toEqual(plain(now));
  });

  test('an incident that the fresh decision doesn’t tie it to ends it no more', async () => {
    const { tx } = await make();
    const grant = await tx((one) => aGrant(one, inIncident()));
    const now = await tx((one) => extended(one, grant.id));
    expect(now).not.toHaveProperty('incident');
    expect(await tx((one) => one.grants.incidentsOfOpen())).toEqual([]);
  });

  test('the moved end is the one that counts', async () => {
    const { tx, clock } = await make();
    const { id, holder } = await tx((one) => aGrant(one));
    await tx((one) => extended(one, id));
    await clock.set(START.add({ hours: 1 }).subtract({ milliseconds: 1 }));
    expect((await tx((one) => one.grants.openOf(holder.personId, 'db-prod')))?.id).toBe(id);
    expect(await tx((one) => one.grants.lockDue(10))).toEqual([]);
    await clock.advance({ milliseconds: 1 });
    expect((await tx((one) => one.grants.lockDue(10))).map((grant) => grant.id)).toEqual([id]);
  });

  test('values are shown up to the moved end', async () => {
    const { tx, clock } = await make();
    const { id, holder } = await tx((one) => aGrant(one));
    await tx((one) => extended(one, id));
    await clock.set(START.add({ minutes: 59, seconds: 30 }));
    const by = { personId: holder.personId, slackId: 'UALICE' };
    const reveal = { grantId: id, by, variables: ['PGPASSWORD'], externalId: 'view-1' };
    expect(String((await tx((one) => one.reveals.begin(reveal, 60))).wipeAt)).toBe(String(START.add({ hours: 1 })));
  });

  test.each([
    ['a millisecond before its end', -1, true],
    ['at its end', 0, false],
    ['a millisecond after its end', 1, false],
  ] as const)('%s a grant can be extended or not', async (_when, milliseconds, can) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => aGrant(one));
    await clock.set(END.add({ milliseconds }));
    expect((await tx((one) => extended(one, id)))?.id).toBe(can ? id : undefined);
    expect(String((await tx((one) => one.grants.byId(id)))?.endsAt)).toBe(String(can ? START.add({ hours: 1 }) : END));
  });

  test('a grant that was ended, or isn’t there, is not extended', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => aGrant(one));
    await tx((one) => one.grants.end(id, 'revoked'));
    for (const one of [id, 'forged', '00000000-0000-7000-8000-000000000000'])
      expect(await tx((two) => extended(two, one))).toBeUndefined();
  });

  test('variables are only added', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => aGrant(one, { variables: ['DATABASE_URL'] }));
    expect((await tx((one) => extended(one, id)))?.variables.toSorted()).toEqual(['DATABASE_URL', 'PGPASSWORD']);
    const again = await tx((one) => extended(one, id, { variables: ['DATABASE_URL'] }));
    expect(again?.variables.toSorted()).toEqual(['DATABASE_URL', 'PGPASSWORD']);
    expect(again?.extensions).toBe(2);
  });

  test('variables are added without another end', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => aGrant(one, { variables: ['DATABASE_URL'] }));
    const now = await tx((one) => extended(one, id, { end: { at: END, because: 'asked' } }));
    expect([String(now?.endsAt), now?.endsBecause, now?.variables.length]).toEqual([String(END), 'asked', 2]);
  });

  test('an extension never brings the end forward', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => aGrant(one));
    const end = { at: START.add({ minutes: 5 }), because: 'shift' } as const;
    await tx((one) => extended(one, id, { end })).catch(() => undefined);
    const grant = await tx((one) => one.grants.byId(id));
    expect([String(grant?.endsAt), grant?.endsBecause]).toEqual([String(END), 'asked']);
  });

  test.each([
    ['the grant’s own', 2, 4],
    ['the fresh decision’s', 4, 2],
  ] as const)('an end is never past the start plus the smaller longest time, here %s', async (_whose, first, second) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => aGrant(one, atMost(first)));
    await clock.advance({ minutes: 10 });
    const until = (at: Temporal.Instant) =>
      tx((one) => extended(one, id, { ...atMost(second), end: { at, because: 'at-most' } }));
    await expect(until(START.add({ hours: 2, milliseconds: 1 }))).rejects.toThrow();
    expect(await tx((one) => one.grants.byId(id))).toMatchObject({ extensions: 0, rule: 'on call' });
    expect(String((await until(START.add({ hours: 2 })))?.endsAt)).toBe(String(START.add({ hours: 2 })));
  });

  test('a further extension stretches nothing that the ones before promised', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => aGrant(one, atMost(1)));
    const first = await tx((one) => extended(one, id, atMost(4)));
    expect(first?.terms.atMost.total('hours')).toBe(1);
    const end = { at: START.add({ hours: 1, minutes: 1 }), because: 'asked' } as const;
    await expect(tx((one) => extended(one, id, { ...atMost(4), end }))).rejects.toThrow();
  });

  test('extensions at the same time count one after the other', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => aGrant(one));
    await Promise.all(Array.from({ length: 4 }, () => tx((one) => extended(one, id))));
    expect((await tx((one) => one.grants.byId(id)))?.extensions).toBe(4);
  });

  test('an extension that somebody agreed to grants their request and names them; the next at once names nobody', async () => {
    const { tx, clock } = await make();
    const first = await tx((one) => asked(one));
    await tx((one) => agreed(one, first.id, 'bob'));
    const grant = await tx((one) => aGrant(one, { requestId: first.id }));
    const second = await tx((one) => asked(one, { ...needing(2), extends: grant.id }));
    await tx((one) => agreed(one, second.id, 'dave'));
    await clock.advance({ seconds: 1 });
    await tx((one) => agreed(one, second.id, 'carol'));
    expect(namesIn(await tx((one) => one.grants.byId(grant.id)))).toEqual(['bob']);
    const now = await tx((one) => extended(one, grant.id, { requestId: second.id }));
    expect([namesIn(now), now?.requestId]).toEqual([['dave', 'carol'], first.id]);
    expect(await tx((one) => one.requests.byId(second.id))).toMatchObject({ state: 'granted', extends: grant.id });
    for (const { id } of [first, second]) expect((await tx((one) => one.grants.ofRequest(id)))?.id).toBe(grant.id);
    expect(namesIn(await tx((one) => extended(one, grant.id)))).toEqual([]);
  });

  test('a request that is not pending extends nothing', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => aGrant(one));
    const request = await tx((one) => asked(one, { extends: id }));
    await tx((one) => one.requests.settle(request.id, 'denied'));
    const extending = tx((one) => extended(one, id, { requestId: request.id }));
    expect(await extending.catch(() => undefined)).toBeUndefined();
    expect((await tx((one) => one.grants.byId(id)))?.extensions).toBe(0);
    expect((await tx((one) => one.requests.byId(request.id)))?.state).toBe('denied');
  });

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
    await tx((one) => one.grants.shortenToIncident('QINC', START.add({ minutes: 10 })));
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

function namesIn(grant: Grant | undefined): string[] | undefined {
  return grant?.approvedBy.map(({ name }) => name);
}
