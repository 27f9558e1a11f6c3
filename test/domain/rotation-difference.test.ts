import { expect, test } from 'vitest';
import type { OnCallRotation } from '../../src/domain/on-call-rotation.ts';
import { policyDifference } from '../../src/domain/policy-difference/policy-difference.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aRotation, wall } from '../builders/a-rotation.ts';
import { inOneGo } from '../builders/in-one-go.ts';

const withRotation = (rotation?: OnCallRotation) => aPolicy({ rotations: new Map(rotation ? [[rotation.name, rotation]] : []) });

/** As lines, what opens more marked. */
function told(before: OnCallRotation | undefined, after: OnCallRotation | undefined): string[] {
  const changes = inOneGo(policyDifference(withRotation(before), withRotation(after)));
  return changes.map(({ text, opensMore }) => `${opensMore ? '⚠ ' : ''}${text}`);
}

const override = (by: string, day: string) => ({
  ...{ replace: 'alice', with: by },
  ...{ from: wall(`2026-03-${day}T09:00`), to: wall(`2026-03-${day}T17:00`) },
});
const WORKDAY = { days: [1, 2] as const, from: Temporal.PlainTime.from('09:00'), to: Temporal.PlainTime.from('17:00') };

test.each<[string, Partial<OnCallRotation>, string]>([
  [
    'other turns',
    { members: [['alice', 'carol'], []] },
    '⚠ rotation week now has the turns alice with carol and nobody (was alice and bob)',
  ],
  [
    'other hand-offs',
    { every: { days: 3 }, timezone: 'UTC' },
    '⚠ rotation week now hands over each 3 days from 2026-01-05 09:00, UTC (was each week from 2026-01-05 09:00, Europe/Berlin)',
  ],
  ['times of its own', { active: [WORKDAY] }, '⚠ rotation week now is active mo tu 09:00 to 17:00 (was always)'],
  ['an end', { until: wall('2026-12-31T09:00') }, '⚠ rotation week now ends at 2026-12-31 09:00 (was never)'],
  [
    'an override',
    { overrides: [override('bob', '02')] },
    '⚠ rotation week has 1 new: bob for alice from 2026-03-02 09:00 to 2026-03-02 17:00',
  ],
])('a rotation with %s is told', (_, given, text) => {
  expect(told(aRotation(), aRotation(given))).toEqual([text]);
});

test('one that goes gives its time back to whoever it was for', () => {
  expect(told(aRotation({ overrides: [override('bob', '02')] }), aRotation())).toEqual([
    '⚠ rotation week has no longer: bob for alice from 2026-03-02 09:00 to 2026-03-02 17:00',
  ]);
});

test('of two at the same time the later one counts, so their order is told', () => {
  const [one, other] = [override('bob', '02'), override('carol', '02')];
  expect(told(aRotation({ overrides: [one, other] }), aRotation({ overrides: [other, one] }))).toEqual([
    '⚠ rotation week has its overrides in another order',
  ]);
});

test('of a long list of turns the first that differs is told, wherever it is', () => {
  const turns = Array.from({ length: 20 }, (_, nth) => [`person-${nth}`]);
  const members = turns.with(17, ['mallory']);
  expect(told(aRotation({ members: turns }), aRotation({ members }))).toEqual([
    '⚠ rotation week now has as turn 18 of 20 mallory (was person-17, of 20)',
  ]);
  expect(told(aRotation({ members: turns }), aRotation({ members: turns.slice(0, 19) }))).toEqual([
    '⚠ rotation week now has as turn 20 of 19 none (was person-19, of 20)',
  ]);
});

test('of many new overrides the first few are named', () => {
  const overrides = Array.from({ length: 20 }, (_, nth) => override('bob', String(nth + 1).padStart(2, '0')));
  expect(told(aRotation(), aRotation({ overrides }))).toEqual([
    expect.stringMatching(/^⚠ rotation week has 20 new: .* and 15 more$/),
  ]);
});

test('a rotation that comes or goes is told, and opens nothing by itself', () => {
  expect([told(undefined, aRotation()), told(aRotation(), undefined)]).toEqual([
    ['rotation week added'],
    ['rotation week removed'],
  ]);
});
