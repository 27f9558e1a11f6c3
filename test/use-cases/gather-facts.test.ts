import { describe, expect, test } from 'vitest';
import type { Conditions, Policy } from '../../src/domain/policy.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import { factsAt, gatherFacts, isMember } from '../../src/use-cases/gather-facts.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { fromPagerDuty } from '../builders/a-shift.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night, START } from './a-quiet-night.ts';

const REQUEST: AccessRequest = {
  resource: 'db-prod',
  variables: [],
  time: { kind: 'default' },
  breakGlass: false,
  channel: 'C0INC',
};
const INCIDENT = { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'others' } as const;
const SRE = { name: 'sre', kind: 'people', members: ['alice'] } as const;
const LEADS = { name: 'leads', kind: 'slack-user-group', id: 'S0LEADS' } as const;
const POLICY: Policy = aPolicy({
  groups: new Map<string, typeof SRE | typeof LEADS>([
    [SRE.name, SRE],
    [LEADS.name, LEADS],
  ]),
});

async function gather(night: Night, when: Conditions[], request = REQUEST, policy = POLICY) {
  const caller = await night.callerOf(aMember());
  const resource = aResource({ rules: when.map((one) => aRule({ when: one })) });
  return gatherFacts(night, policy, caller, resource, request, night.clock.at);
}

describe('the facts of a request', () => {
  test('are only what its rules ask about: with everything down, a rule without conditions knows all it needs', async () => {
    const night = await aQuietNight(POLICY);
    for (const source of [night.onCall, night.incidents, night.directory, night.sourceUsers]) source.fail('network');
    expect(await gather(night, [{}, { member: ['sre'] }])).toEqual({
      person: 'alice',
      people: POLICY.people,
      plans: new Map(),
      sourceUser: { known: true, value: undefined },
      shifts: new Map(),
      incidents: { known: true, value: [] },
      members: new Map([['sre', { known: true, value: true }]]),
    });
  });

  test('hold an answer for every target and group of any rule', async () => {
    const night = await aQuietNight(POLICY);
    const shift = {
      user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
      level: 1,
      start: START,
      end: START.add({ hours: 1 }),
    };
    night.onCall.put('db-primary', [shift]);
    night.directory.putGroup('S0LEADS', ['U01ALICE']);
    const facts = await gather(night, [{ onCall: ['db-primary'] }, { member: ['leads', 'sre'] }, { onCall: ['unheard-of'] }]);
    expect(facts.sourceUser).toEqual({ known: true, value: 'PALICE1' });
    expect(facts.shifts.get('db-primary')).toEqual(fromPagerDuty({ known: true, value: [{ ...shift, target: 'db-primary' }] }));
    expect(facts.shifts.get('unheard-of')).toEqual([]);
    expect([...facts.members.keys()].sort()).toEqual(['leads', 'sre']);
    expect(facts.members.get('leads')).toEqual({ known: true, value: true });
  });

  test('a source that fails is a fact that says so, and keeps no other from answering', async () => {
    const night = await aQuietNight(POLICY);
    night.onCall.fail('timeout');
    night.incidents.put(anIncident());
    night.directory.fail('rate-limited');
    const facts = await gather(night, [{ onCall: ['db-primary'] }, { incident: INCIDENT }, { member: ['leads'] }]);
    expect(facts.shifts.get('db-primary')).toEqual(fromPagerDuty({ known: false, source: 'PagerDuty', fault: 'timeout' }));
    expect(facts.members.get('leads')).toEqual({ known: false, source: 'Slack', fault: 'rate-limited' });
    expect(facts.incidents).toEqual({ known: true, value: [anIncident()] });
  });

  test('who the caller is at the source is asked for an incident that others must have opened, and unknown when it fails', async () => {
    const policy = aPolicy({ people: new Map() });
    const night = await aQuietNight(policy);
    night.sourceUsers.fail('server');
    const facts = await gather(night, [{ incident: INCIDENT }], REQUEST, policy);
    expect(facts.sourceUser).toEqual({ known: false, source: 'PagerDuty', fault: 'server' });
    const anyone = await gather(night, [{ incident: { ...INCIDENT, openedBy: 'anyone' } }], REQUEST, policy);
    expect(anyone.sourceUser).toEqual({ known: true, value: undefined });
  });

  test('an incident that the request names is asked about even where no rule wants one', async () => {
    const night = await aQuietNight(POLICY);
    night.incidents.put(anIncident());
    night.incidents.put(anIncident({ id: 'QELSE', service: { id: 'PELSE', name: 'Elsewhere' } }));
    const facts = await gather(night, [{}], { ...REQUEST, incident: { number: 42 } });
    expect(facts.incidents).toEqual({ known: true, value: [anIncident()] });
  });

  test('the open incidents are asked about where glass is to be broken, though no rule wants one', async () => {
    const night = await aQuietNight(POLICY);
    night.incidents.put(anIncident());
    const open = { known: true, value: [anIncident()] };
    expect(await gather(night, [{}], { ...REQUEST, breakGlass: true })).toMatchObject({ incidents: open });
    expect(await gather(night, [{}])).toMatchObject({ incidents: { known: true, value: [] } });
  });

  test('a fault that nobody foresaw is no fact', async () => {
    const night = await aQuietNight(POLICY);
    const onCall = { shiftsOn: () => Promise.reject(new TypeError('odd')) };
    await expect(gather({ ...night, onCall } as unknown as Night, [{ onCall: ['db-primary'] }])).rejects.toThrow('odd');
  });

  test('every answer is unknown once it is over 15 s old, to the second', async () => {
    const night = await aQuietNight(POLICY);
    night.directory.putGroup('S0LEADS', ['U01ALICE']);
    night.incidents.put(anIncident());
    const facts = await gather(night, [{ onCall: ['db-primary'], incident: INCIDENT, member: ['leads'] }]);
    expect(factsAt(facts, START, START.add({ seconds: 15 }))).toBe(facts);
    const old = factsAt(facts, START, START.add({ milliseconds: 15_001 }));
    const answers = [old.sourceUser, old.incidents, ...[...old.shifts.values()].flat(), ...old.members.values()];
    expect(answers.map((answer) => !answer.known && `${answer.source} ${answer.fault}`)).toEqual([
      ...['PagerDuty timeout', 'PagerDuty timeout', 'PagerDuty timeout'],
      'Slack timeout',
    ]);
  });
});

