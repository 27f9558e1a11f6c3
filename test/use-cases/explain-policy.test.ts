import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/domain/policy.ts';
import { emptyForm } from '../../src/domain/unlock-form.ts';
import { explainPolicy, type PolicyQuestion, type ReachableSources } from '../../src/use-cases/explain-policy.ts';
import { aRule } from '../builders/a-policy.ts';
import { anIncident } from '../builders/an-incident.ts';
import { FakeDirectory } from '../fakes/fake-directory.ts';
import { FakeIncidentSource } from '../fakes/fake-incident-source.ts';
import { FakeOnCallSource } from '../fakes/fake-on-call-source.ts';
import { anAskingPolicy } from './a-night-of-asking.ts';

const AT = Temporal.Instant.from('2026-03-01T03:17:00Z');
const OPEN = { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'others' } as const;
const ON_CALL = aRule({ name: 'on call', when: { onCall: ['db-primary'] } });
const INCIDENT = aRule({ name: 'incident', when: { incident: OPEN } });
const LEAD = aRule({ name: 'lead', when: { member: ['leads'] } });
const SRE = aRule({ name: 'sre', when: { member: ['sre'] } });

/** Alice is on call from an hour before to two hours after, INC-42 is open, and she is a lead. */
function sources() {
  const [onCall, incidents, slack] = [new FakeOnCallSource(), new FakeIncidentSource(), new FakeDirectory()];
  const user = { provider: 'pagerduty', id: 'PALICE1', name: 'Alice' } as const;
  onCall.put('db-primary', [{ user, level: 1, start: AT.subtract({ hours: 1 }), end: AT.add({ hours: 2 }) }]);
  incidents.put(anIncident());
  slack.putGroup('S0LEADS', ['U01ALICE']);
  return { pagerDuty: { onCall, incidents }, slack };
}

async function explained(rule: Rule, from: ReachableSources, asked: Partial<PolicyQuestion> = {}) {
  const policy = anAskingPolicy([rule]);
  const question = { policy, person: 'alice', form: emptyForm('db-prod'), at: AT, isNow: true, down: new Set<never>(), ...asked };
  const found = await explainPolicy(from, question);
  if (!found.ok) throw new Error(JSON.stringify(found));
  return { standing: found.explanation.rules[0]?.standing, presumed: found.presumed };
}

describe('the policy alone', () => {
  test.each([[ON_CALL], [INCIDENT], [LEAD], [SRE]])('decides by what the sources say: %#', async (rule) => {
    expect(await explained(rule, sources())).toEqual({ standing: 'decides', presumed: [] });
  });

  test('takes whoever is on call to have been planned, and says so', async () => {
    const settled = { ...ON_CALL, settled: Temporal.Duration.from({ minutes: 15 }) };
    expect(await explained(settled, sources())).toEqual({ standing: 'decides', presumed: ['cover-planned'] });
  });

  test('at another time asks who is on call then', async () => {
    const at = AT.add({ hours: 2 });
    expect(await explained(ON_CALL, sources(), { at, isNow: false })).toMatchObject({ standing: 'passed-over' });
    const before = at.subtract({ seconds: 1 });
    expect(await explained(ON_CALL, sources(), { at: before, isNow: false })).toMatchObject({ standing: 'decides' });
  });

  test('at another time asks about no incident, and assumes the one that is named', async () => {
    const earlier = { at: AT.subtract({ hours: 24 * 30 }), isNow: false };
    expect(await explained(INCIDENT, sources(), earlier)).toEqual({ standing: 'cannot-tell', presumed: ['incidents-not-asked'] });
    const form = { ...emptyForm('db-prod'), incident: 'INC-7' };
    expect(await explained(INCIDENT, sources(), { ...earlier, form })).toEqual({
      standing: 'decides',
      presumed: ['incident-assumed'],
    });
  });

  test('now assumes no incident that PagerDuty can be asked about', async () => {
    const form = { ...emptyForm('db-prod'), incident: 'INC-7' };
    expect(await explained(INCIDENT, sources(), { form })).toEqual({ standing: 'not-reached', presumed: [] });
  });

  test('at another time takes Slack’s groups as they are', async () => {
    expect(await explained(LEAD, sources(), { isNow: false })).toEqual({ standing: 'decides', presumed: ['groups-of-now'] });
  });

  test('without sources is unknown where they would be asked, and says so', async () => {
    expect(await explained(ON_CALL, {})).toEqual({ standing: 'cannot-tell', presumed: ['pagerduty-not-asked'] });
    expect(await explained(INCIDENT, {})).toEqual({ standing: 'cannot-tell', presumed: ['incidents-not-asked'] });
    expect(await explained(LEAD, {})).toEqual({ standing: 'cannot-tell', presumed: ['slack-not-asked'] });
    expect(await explained(SRE, {})).toEqual({ standing: 'decides', presumed: [] });
  });

  test('with a source taken for down is unknown', async () => {
    const down = new Set(['PagerDuty', 'Slack'] as const);
    for (const rule of [ON_CALL, INCIDENT, LEAD])
      expect(await explained(rule, sources(), { down })).toEqual({ standing: 'cannot-tell', presumed: [] });
    const form = { ...emptyForm('db-prod'), incident: 'INC-42' };
    expect(await explained(INCIDENT, sources(), { down, form, isNow: false })).toMatchObject({ standing: 'cannot-tell' });
  });

  test('says that it doesn’t know somebody’s PagerDuty id', async () => {
    expect(await explained(ON_CALL, sources(), { person: 'carol' })).toEqual({
      standing: 'cannot-tell',
      presumed: ['no-pagerduty-id'],
    });
  });

  test('understands what is asked by the rules of the form', async () => {
    const question = { policy: anAskingPolicy([SRE]), person: 'alice', at: AT, isNow: true, down: new Set<never>() };
    const form = { ...emptyForm('db-prod'), time: 'soon', variables: ['PASSWRD'] };
    expect(await explainPolicy({}, { ...question, form })).toMatchObject({
      ok: false,
      mistakes: [{ code: 'unknown-variable' }, { code: 'not-understood' }],
    });
    expect(await explainPolicy({}, { ...question, form: emptyForm('db-prd') })).toMatchObject({
      mistakes: [{ code: 'unknown-resource', nearest: ['db-prod'] }],
    });
  });
});
