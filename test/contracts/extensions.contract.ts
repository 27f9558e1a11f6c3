import { expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import type { Extension } from '../../src/ports/grants.ts';
import { aNewGrant, aPerson, inIncident, opened } from './a-new-grant.ts';
import { agreed, asked, askedAndAgreed, needing, plain } from './a-new-request.ts';
import { aGrant, anExtension, END, extended } from './an-extension.ts';
import { type Make, START } from './under-test.ts';

const hours = (count: number) => Temporal.Duration.from({ hours: count });

/** Terms as the grant's, but for the longest. */
function atMost(count: number): Pick<Extension, 'terms'> {
  return { terms: { ...anExtension().terms, atMost: hours(count) } };
}

/** Grants whose end moves later. */
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
    const first = await tx((one) => askedAndAgreed(one));
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
    const request = await tx((one) => askedAndAgreed(one, { extends: id }));
    await tx((one) => one.requests.settle(request.id, 'denied'));
    const extending = tx((one) => extended(one, id, { requestId: request.id }));
    expect(await extending.catch(() => undefined)).toBeUndefined();
    expect((await tx((one) => one.grants.byId(id)))?.extensions).toBe(0);
    expect((await tx((one) => one.requests.byId(request.id)))?.state).toBe('denied');
  });

  test('a request extends no grant but the one that it was made for', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => aGrant(one));
    const whole = await tx((one) => askedAndAgreed(one));
    expect(await tx((one) => extended(one, id, { requestId: whole.id })).catch(() => undefined)).toBeUndefined();
    expect((await tx((one) => one.grants.byId(id)))?.extensions).toBe(0);
  });

  test('a request for an extension opens a grant anew where the old one has ended', async () => {
    const { tx } = await make();
    const old = await tx((one) => aGrant(one));
    const longer = await tx((one) => askedAndAgreed(one, { extends: old.id }));
    await tx((one) => one.grants.end(old.id, 'expired'));
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: longer.id })));
    expect([grant.extensions, namesIn(grant)]).toEqual([0, ['bob']]);
    expect((await tx((one) => one.grants.ofRequest(longer.id)))?.id).toBe(grant.id);
    expect(namesIn(await tx((one) => one.grants.byId(old.id)))).toEqual([]);
  });

  test('a request that extended a grant opens no other', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => aGrant(one));
    const longer = await tx((one) => askedAndAgreed(one, { extends: id }));
    await tx((one) => extended(one, id, { requestId: longer.id }));
    await tx((one) => one.grants.end(id, 'given-back'));
    await expect(tx(async (one) => opened(one, aNewGrant(await aPerson(one), { requestId: longer.id })))).rejects.toThrow();
  });
}

function namesIn(grant: Grant | undefined): string[] | undefined {
  return grant?.approvedBy.map(({ name }) => name);
}
