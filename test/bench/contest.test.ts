import { expect, test } from 'vitest';
import { APPROVALS_EACH, type Click, clicksOn, countDoubled, countStuck, LEADS, type Outcome } from '../../bench/race/contest.ts';

const GRANTED: Outcome = { state: 'granted', needed: 2, grants: 1, endings: 1, approvals: 3, approvers: 3 };
const DENIED: Outcome = { ...GRANTED, state: 'denied', grants: 0, approvals: 1, approvers: 1 };
const WAITING: Outcome = { ...DENIED, state: 'pending', endings: 0 };

const ALL = Array.from({ length: 80 }, (_, nth) => clicksOn(nth));

test('on each request four approvals meet, by two or three leads, one of them twice at least', () => {
  for (const clicks of ALL) {
    const leads = clicks.flatMap((click) => (click.kind === 'approve' ? click.lead : []));
    expect(leads).toHaveLength(APPROVALS_EACH);
    expect([2, 3]).toContain(new Set(leads).size);
    expect(Math.max(...leads)).toBeLessThan(LEADS);
  }
});

test('one request in eight is denied meanwhile, by somebody who does not approve it, and one withdrawn', () => {
  const ofKind = (kind: Click['kind']) => ALL.filter((clicks) => clicks.some((click) => click.kind === kind));
  expect(ofKind('withdraw')).toHaveLength(ALL.length / 8);
  expect(ofKind('deny')).toHaveLength(ALL.length / 8);
  for (const clicks of ofKind('deny')) {
    const leads = (kind: Click['kind']) => clicks.flatMap((click) => ('lead' in click && click.kind === kind ? click.lead : []));
    expect(leads('approve')).not.toContain(leads('deny')[0]);
  }
});

test('a request that ended once, or waits for a yes, is neither doubled nor stuck', () => {
  const outcomes = [GRANTED, DENIED, WAITING];
  expect(countDoubled(outcomes)).toBe(0);
  expect(countStuck(outcomes)).toBe(0);
});

test.each([
  ['two grants', { ...GRANTED, grants: 2 }],
  ['two ends', { ...GRANTED, endings: 2 }],
  ['two yeses of one person', { ...GRANTED, approvals: 4 }],
  ['a grant by fewer than must agree', { ...GRANTED, approvals: 1, approvers: 1 }],
  ['a grant to what was denied', { ...DENIED, grants: 1, approvals: 2, approvers: 2 }],
])('%s is counted as doubled', (_, outcome) => {
  expect(countDoubled([GRANTED, outcome])).toBe(1);
});

test.each([
  ['all agreed and it still waits', { ...WAITING, approvals: 2, approvers: 2 }],
  ['it was granted and nothing opened', { ...GRANTED, grants: 0 }],
  ['its end is not on record', { ...DENIED, endings: 0 }],
])('stuck: %s', (_, outcome) => {
  expect(countStuck([GRANTED, outcome])).toBe(1);
});
