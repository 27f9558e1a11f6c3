import { describe, expect, test } from 'vitest';
import type { Target, TargetSource } from '../../src/domain/policy.ts';
import { aRule, aTarget } from '../builders/a-policy.ts';
import { aRotation } from '../builders/a-rotation.ts';
import { asking, aTeam, foundIn, foundWith, GLASS } from './a-checked-policy.ts';

const pagerDuty = (schedule: string) => aTarget({ name: 'one', of: { schedule } }).sources[0] as TargetSource;
const week: TargetSource = { target: 'one', provider: 'rotation', rotation: aRotation() };

/** What is found where `one` is that. */
function foundOf(target: Omit<Target, 'name'>, when: { onCall: string[]; member?: string[] } = { onCall: ['one'] }): string[] {
  const targets = new Map([...aTeam().targets, ['one', { name: 'one', ...target }] as const]);
  return foundIn([aRule({ name: 'a', when }), aRule({ name: 'b', when: { member: ['guild'] } })], { targets });
}

describe('the sources of a target', () => {
  test.each<[string, Omit<Target, 'name'>]>([
    ['PagerDuty alone', { sources: [pagerDuty('PABC123')] }],
    ['PagerDuty twice', { sources: [pagerDuty('PABC123'), pagerDuty('PDEF456')] }],
    ['a rotation', { sources: [week] }],
    ['both', { sources: [pagerDuty('PABC123'), week] }],
    ['a rotation in the place of PagerDuty', { sources: [pagerDuty('PABC123')], fallback: week }],
    [
      'a rotation that counts always, and alone when PagerDuty is down',
      { sources: [pagerDuty('PABC123'), week], fallback: week },
    ],
  ])('%s: fine', (_, target) => {
    expect(foundOf(target)).toEqual([]);
  });

  test('the same twice', () => {
    expect(foundOf({ sources: [pagerDuty('PABC123'), week, pagerDuty('PABC123')] })).toEqual([
      'warning target one: names the same source twice, which says the same both times | Take one of them out.',
    ]);
  });

  test('a fallback of what always answers', () => {
    expect(foundOf({ sources: [week], fallback: pagerDuty('PABC123') })).toEqual([
      'warning target one fallback: is never asked: a rotation of a file always answers | Take it out, or name it beside the other.',
    ]);
  });

  test('a fallback that is down with the rest', () => {
    expect(foundOf({ sources: [pagerDuty('PABC123')], fallback: pagerDuty('PDEF456') })).toEqual([
      "warning target one fallback: is in PagerDuty too, which most likely doesn't answer then either | Name a rotation of a file.",
    ]);
  });

  test('a fallback that counts a whole team', () => {
    const fallback = { ...pagerDuty('PDEF456'), countPermanent: true } as TargetSource;
    expect(foundOf({ sources: [pagerDuty('PABC123')], fallback })).toContain(
      'warning target one: counts entries without an end, so whoever stands on a level by name is always on call | Leave `countPermanent` out, or name a schedule.',
    );
  });
});

describe('a rule by a rotation', () => {
  test('goes by names: nobody needs an id of PagerDuty', () => {
    const sources = [{ ...week, rotation: aRotation({ members: [['dave']] }) }];
    expect(foundOf({ sources }, { onCall: ['one'], member: ['sec'] })).toEqual([]);
  });

  test('holds for nobody whose group is not in it', () => {
    expect(foundOf({ sources: [week] }, { onCall: ['one'], member: ['sec'] })).toEqual([
      'warning rule db-prod a: holds for nobody: none of its members is in the rotation',
    ]);
  });

  test('holds for whoever stands in', () => {
    const at = Temporal.PlainDateTime.from('2026-03-01T09:00');
    const overrides = [{ replace: 'alice', with: 'carol', from: at, to: at.add({ days: 1 }) }];
    const sources = [{ ...week, rotation: aRotation({ overrides }) }];
    expect(foundOf({ sources }, { onCall: ['one'], member: ['sec'] })).toEqual([]);
  });
});

test('glass may be broken by who is on call where a rotation says so while PagerDuty is down', () => {
  const onCall = { kind: 'on-call', target: 'one' } as const;
  const glass = { ...GLASS, when: { onCall: ['one'] }, approve: asking(1, [onCall]) };
  const found = (fallback?: TargetSource) => {
    const target = { name: 'one', sources: [pagerDuty('PABC123')], ...(fallback && { fallback }) };
    const targets = new Map([...aTeam().targets, ['one', target] as const]);
    return foundWith({ rules: [aRule({ when: { member: ['sre'] } }), glass] }, { targets }).join();
  };
  expect(found()).toContain("can't be used while PagerDuty doesn't answer");
  expect(found(week)).not.toContain("can't be used while PagerDuty doesn't answer");
});
