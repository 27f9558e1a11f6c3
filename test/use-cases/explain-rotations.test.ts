import { describe, expect, test } from 'vitest';
import { rotationOnCall } from '../../src/adapters/on-call/rotation/source.ts';
import type { Target } from '../../src/domain/policy.ts';
import { emptyForm } from '../../src/domain/unlock-form.ts';
import { explainPolicy, type PolicyQuestion, type ReachableSources } from '../../src/use-cases/explain-policy.ts';
import { aRule, aTarget } from '../builders/a-policy.ts';
import { aRotation } from '../builders/a-rotation.ts';
import { FakeIncidentSource } from '../fakes/fake-incident-source.ts';
import { FakeOnCallSource } from '../fakes/fake-on-call-source.ts';
import { anAskingPolicy } from './a-night-of-asking.ts';

// A Monday at noon in Berlin: the week is Alice's.
const AT = Temporal.Instant.from('2026-01-05T11:00:00Z');
const week = { target: 'db-primary', provider: 'rotation', rotation: aRotation() } as const;
const BY_ROTATION: Target = { name: 'db-primary', sources: [week] };
const IN_ITS_PLACE: Target = { ...aTarget(), fallback: week };
const PAGERDUTY = { onCall: new FakeOnCallSource(), incidents: new FakeIncidentSource() };

async function explained(target: Target, from: Omit<ReachableSources, 'rotations'>, asked: Partial<PolicyQuestion> = {}) {
  const rules = [aRule({ when: { onCall: ['db-primary'] } })];
  const policy = anAskingPolicy(rules, { targets: new Map([['db-primary', target]]) });
  const question = { policy, person: 'alice', form: emptyForm('db-prod'), at: AT, isNow: true, down: new Set<never>(), ...asked };
  const found = await explainPolicy({ ...from, rotations: rotationOnCall() }, question);
  if (!found.ok) throw new Error(JSON.stringify(found));
  return [found.explanation.rules[0]?.standing, ...found.presumed];
}

describe('a rotation is asked by the policy alone', () => {
  test('without PagerDuty, and presumes nothing', async () => {
    expect(await explained(BY_ROTATION, {})).toEqual(['decides']);
    expect(await explained(BY_ROTATION, {}, { person: 'bob' })).toEqual(['passed-over']);
  });

  test('while PagerDuty is down, and of whom no id there is known', async () => {
    const down = new Set(['PagerDuty'] as const);
    expect(await explained(BY_ROTATION, { pagerDuty: PAGERDUTY }, { down, person: 'dan' })).toEqual(['passed-over']);
  });

  test('at another time', async () => {
    const at = AT.add({ hours: 24 * 7 });
    expect(await explained(BY_ROTATION, {}, { at, isNow: false })).toEqual(['passed-over']);
  });

  test('in the place of PagerDuty where that is down', async () => {
    expect(await explained(IN_ITS_PLACE, { pagerDuty: PAGERDUTY })).toEqual(['passed-over']);
    const down = new Set(['PagerDuty'] as const);
    expect(await explained(IN_ITS_PLACE, { pagerDuty: PAGERDUTY }, { down })).toEqual(['decides']);
  });

  test('but not where PagerDuty only was not asked: it may say something else', async () => {
    expect(await explained(IN_ITS_PLACE, {})).toEqual(['cannot-tell', 'pagerduty-not-asked']);
  });
});
