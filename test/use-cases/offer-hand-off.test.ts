import { describe, expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import type { Member } from '../../src/domain/person.ts';
import { closeGrant } from '../../src/use-cases/close-grant.ts';
import { offerHandOffs } from '../../src/use-cases/offer-hand-off.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aResource, aRule, aTarget } from '../builders/a-policy.ts';
import { aUser } from '../builders/a-shift.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aliceUntil, aNightOnCall, onCallGrant, onCallPolicy, SHIFT_END } from './a-night-on-call.ts';
import { type Night, opened, START } from './a-quiet-night.ts';

const DAVE: Member = aMember({ slackId: 'U04DAVE', displayName: 'Dave', email: 'dave@example.com' });

/** Alice's shift is over, and Bob's has begun. */
async function handedOver(night: Night, given: Parameters<typeof onCallGrant>[1] = {}): Promise<Grant> {
  const grant = await onCallGrant(night, given);
  await night.clock.set(SHIFT_END);
  await night.tx((tx) => closeGrant(tx, grant, { kind: 'by-time' }));
  return grant;
}

/** To whom a grant was offered. */
async function offered(night: Night): Promise<unknown[]> {
  const cards = await night.cards();
  return cards.flatMap(({ subject, place }) =>
    subject.kind === 'grant' && subject.aspect === 'offer' && place.kind === 'direct' ? [[subject.grantId, place.to]] : [],
  );
}

function onCallAre(night: Night, ...ids: string[]): void {
  const shifts = ids.map((id, nth) => ({ user: aUser(id), level: nth + 1, start: SHIFT_END, end: SHIFT_END.add({ hours: 8 }) }));
  night.onCall.put('db-primary', shifts);
}

describe('handing over', () => {
  test('whoever is on call when the shift ends is told once of what was open for the incident, with an entry', async () => {
    const night = await aNightOnCall();
    const grant = await handedOver(night);
    await offerHandOffs(night);
    expect(await offered(night)).toEqual([[grant.id, 'U02BOB']]);
    expect(night.ofKind('hand-off-offered').map(({ by, about }) => ({ by, about }))).toEqual([
      {
        by: { kind: 'nightlatch' },
        about: {
          ...{ grant: grant.id, resource: 'db-prod', holder: grant.holder, incident: 'INC-42' },
          to: [{ person: 'bob', slackId: 'U02BOB' }],
        },
      },
    ]);
    await night.clock.advance({ minutes: 2 });
    await offerHandOffs(night);
    expect(await offered(night)).toHaveLength(1);
  });

  test('two people on call are told each', async () => {
    const targets = new Map([['db-primary', aTarget({ levels: 2 })]]);
    const night = await aNightOnCall(onCallPolicy({ targets }));
    const grant = await handedOver(night);
    night.directory.put(DAVE);
    night.sourceUsers.put('PDAVE', 'dave@example.com');
    onCallAre(night, 'PBOB002', 'PDAVE');
    await offerHandOffs(night);
    expect(await offered(night)).toEqual([
      [grant.id, 'U02BOB'],
      [grant.id, 'U04DAVE'],
    ]);
  });

  test('who is on call for another rule of the resource is not told', async () => {
    const targets = new Map(['db-primary', 'db-secondary'].map((name) => [name, aTarget({ name })]));
    const rules = [aRule({ when: { onCall: ['db-primary'] } }), aRule({ name: 'second', when: { onCall: ['db-secondary'] } })];
    const night = await aNightOnCall(onCallPolicy({ targets, resources: new Map([['db-prod', aResource({ rules })]]) }));
    const grant = await handedOver(night);
    night.directory.put(DAVE);
    night.sourceUsers.put('PDAVE', 'dave@example.com');
    night.onCall.put('db-secondary', [{ user: aUser('PDAVE'), level: 1, start: SHIFT_END, end: SHIFT_END.add({ hours: 1 }) }]);
    await offerHandOffs(night);
    expect(await offered(night)).toEqual([[grant.id, 'U02BOB']]);
  });

  test('neither the holder nor anybody who is no full member nor who holds it already is told', async () => {
    const night = await aNightOnCall();
    await handedOver(night);
    night.directory.put({ ...DAVE, standing: 'guest' });
    night.sourceUsers.put('PDAVE', 'dave@example.com');
    await opened(night, { for: BOB });
    onCallAre(night, 'PALICE1', 'PDAVE', 'PBOB002');
    await offerHandOffs(night);
    expect(await offered(night)).toEqual([]);
    expect(night.ofKind('hand-off-offered')).toEqual([]);
  });

  test('a gap is waited out: the next one on call is told when their shift begins', async () => {
    const night = await aNightOnCall();
    const grant = await handedOver(night);
    const begins = SHIFT_END.add({ minutes: 30 });
    night.onCall.put('db-primary', [{ user: aUser('PBOB002'), level: 1, start: begins, end: begins.add({ hours: 8 }) }]);
    for (let minute = 0; minute < 30; minute += 1) {
      await offerHandOffs(night);
      await night.clock.advance({ minutes: 1 });
    }
    expect(await offered(night)).toEqual([]);
    await offerHandOffs(night);
    expect(await offered(night)).toEqual([[grant.id, 'U02BOB']]);
  });

  test.each([
    ['nobody is on call', (night: Night) => night.onCall.put('db-primary', []), 'nobody on call'],
    ['PagerDuty is down', (night: Night) => night.onCall.fail('timeout'), 'no answer'],
  ])('after an hour in which %s it is given up, saying so', async (_why, happens, because) => {
    const night = await aNightOnCall();
    const grant = await handedOver(night);
    happens(night);
    await offerHandOffs(night);
    await night.clock.advance({ minutes: 59 });
    await offerHandOffs(night);
    expect(night.log.lines).toEqual([]);
    await night.clock.advance({ minutes: 1 });
    await offerHandOffs(night);
    expect(night.log.lines).toEqual([
      { level: 'warn', event: 'hand-off offered to nobody', fields: { grant: grant.id, because } },
    ]);
    onCallAre(night, 'PBOB002');
    night.onCall.heal();
    await night.clock.advance({ minutes: 2 });
    await offerHandOffs(night);
    expect(await offered(night)).toEqual([]);
  });

  test('an incident that is over needs nobody', async () => {
    const night = await aNightOnCall();
    await handedOver(night);
    night.incidents.put(anIncident({ status: 'resolved', resolvedAt: SHIFT_END }));
    await offerHandOffs(night);
    expect(await offered(night)).toEqual([]);
    expect(night.log.lines).toMatchObject([{ fields: { because: 'nothing to hand over' } }]);
  });

  test('an incident that its source can’t say is offered all the same', async () => {
    const night = await aNightOnCall();
    await handedOver(night);
    night.incidents.fail('timeout');
    await offerHandOffs(night);
    expect(await offered(night)).toHaveLength(1);
  });

  test('a resource that the policy has no more is offered to nobody', async () => {
    const night = await aNightOnCall();
    await handedOver(night);
    await night.putInForce(onCallPolicy({ hash: 'b'.repeat(64), resources: new Map() }));
    await offerHandOffs(night);
    expect(await offered(night)).toEqual([]);
  });

  test('a process without a policy leaves it to another', async () => {
    const night = await aNightOnCall();
    await handedOver(night);
    night.hold(undefined);
    await offerHandOffs(night);
    night.hold(onCallPolicy());
    await offerHandOffs(night);
    expect(await offered(night)).toHaveLength(1);
  });
});

describe('what is handed over', () => {
  test.each<[string, Parameters<typeof onCallGrant>[1], boolean]>([
    ['a grant of an incident that ended with the shift', {}, true],
    ['one that was tied to it by its channel', { incident: undefined as never, evidence: tied('channel') }, true],
    ['one that merely saw an open incident', { incident: undefined as never, evidence: tied('only-open') }, false],
    ['one whose time was up', { end: { at: SHIFT_END, because: 'asked' } }, false],
  ])('%s: %s', async (_which, given, isOffered) => {
    const night = await aNightOnCall();
    await handedOver(night, given);
    expect(await night.tx((tx) => tx.handOffs.claim(10, 60))).toHaveLength(isOffered ? 1 : 0);
  });

  test('one that somebody ended isn’t', async () => {
    const night = await aNightOnCall();
    const grant = await onCallGrant(night);
    aliceUntil(night, START);
    const by = await night.callerOf(CAROL);
    await night.tx((tx) => closeGrant(tx, grant, { kind: 'by-person', cause: 'revoked', by }));
    expect(await night.tx((tx) => tx.handOffs.claim(10, 60))).toEqual([]);
  });
});

function tied(tiedBy: 'channel' | 'only-open') {
  const { id, number, title, urgency, openedAt } = anIncident();
  return { askedAt: START, onCall: [], incident: { id, number, title, urgency, openedAt, service: 'Database', tiedBy } };
}
