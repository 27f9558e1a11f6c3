import { describe, expect, test } from 'vitest';
import type { TargetSource } from '../../src/domain/policy.ts';
import type { Shift } from '../../src/domain/shift.ts';
import type { OnCallSource } from '../../src/ports/on-call-source.ts';

/** A source with levels, in a world that a test arranges. */
export interface LevelsWorld extends AsyncDisposable {
  source: OnCallSource;
  /** Adds shifts that the source will tell of `target`; a shift without times is a permanent entry. */
  given(target: PagerDutySource, shifts: readonly Omit<Shift, 'target'>[]): void;
}

const at = (text: string) => Temporal.Instant.from(text);
const from = at('2026-03-02T03:17:00Z');
const until = at('2026-03-03T03:17:00Z');
type PagerDutySource = Extract<TargetSource, { provider: 'pagerduty' }>;

const policy: PagerDutySource = {
  target: 'db-all',
  provider: 'pagerduty',
  of: { escalationPolicy: 'PXYZ789' },
  levels: 2,
  countPermanent: false,
};
const alice = { provider: 'pagerduty', id: 'PALICE1', name: 'Alice' } as const;
const bob = { provider: 'pagerduty', id: 'PBOB002', name: 'Bob' } as const;
const night = { user: alice, level: 1, start: at('2026-03-01T19:00:00Z'), end: at('2026-03-02T07:00:00Z') };

/** What an OnCallSource keeps whose targets have levels and permanent entries. */
export function onCallLevelsContract(name: string, makeWorld: () => Promise<LevelsWorld>): void {
  describe(`${name} as an on-call source with levels`, () => {
    test('leaves out the levels that the target does not count', async () => {
      await using world = await makeWorld();
      const [second, third] = [
        { ...night, user: bob, level: 2 },
        { ...night, user: { provider: 'pagerduty' as const, id: 'PCAROL3', name: 'Carol' }, level: 3 },
      ];
      world.given(policy, [night, second, third]);
      const shifts = await world.source.shiftsOn(policy, from, until);
      expect(shifts.map((shift) => [shift.user.name, shift.level])).toEqual([
        ['Alice', 1],
        ['Bob', 2],
      ]);
    });

    test('gives a shift that comes on several levels once, by the lowest', async () => {
      await using world = await makeWorld();
      world.given(policy, [{ ...night, level: 2 }, night]);
      expect(await world.source.shiftsOn(policy, from, until)).toEqual([{ target: 'db-all', ...night }]);
    });

    test.each([
      [false, []],
      [true, [{ target: 'db-all', user: bob, level: 1 }]],
    ])('with countPermanent %s gives %j of a permanent entry', async (countPermanent, shifts) => {
      await using world = await makeWorld();
      const target = { ...policy, countPermanent };
      world.given(target, [{ user: bob, level: 1 }]);
      expect(await world.source.shiftsOn(target, from, until)).toEqual(shifts);
    });
  });
}
