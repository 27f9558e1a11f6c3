import { expect, test } from 'vitest';
import type { OnCallRotation } from '../../src/domain/on-call-rotation.ts';
import type { Target } from '../../src/domain/policy.ts';
import { policyDifference } from '../../src/domain/policy-difference/policy-difference.ts';
import { aPolicy, aTarget } from '../builders/a-policy.ts';
import { aRotation, wall } from '../builders/a-rotation.ts';
import { inOneGo } from '../builders/in-one-go.ts';

const STAND_IN = { replace: 'alice', with: 'carol', from: wall('2026-03-01T09:00'), to: wall('2026-03-02T09:00') };
const SAID = 'carol for alice from 2026-03-01T09:00 to 2026-03-02T09:00';

const withRotation = (given: Partial<OnCallRotation> = {}) => aPolicy({ rotations: new Map([['week', aRotation(given)]]) });
const told = (before: Partial<OnCallRotation>, after: Partial<OnCallRotation>) =>
  inOneGo(policyDifference(withRotation(before), withRotation(after))).map(({ text, opensMore }) => [text, opensMore]);

test.each<[string, Partial<OnCallRotation>, Partial<OnCallRotation>, string[]]>([
  ['nothing', {}, {}, []],
  [
    'other people',
    {},
    { members: [['alice'], ['carol', 'bob'], []] },
    ['now has alice, then carol and bob, then nobody (was alice, then bob)'],
  ],
  [
    'another length',
    {},
    { every: { days: 2 } },
    ['now turns every 2 days from 2026-01-05T09:00 in Europe/Berlin (was every week from 2026-01-05T09:00 in Europe/Berlin)'],
  ],
  [
    'another beginning',
    {},
    { anchor: wall('2026-01-12T09:00') },
    ['now turns every week from 2026-01-12T09:00 in Europe/Berlin (was every week from 2026-01-05T09:00 in Europe/Berlin)'],
  ],
  [
    'other hours',
    {},
    { active: [{ days: [1, 5], from: Temporal.PlainTime.from('09:00'), to: Temporal.PlainTime.from('17:00') }] },
    ['now counts Mon Fri 09:00 to 17:00 (was at all times)'],
  ],
  ['an end', {}, { until: wall('2026-12-31T09:00') }, ['now lasts until 2026-12-31T09:00 (was for good)']],
  ['an override', {}, { overrides: [STAND_IN] }, [`has new overrides: ${SAID}`]],
  ['an override that is gone', { overrides: [STAND_IN] }, {}, [`has overrides no longer: ${SAID}`]],
])('a rotation with %s is told, since somebody may get more by it', (_, before, after, changes) => {
  expect(told(before, after)).toEqual(changes.map((change) => [`rotation week ${change}`, true]));
});

test('a target that gets a rotation in the place of PagerDuty is told', () => {
  const target: Target = { ...aTarget(), fallback: { target: 'db-primary', provider: 'rotation', rotation: aRotation() } };
  const after = aPolicy({ targets: new Map([['db-primary', target]]) });
  expect(inOneGo(policyDifference(aPolicy(), after))).toEqual([
    {
      text: "on call db-primary now is pagerduty's schedule PABC123, first level or else the rotation week (was pagerduty's schedule PABC123, first level)",
      opensMore: true,
    },
  ]);
});
