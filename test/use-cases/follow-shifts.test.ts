import { describe, expect, test } from 'vitest';
import type { Policy, TargetSource } from '../../src/domain/policy.ts';
import { sourceKey } from '../../src/domain/provider.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { followShifts } from '../../src/use-cases/follow-shifts.ts';
import { BOB } from '../builders/a-member.ts';
import { aResource, aRule, aTarget } from '../builders/a-policy.ts';
import { aRotation } from '../builders/a-rotation.ts';
import { aUser } from '../builders/a-shift.ts';
import { aliceUntil, aNightOnCall, onCallGrant, onCallPolicy, SHIFT_END } from './a-night-on-call.ts';
import { type Night, opened, present, START } from './a-quiet-night.ts';

/** Asks, as often as told, a minute apart. */
async function polls(night: Night, times: number): Promise<void> {
  for (let nth = 0; nth < times; nth += 1) {
    await followShifts(night);
    await night.clock.advance({ minutes: 1 });
  }
}

/** What is asked for, by key. */
function counted(night: Night): TargetSource[] {
  const asked: TargetSource[] = [];
  const shiftsOn = night.onCall.shiftsOn.bind(night.onCall);
  night.onCall.shiftsOn = (source, from, until) => {
    asked.push(source);
    return shiftsOn(source, from, until);
  };
  return asked;
}

