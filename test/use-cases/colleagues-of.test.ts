import { describe, expect, test } from 'vitest';
import { rotationOnCall } from '../../src/adapters/on-call/rotation/source.ts';
import type { Person } from '../../src/domain/person.ts';
import { colleaguesOf, slackAccountsOf } from '../../src/use-cases/colleagues-of.ts';
import { onCallSources } from '../../src/wiring/on-call-sources.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aPolicy, aResource, aRule, aTarget } from '../builders/a-policy.ts';
import { aRotation } from '../builders/a-rotation.ts';
import { aUser } from '../builders/a-shift.ts';
import { aQuietNight, type Night, START } from './a-quiet-night.ts';

const EVE = aMember({ slackId: 'U05EVE', displayName: 'Eve', email: 'eve@example.com' });

function accounts(night: Night, ...users: string[]) {
  return slackAccountsOf(
    night,
    night.policy.current() ?? aPolicy(),
    users.map((id) => aUser(id)),
  );
}

/** Eve, whom the policy doesn't list, has the same address at Slack and at PagerDuty. */
async function aNightWithEve(): Promise<Night> {
  const night = await aQuietNight();
  night.directory.put(EVE);
  night.sourceUsers.put('PEVE', 'Eve@example.com');
  return night;
}

/** She came by once and was linked. */
async function aNightWithEveLinked(): Promise<{ night: Night; person: Person }> {
  const night = await aNightWithEve();
  const { person } = await night.callerOf(EVE);
  const link = { provider: 'pagerduty', id: 'PEVE', madeBy: 'e-mail', addressSeen: 'eve@example.com' } as const;
  await night.tx((tx) => tx.people.addLink(person, link));
  return { night, person };
}

