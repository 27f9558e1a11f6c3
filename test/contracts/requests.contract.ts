import { expect, test } from 'vitest';
import type { SettledAs } from '../../src/ports/requests.ts';
import { aNewGrant, aPerson, opened } from './a-new-grant.ts';
import { agreed, aNewRequest, asked, forResource, needing, plain, yesOf } from './a-new-request.ts';
import { type Make, START } from './under-test.ts';

const EXPIRY = START.add({ minutes: 15 });
const NO_IDS = ['', 'forged', "x'--", '00000000-0000-7000-8000-000000000000'];
const AROUND_EXPIRY = [
  ['a millisecond before its end', -1, true],
  ['at its end', 0, false],
  ['a millisecond after its end', 1, false],
] as const;

export function requestsContract(make: Make): void {
  test('a request comes back as it was asked, with everything that it may hold', async () => {
    const { tx } = await make();
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one))));
    const given = aNewRequest(await tx(aPerson), {
      asked: {
        ...{ resource: 'db-prod', variables: ['PGPASSWORD'], time: { kind: 'for', duration: Temporal.Duration.from('PT1H30M') } },
        ...{ incident: { number: 42 }, reason: 'lag', breakGlass: true, channel: 'C0INC' },
      },
      extends: grant.id,
      terms: {
        by: [
          { kind: 'person', person: 'bob' },
          { kind: 'group', group: 'leads' },
          { kind: 'on-call', target: 'db-primary' },
        ],
        ...{ count: 2, within: Temporal.Duration.from({ minutes: 15 }) },
      },
      eligible: [{ person: 'bob', slackId: 'UBOB', name: 'Bob', onCall: true }],
      offer: {
        ...{ variables: ['PGPASSWORD'], length: Temporal.Duration.from({ minutes: 90 }) },
        incident: { id: 'QINC', number: 42, title: 'Lag' },
      },
      unchecked: [{ source: 'PagerDuty', fault: 'timeout', about: 'on-call' }],
      evidence: {
        ...{ askedAt: START, onCall: [{ provider: 'PagerDuty', target: 'db-primary', shiftEnd: EXPIRY, answer: 'yes' }] },
        member: [{ group: 'sre', found: true }],
        severalOpen: [{ number: 44, title: 'Lag' }],
      },
    });
    const made = await tx((one) => one.requests.ask(given));
    const { id } = made as { id: string };
    expect(plain(made)).toEqual({
      ...(plain(given) as object),
      ...{ id, state: 'pending', madeAt: String(START), expiresAt: String(EXPIRY), approvals: [] },
    });
    expect(plain(await tx((one) => one.requests.byId(id)))).toEqual(plain(made));
    expect(plain(await tx((one) => one.requests.lock(id)))).toEqual(plain(made));
  });

  test.each([
    { kind: 'until', at: EXPIRY } as const,
    { kind: 'longer', than: EXPIRY } as const,
    { kind: 'until-shift-end' } as const,
  ])('a time of the kind $kind comes back as it was asked', async (time) => {
    const { tx } = await make();
    const { id } = await tx((one) =>
      asked(one, { asked: { resource: 'db-prod', variables: [], time, breakGlass: false, channel: 'C' } }),
    );
    expect(plain((await tx((one) => one.requests.byId(id)))?.asked.time)).toEqual(plain(time));
  });

  test('what a request has not is not there', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one));
    const read = await tx((one) => one.requests.byId(id));
    for (const absent of ['extends', 'waitsFor', 'settled', 'nudgedAt']) expect(read).not.toHaveProperty(absent);
    expect(read?.offer).not.toHaveProperty('incident');
    for (const absent of ['incident', 'reason']) expect(read?.asked).not.toHaveProperty(absent);
  });

  test('a request that was decided at once never waited', async () => {
    const { tx } = await make();
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one))));
    expect(await tx((one) => one.requests.byId(grant.requestId))).toBeUndefined();
    expect(await tx((one) => one.requests.lock(grant.requestId))).toBeUndefined();
    expect(await tx((one) => one.requests.settle(grant.requestId, 'overtaken'))).toBeUndefined();
    expect(await tx((one) => one.requests.pendingOf(grant.holder.personId, 'db-prod'))).toBeUndefined();
  });

  test('an id that is none finds nothing and changes nothing', async () => {
    const { tx } = await make();
    const bob = await tx((one) => aPerson(one, 'bob'));
    for (const id of NO_IDS) {
      expect(await tx((one) => one.requests.byId(id))).toBeUndefined();
      expect(await tx((one) => one.requests.lock(id))).toBeUndefined();
      expect(await tx((one) => one.requests.addApproval(id, yesOf(bob)))).toBe(false);
      expect(await tx((one) => one.requests.settle(id, 'overtaken'))).toBeUndefined();
      expect(await tx((one) => one.requests.nudge(id, 300))).toBe(false);
    }
  });

  test('a person has one pending request for a resource, whatever others ask for', async () => {
    const { tx } = await make();
    const alice = await tx(aPerson);
    const first = await tx((one) => asked(one));
    expect(await tx((one) => one.requests.ask(aNewRequest(alice)))).toBe('already-pending');
    await tx((one) => asked(one, forResource('other')));
    await tx((one) => asked(one, {}, 'bob'));
    await tx((one) => one.requests.settle(first.id, 'withdrawn'));
    expect(await tx((one) => one.requests.ask(aNewRequest(alice)))).toMatchObject({ state: 'pending' });
  });

  test('one whose time is over is in the way until that is written', async () => {
    const { tx, clock } = await make();
    const alice = await tx(aPerson);
    const { id } = await tx((one) => asked(one));
    await clock.advance({ hours: 1 });
    expect(await tx((one) => one.requests.ask(aNewRequest(alice)))).toBe('already-pending');
    expect((await tx((one) => one.requests.pendingOf(alice.id, 'db-prod')))?.id).toBe(id);
    await tx((one) => one.requests.settle(id, 'expired'));
    expect(await tx((one) => one.requests.pendingOf(alice.id, 'db-prod'))).toBeUndefined();
    expect(await tx((one) => one.requests.ask(aNewRequest(alice)))).toMatchObject({ state: 'pending' });
  });

  test('of the same asked at the same time one is kept', async () => {
    const { tx } = await make();
    const alice = await tx(aPerson);
    const made = await Promise.all(Array.from({ length: 8 }, () => tx((one) => one.requests.ask(aNewRequest(alice)))));
    expect(made.filter((one) => one !== 'already-pending')).toHaveLength(1);
  });

  test('the pending request of a person is found by its resource', async () => {
    const { tx } = await make();
    const { id, requester } = await tx((one) => asked(one));
    expect((await tx((one) => one.requests.pendingOf(requester.personId, 'db-prod')))?.id).toBe(id);
    expect(await tx((one) => one.requests.pendingOf(requester.personId, 'other'))).toBeUndefined();
    const bob = await tx((one) => aPerson(one, 'bob'));
    expect(await tx((one) => one.requests.pendingOf(bob.id, 'db-prod'))).toBeUndefined();
  });

  test.each(AROUND_EXPIRY)('%s a request is listed as waiting or not', async (_when, milliseconds, waits) => {
    const { tx, clock } = await make();
    const { id, requester } = await tx((one) => asked(one));
    await clock.set(EXPIRY.add({ milliseconds }));
    const expected = waits ? [id] : [];
    expect((await tx((one) => one.requests.waitingOf(requester.personId))).map((one) => one.id)).toEqual(expected);
    expect((await tx((one) => one.requests.waitingFor('UBOB'))).map((one) => one.id)).toEqual(expected);
  });

  test('what a person waits for is listed oldest first, and nothing that is settled or another’s', async () => {
    const { tx, clock } = await make();
    const ids: string[] = [];
    for (const resource of ['settled', 'b', 'a']) {
      ids.push((await tx((one) => asked(one, forResource(resource)))).id);
      await clock.advance({ seconds: 1 });
    }
    await tx((one) => asked(one, {}, 'bob'));
    await tx((one) => one.requests.settle(ids[0] as string, 'denied'));
    const alice = await tx(aPerson);
    expect((await tx((one) => one.requests.waitingOf(alice.id))).map((one) => one.asked.resource)).toEqual(['b', 'a']);
  });

  test('what waits for an account is what it was eligible for when it was asked, oldest first, twenty at most', async () => {
    const { tx, clock } = await make();
    await tx((one) => asked(one, { ...forResource('not-bobs'), eligible: [] }));
    for (let n = 0; n < 21; n++) {
      await tx((one) => asked(one, forResource(`r${n}`)));
      await clock.advance({ seconds: 1 });
    }
    const first = Array.from({ length: 20 }, (_, n) => `r${n}`);
    expect((await tx((one) => one.requests.waitingFor('UBOB'))).map((one) => one.asked.resource)).toEqual(first);
    expect(await tx((one) => one.requests.waitingFor('UDAVE'))).toEqual([]);
    const { id } = (await tx((one) => one.requests.waitingFor('UCAROL')))[0] as { id: string };
    await tx((one) => one.requests.settle(id, 'withdrawn'));
    const rest = (await tx((one) => one.requests.waitingFor('UCAROL'))).map((one) => one.asked.resource);
    expect([rest[0], rest.at(-1)]).toEqual(['r1', 'r20']);
  });

  test('everyone that pending requests depend on is told once', async () => {
    const { tx } = await make();
    const first = await tx((one) => asked(one, needing(2)));
    await tx((one) => asked(one, forResource('other')));
    const settled = await tx((one) => asked(one, {}, 'dave'));
    await tx((one) => agreed(one, first.id, 'bob'));
    await tx((one) => agreed(one, settled.id, 'carol'));
    await tx((one) => one.requests.settle(settled.id, 'denied'));
    expect((await tx((one) => one.requests.peopleInvolved())).toSorted()).toEqual(['UALICE', 'UBOB']);
  });

  test('the pending requests made from an account are found, expired ones too', async () => {
    const { tx, clock } = await make();
    const mine = await tx((one) => asked(one));
    const settled = await tx((one) => asked(one, forResource('other')));
    await tx((one) => one.requests.settle(settled.id, 'withdrawn'));
    await tx((one) => asked(one, {}, 'bob'));
    await clock.advance({ hours: 1 });
    expect((await tx((one) => one.requests.lockPendingOf('UALICE'))).map((one) => one.id)).toEqual([mine.id]);
    expect(await tx((one) => one.requests.lockPendingOf('UCAROL'))).toEqual([]);
  });

  test('approvers are asked again once in the time given, which starts anew', async () => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    const nudge = () => tx((one) => one.requests.nudge(id, 300));
    expect([await nudge(), await nudge()]).toEqual([true, false]);
    await clock.advance({ seconds: 299, milliseconds: 999 });
    expect(await nudge()).toBe(false);
    await clock.advance({ milliseconds: 1 });
    expect([await nudge(), await nudge()]).toEqual([true, false]);
    expect(String((await tx((one) => one.requests.byId(id)))?.nudgedAt)).toBe(String(START.add({ seconds: 300 })));
  });

  test('of nudges at the same time one counts', async () => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one));
    const nudges = await Promise.all(Array.from({ length: 6 }, () => tx((one) => one.requests.nudge(id, 300))));
    expect(nudges.filter(Boolean)).toHaveLength(1);
  });

  test.each(AROUND_EXPIRY)('%s approvers can be asked again or not', async (_when, milliseconds, can) => {
    const { tx, clock } = await make();
    const { id } = await tx((one) => asked(one));
    await clock.set(EXPIRY.add({ milliseconds }));
    expect(await tx((one) => one.requests.nudge(id, 300))).toBe(can);
  });

  test.each<SettledAs>(['denied', 'withdrawn', 'overtaken'])('nobody is asked again about one that is %s', async (as) => {
    const { tx } = await make();
    const { id } = await tx((one) => asked(one));
    await tx((one) => one.requests.settle(id, as));
    expect(await tx((one) => one.requests.nudge(id, 300))).toBe(false);
  });
}
