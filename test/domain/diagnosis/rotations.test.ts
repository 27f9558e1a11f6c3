import { expect, test } from 'vitest';
import { judgeRotations } from '../../../src/domain/diagnosis/rotations.ts';
import type { OnCallRotation } from '../../../src/domain/on-call-rotation.ts';
import { aPolicy, aTarget } from '../../builders/a-policy.ts';
import { aRotation, wall } from '../../builders/a-rotation.ts';

const NOW = Temporal.Instant.from('2026-01-05T11:00:00Z');

const judged = (given: Partial<OnCallRotation>) => {
  const week = { target: 'db-primary', provider: 'rotation', rotation: aRotation(given) } as const;
  const targets = new Map([['db-primary', { ...aTarget(), fallback: week }]]);
  return judgeRotations(aPolicy({ targets }), NOW).map(({ area, outcome, says }) => `${area} ${outcome} ${says}`);
};

test.each<[string, Partial<OnCallRotation>, string]>([
  ['somebody', {}, "policy ok db-primary's fallback (rotation week): alice is on call now."],
  [
    'two people',
    { members: [['alice', 'bob']] },
    "policy ok db-primary's fallback (rotation week): alice and bob are on call now.",
  ],
  ['a gap', { members: [[], ['bob']] }, "policy note db-primary's fallback (rotation week): nobody is on call now."],
  ['not yet', { anchor: wall('2026-01-05T12:01') }, "policy note db-primary's fallback (rotation week): nobody is on call now."],
  [
    'the end',
    { until: wall('2026-01-05T12:00') },
    "policy warning db-primary's fallback (rotation week) is over: nobody is on call by it any more.",
  ],
])('a rotation is looked at for who has it now: %s', (_, given, said) => {
  expect(judged(given)).toEqual([said]);
});

test('a target without a rotation has nothing to look at', () => {
  expect(judgeRotations(aPolicy(), NOW)).toEqual([]);
});