describe('following shifts', () => {
  test('a shift that ends as planned changes nothing', async () => {
    const night = await aNightOnCall();
    const grant = await onCallGrant(night);
    await polls(night, 3);
    expect(await present(night, grant)).toEqual(grant);
    expect(night.recorded()).toEqual([]);
  });

  test('a hand-off that was brought forward moves the end there at the second reading, with an entry and the cards', async () => {
    const night = await aNightOnCall();
    const grant = await onCallGrant(night);
    const card = await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'direct', to: 'U01ALICE' }));
    for (const dirty of await night.cards()) await night.tx((tx) => tx.cards.drawn(dirty, 'hash'));
    aliceUntil(night, START.add({ hours: 1 }));
    await polls(night, 1);
    expect((await present(night, grant)).endsAt).toEqual(SHIFT_END);
    await polls(night, 1);
    expect(await present(night, grant)).toMatchObject({ endsAt: START.add({ hours: 1 }), endsBecause: 'shift', state: 'active' });
    expect(night.recorded().map(({ kind, by, about }) => ({ kind, by, about }))).toEqual([
      {
        kind: 'grant-shortened',
        by: { kind: 'nightlatch' },
        about: {
          ...{ grant: grant.id, resource: 'db-prod', holder: grant.holder, because: 'shift' },
          readAt: ['2026-03-01T03:17:00Z', '2026-03-01T03:18:00Z'],
          ...{ endedAt: '2026-03-01T07:17:00Z', endsAt: '2026-03-01T04:17:00Z' },
        },
      },
    ]);
    expect((await night.cards()).map(({ id }) => id)).toEqual([card]);
  });

  test('a shift that was taken over already ends the grant now', async () => {
    const night = await aNightOnCall();
    const grant = await onCallGrant(night);
    aliceUntil(night, START.subtract({ hours: 2 }));
    await polls(night, 1);
    const secondAt = night.clock.at;
    await followShifts(night);
    expect((await present(night, grant)).endsAt).toEqual(secondAt);
    expect((await night.tx((tx) => tx.grants.lockDue(10))).map(({ id }) => id)).toEqual([grant.id]);
  });

  test('one reading that a second one contradicts is forgotten', async () => {
    const night = await aNightOnCall();
    const grant = await onCallGrant(night);
    aliceUntil(night, START);
    await polls(night, 1);
    aliceUntil(night, SHIFT_END);
    await polls(night, 1);
    expect((await present(night, grant)).handOff).toBeUndefined();
    aliceUntil(night, START);
    await polls(night, 1);
    expect((await present(night, grant)).endsAt).toEqual(SHIFT_END);
  });

  test('a hand-off that was put off never makes a grant longer', async () => {
    const night = await aNightOnCall();
    const grant = await onCallGrant(night);
    aliceUntil(night, SHIFT_END.add({ hours: 2 }));
    await polls(night, 3);
    expect((await present(night, grant)).endsAt).toEqual(SHIFT_END);
  });

  test('an outage in between neither counts nor forgets: the second reading comes after it', async () => {
    const night = await aNightOnCall();
    const grant = await onCallGrant(night);
    aliceUntil(night, START);
    await polls(night, 1);
    night.onCall.fail('timeout');
    await polls(night, 30);
    expect(await present(night, grant)).toMatchObject({ endsAt: SHIFT_END, handOff: { readAt: START } });
    night.onCall.heal();
    await followShifts(night);
    expect((await present(night, grant)).endsAt).toEqual(night.clock.at);
  });

  test('an outage alone says so once a minute, whatever number of targets it is about', async () => {
    const targets = new Map(['db-primary', 'db-secondary'].map((name) => [name, aTarget({ name })]));
    const rules = [aRule({ when: { onCall: [...targets.keys()] } })];
    const night = await aNightOnCall(onCallPolicy({ targets, resources: new Map([['db-prod', aResource({ rules })]]) }));
    await onCallGrant(night);
    night.onCall.fail('server');
    await followShifts(night);
    const fields = { target: 'db-primary', fault: 'server', targets: 2 };
    expect(night.log.lines).toEqual([{ level: 'warn', event: 'shifts not asked after', fields }]);
  });

  test('each source is asked once, however many grants and targets have it', async () => {
    const targets = new Map([
      ['db-primary', aTarget()],
      ['same-again', aTarget({ name: 'same-again' })],
      ['two-levels', aTarget({ name: 'two-levels', levels: 2 })],
      ['never-used', aTarget({ name: 'never-used', of: { schedule: 'PNEVER' } })],
    ]);
    const rule = (name: string, onCall: string) =>
      [name, aResource({ name, rules: [aRule({ when: { onCall: [onCall] } })] })] as const;
    const resources = new Map([rule('db-prod', 'db-primary'), rule('other', 'same-again'), rule('third', 'two-levels')]);
    const night = await aNightOnCall(onCallPolicy({ targets, resources }));
    for (const resource of resources.keys()) await onCallGrant(night, { resource });
    await onCallGrant(night, { for: BOB });
    const asked = counted(night);
    await polls(night, 1);
    expect(asked.map(sourceKey).toSorted()).toEqual(['pagerduty schedule PABC123, 1', 'pagerduty schedule PABC123, 2']);
    await night.clock.advance({ seconds: -1 });
    await followShifts(night);
    expect(asked).toHaveLength(2);
  });

  test('nobody is asked while no grant ends with a shift', async () => {
    const night = await aNightOnCall();
    await opened(night);
    const asked = counted(night);
    await polls(night, 2);
    expect(asked).toEqual([]);
  });

  test('a user who was linked by e-mail is followed by their link, one whom the decision named by that', async () => {
    const people = new Map([['bob', { name: 'bob', slack: ['U02BOB'] }]]);
    const night = await aNightOnCall(onCallPolicy({ people }));
    const named = await onCallGrant(night);
    const linked = await onCallGrant(night, { for: BOB, evidence: { askedAt: START, onCall: [] } });
    const link = { provider: 'pagerduty', id: 'PBOB002', madeBy: 'e-mail', addressSeen: 'bob@example.com' } as const;
    await night.tx(async (tx) => tx.people.addLink((await tx.people.byName('bob')) as never, link));
    night.onCall.put('db-primary', [{ user: aUser('PCAROL'), level: 1, start: START, end: SHIFT_END }]);
    await polls(night, 2);
    expect((await present(night, named)).endsBecause).toBe('shift');
    expect((await present(night, linked)).endsAt).toEqual(START.add({ minutes: 1 }));
  });

  test('a holder whom nobody can tell apart at the source keeps the grant until its end', async () => {
    const night = await aNightOnCall(onCallPolicy({ people: new Map() }));
    const grant = await onCallGrant(night, { evidence: { askedAt: START, onCall: [] } });
    night.onCall.put('db-primary', []);
    await polls(night, 3);
    expect((await present(night, grant)).endsAt).toEqual(SHIFT_END);
  });

  test('an extension that came while it was asked wins: the reading is of before', async () => {
    const night = await aNightOnCall();
    const grant = await onCallGrant(night);
    aliceUntil(night, START);
    await polls(night, 1);
    const shiftsOn = night.onCall.shiftsOn.bind(night.onCall);
    night.onCall.shiftsOn = async (source, from, until) => {
      const { variables, rule, breakGlass, terms, policyHash, evidence } = grant;
      const request = { resource: 'db-prod', variables: [], time: { kind: 'default' }, breakGlass, channel: 'C0INC' } as const;
      const end = { at: SHIFT_END.add({ hours: 1 }), because: 'asked' } as const;
      await night.tx((tx) =>
        tx.grants.extend(grant.id, { variables, rule, breakGlass, terms, policyHash, evidence, request, end }),
      );
      return shiftsOn(source, from, until);
    };
    await polls(night, 1);
    expect(await present(night, grant)).toMatchObject({ endsAt: SHIFT_END.add({ hours: 1 }), extensions: 1 });
  });

  test('a process without the policy in force leaves it to another', async () => {
    const night = await aNightOnCall();
    await onCallGrant(night);
    const asked = counted(night);
    night.hold(undefined);
    await followShifts(night);
    night.hold({ ...onCallPolicy(), hash: 'b'.repeat(64) } satisfies Policy);
    await followShifts(night);
    expect(asked).toEqual([]);
    night.hold(onCallPolicy());
    await followShifts(night);
    expect(asked).toHaveLength(1);
  });

  test('a grant of a resource that the policy has no more is left to who ends it', async () => {
    const night = await aNightOnCall();
    const grant = await onCallGrant(night);
    await night.putInForce(onCallPolicy({ hash: 'b'.repeat(64), resources: new Map() }));
    await polls(night, 3);
    expect((await present(night, grant)).endsAt).toEqual(SHIFT_END);
  });

  test('a fault that nobody foresaw is not swallowed', async () => {
    const night = await aNightOnCall();
    await onCallGrant(night);
    night.onCall.shiftsOn = () => Promise.reject(new TypeError('odd'));
    await expect(followShifts(night)).rejects.toThrow('odd');
  });
});