describe('membership', () => {
  test('goes by person in a group of people and by account in one of Slack', async () => {
    const night = await aQuietNight(POLICY);
    night.directory.putGroup('S0LEADS', ['U02BOB']);
    const [alice, bob] = [await night.callerOf(aMember()), await night.callerOf(BOB)];
    const found = await Promise.all(
      [alice, bob].flatMap((who) => ['sre', 'leads'].map((name) => isMember(night, POLICY, who, name))),
    );
    expect(found.map((answer) => answer.known && answer.value)).toEqual([true, false, false, true]);
  });

  test('of a group that the policy does not name is no', async () => {
    const night = await aQuietNight(POLICY);
    const alice = await night.callerOf(aMember());
    expect(await isMember(night, POLICY, alice, 'toString')).toEqual({ known: true, value: false });
  });
});

describe('plans', () => {
  const ago = (minutes: number) => START.subtract({ minutes });
  const KEY = 'pagerduty schedule PABC123, 1';
  const rule = (minutes: number) => aRule({ when: { onCall: ['db-primary'] }, settled: Temporal.Duration.from({ minutes }) });

  async function plansFor(...settled: number[]) {
    const night = await aQuietNight(POLICY);
    for (const minutes of [40, 20, 3]) {
      await night.clock.set(ago(minutes));
      await night.tx((tx) => tx.plans.keep({ source: KEY, shifts: [] }));
      await night.tx((tx) => tx.plans.keep({ source: 'another', shifts: [] }));
    }
    await night.clock.set(START);
    const caller = await night.callerOf(aMember());
    const facts = await gatherFacts(night, POLICY, caller, aResource({ rules: settled.map(rule) }), REQUEST, START);
    return [...facts.plans].map(([key, plans]) => [key, plans.map(({ readAt }) => String(readAt))]);
  }

  test('are those of the sources that were asked, as old as each rule wants', async () => {
    expect(await plansFor(15, 15)).toEqual([[KEY, [String(ago(20))]]]);
    expect(await plansFor(15, 30)).toEqual([[KEY, [String(ago(20)), String(ago(40))]]]);
  });

  test('are none where no rule compares, or none is old enough', async () => {
    expect(await plansFor(0)).toEqual([]);
    expect(await plansFor(60)).toEqual([]);
  });
});