describe('the Slack accounts of PagerDuty users', () => {
  test('are those that the policy maps, each once, and nobody is asked for an address', async () => {
    const people = new Map([...aPolicy().people, ['bob', { name: 'bob', slack: ['U02BOB', 'U06BOB2'], pagerduty: 'PBOB002' }]]);
    const night = await aQuietNight(aPolicy({ people }));
    night.directory.put(aMember({ slackId: 'U06BOB2' }));
    night.sourceUsers.fail('timeout');
    expect(await accounts(night, 'PBOB002', 'PALICE1', 'PBOB002')).toEqual(['U02BOB', 'U06BOB2', 'U01ALICE']);
  });

  test.each(['guest', 'deactivated', 'bot', 'outsider'] as const)('are not those that are %s', async (standing) => {
    const night = await aQuietNight();
    night.directory.put(aMember({ slackId: 'U02BOB', standing }));
    expect(await accounts(night, 'PBOB002')).toEqual([]);
    expect(night.directory.askedAfresh).toEqual(['U02BOB']);
  });

  test('are found by the one address that both have, case aside, and no link is made', async () => {
    const night = await aNightWithEve();
    expect(await accounts(night, 'PEVE')).toEqual(['U05EVE']);
    expect(await night.tx((tx) => tx.people.byLink('pagerduty', 'PEVE'))).toBeUndefined();
  });

  test.each([
    ['has no address there', (night: Night) => night.sourceUsers.remove('PEVE')],
    ['has one that another user has too', (night: Night) => night.sourceUsers.put('POTHER', 'eve@example.com')],
    ['never accepted the invitation', (night: Night) => night.sourceUsers.put('PEVE', 'eve@example.com', false)],
    ['has one that nobody at Slack has', (night: Night) => night.directory.put({ ...EVE, email: 'new@example.com' })],
    ['has that of a guest', (night: Night) => night.directory.put({ ...EVE, standing: 'guest' })],
  ])('are none for a user who %s', async (_, change) => {
    const night = await aNightWithEve();
    change(night);
    expect(await accounts(night, 'PEVE')).toEqual([]);
  });

  test('are none where the address is of somebody whom the policy maps to another user', async () => {
    const night = await aQuietNight();
    night.sourceUsers.put('PFALSE', 'bob@example.com');
    expect(await accounts(night, 'PFALSE')).toEqual([]);
  });

  test('are none where the address is of somebody who is linked to another user', async () => {
    const { night } = await aNightWithEveLinked();
    night.sourceUsers.remove('PEVE');
    night.sourceUsers.put('PFALSE', 'eve@example.com');
    expect(await accounts(night, 'PFALSE')).toEqual([]);
  });

  test('are those of the person who was linked', async () => {
    const { night } = await aNightWithEveLinked();
    expect(await accounts(night, 'PEVE')).toEqual(['U05EVE']);
  });

  test.each([
    ['at PagerDuty', (night: Night) => night.sourceUsers.put('PEVE', 'other@example.com')],
    ['at Slack', (night: Night) => night.directory.put({ ...EVE, email: 'other@example.com' })],
    [
      'on both sides',
      (night: Night) => {
        night.sourceUsers.put('PEVE', 'other@example.com');
        night.directory.put({ ...EVE, email: 'other@example.com' });
      },
    ],
  ])('are none once the address of a link changed %s', async (_, change) => {
    const { night } = await aNightWithEveLinked();
    change(night);
    expect(await accounts(night, 'PEVE')).toEqual([]);
  });

  test('are none by a suspended link, whatever the addresses say', async () => {
    const { night } = await aNightWithEveLinked();
    await night.tx((tx) => tx.people.suspendLink('pagerduty', 'PEVE'));
    expect(await accounts(night, 'PEVE')).toEqual([]);
  });

  test('of a link by e-mail are those that the policy gives the person by now', async () => {
    const night = await aQuietNight();
    const { person } = await night.callerOf({ ...BOB, slackId: 'U03CAROL' });
    const link = { provider: 'pagerduty', id: 'PCAROL', madeBy: 'e-mail', addressSeen: 'carol@example.com' } as const;
    await night.tx((tx) => tx.people.addLink(person, link));
    night.sourceUsers.put('PCAROL', 'carol@example.com');
    expect(await accounts(night, 'PCAROL')).toEqual(['U03CAROL']);
    const people = new Map([...aPolicy().people, ['carol', { name: 'carol', slack: ['U03CAROL'], pagerduty: 'PCAROL9' }]]);
    night.hold(aPolicy({ people }));
    expect(await accounts(night, 'PCAROL')).toEqual([]);
  });

  test('are unknown when a source does not answer', async () => {
    const night = await aNightWithEve();
    night.sourceUsers.fail('timeout');
    await expect(accounts(night, 'PEVE')).rejects.toMatchObject({ name: 'SourceUnavailable', source: 'PagerDuty' });
  });
});

describe('whoever is on call by a rotation', () => {
  // Bob has it all the time.
  const week = { target: 'db-primary', provider: 'rotation', rotation: aRotation({ members: [['bob']] }) } as const;
  const resource = aResource({ rules: [aRule({ when: { onCall: ['db-primary'] } })] });

  async function colleagues(source: 'alone' | 'instead' | 'beside') {
    const pagerDuty = aTarget().sources;
    const sources = { alone: [week], instead: pagerDuty, beside: [...pagerDuty, week] }[source];
    const target = { name: 'db-primary', sources, ...(source === 'instead' && { fallback: week }) };
    const policy = aPolicy({ targets: new Map([['db-primary', target]]) });
    const night = await aQuietNight(policy);
    const bob = { user: aUser('PBOB002', 'Bob'), level: 1, start: START.subtract({ hours: 1 }), end: START.add({ hours: 4 }) };
    night.onCall.put('db-primary', [bob]);
    if (source === 'instead') night.onCall.fail('timeout');
    const onCall = onCallSources({ pagerduty: night.onCall, rotation: rotationOnCall() });
    return colleaguesOf({ ...night, onCall }, policy, resource, START);
  }

  test.each(['alone', 'instead', 'beside'] as const)('%s is found by name, and once', async (source) => {
    const { colleagues: found, unreachable } = await colleagues(source);
    expect(found.map(({ slackId }) => slackId)).toEqual(['U02BOB']);
    expect(unreachable).toEqual([]);
  });
});