describe('with a rotation file to fall back on', () => {
  const fallback = { target: 'db-primary', provider: 'rotation', rotation: aRotation() } as const;
  const policy = onCallPolicy({ targets: new Map([['db-primary', { ...aTarget(), fallback }]]) });

  /** PagerDuty is down, and the file says that it is Bob's turn. */
  async function aNightByTheFile(): Promise<Night> {
    const night = await aNightOnCall(policy);
    night.onCall.shiftsOn = async ({ provider, target }, start) => {
      if (provider === 'pagerduty') throw new SourceUnavailable('PagerDuty', 'timeout');
      return [{ target, user: { provider: 'rotation', id: 'bob', name: 'bob' }, level: 1, start, end: SHIFT_END }];
    };
    return night;
  }

  test('an outage ends no grant that PagerDuty gave, whatever the file says', async () => {
    const night = await aNightByTheFile();
    const grant = await onCallGrant(night);
    await polls(night, 3);
    expect(await present(night, grant)).toEqual(grant);
  });

  test('a grant that the file gave is followed by the file, and by PagerDuty once that is back', async () => {
    const night = await aNightByTheFile();
    const insteadOf = { provider: 'PagerDuty', fault: 'timeout' } as const;
    const given = { provider: 'the rotation file', target: 'db-primary', insteadOf, answer: 'yes' } as const;
    const onCall = (user: string) => ({ askedAt: START, onCall: [{ ...given, user }] });
    const alices = await onCallGrant(night, { evidence: onCall('alice') });
    const bobs = await onCallGrant(night, { for: BOB, evidence: onCall('bob') });
    await polls(night, 2);
    expect((await present(night, alices)).endsAt).toEqual(START.add({ minutes: 1 }));
    expect((await present(night, bobs)).endsAt).toEqual(SHIFT_END);
    night.onCall.shiftsOn = async () => [];
    await polls(night, 2);
    expect((await present(night, bobs)).endsAt).toEqual(START.add({ minutes: 3 }));
  });
});
