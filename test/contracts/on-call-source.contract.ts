import { describe, expect, test } from 'vitest';
import type { TargetSource } from '../../src/domain/policy.ts';
import type { Shift } from '../../src/domain/shift.ts';
import { type OnCallSource, SourceUnavailable } from '../../src/ports/on-call-source.ts';

/** An on-call source in a world that a test arranges. */
export interface OnCallWorld extends AsyncDisposable {
  source: OnCallSource;
  /** Adds shifts that the source will tell of `target`; a shift without times is a permanent entry. */
  given(target: PagerDutySource, shifts: readonly Omit<Shift, 'target'>[]): void;
  goesDown(): void;
}

const at = (text: string) => Temporal.Instant.from(text);
const from = at('2026-03-02T03:17:00Z');
const until = at('2026-03-03T03:17:00Z');
type PagerDutySource = Extract<TargetSource, { provider: 'pagerduty' }>;

const schedule: PagerDutySource = {
  target: 'db-primary',
  provider: 'pagerduty',
  of: { schedule: 'PABC123' },
  levels: 1,
  countPermanent: false,
};
const policy: PagerDutySource = { ...schedule, target: 'db-all', of: { escalationPolicy: 'PXYZ789' }, levels: 2 };
const alice = { provider: 'pagerduty', id: 'PALICE1', name: 'Alice' } as const;
const bob = { provider: 'pagerduty', id: 'PBOB002', name: 'Bob' } as const;
const night = { user: alice, level: 1, start: at('2026-03-01T19:00:00Z'), end: at('2026-03-02T07:00:00Z') };

/** What every OnCallSource keeps. */
export function onCallSourceContract(name: string, makeWorld: () => Promise<OnCallWorld>): void {
  describe(`${name} as an on-call source`, () => {
    test('says that nobody is on call where nobody is', async () => {
      await using world = await makeWorld();
      world.given(schedule, []);
      expect(await world.source.shiftsOn(schedule, from, until)).toEqual([]);
    });

    test('gives a shift whole, although the window starts within it', async () => {
      await using world = await makeWorld();
      world.given(schedule, [night]);
      expect(await world.source.shiftsOn(schedule, from, until)).toEqual([{ target: 'db-primary', ...night }]);
    });

    test.each([
      ['2026-03-02T06:59:59Z', 1],
      ['2026-03-02T07:00:00Z', 0],
      ['2026-03-02T07:00:01Z', 0],
    ])('asked from %s gives %i of a shift that ends at 07:00', async (start, count) => {
      await using world = await makeWorld();
      world.given(schedule, [night]);
      expect(await world.source.shiftsOn(schedule, at(start), until)).toHaveLength(count);
    });

    test.each([
      ['2026-03-01T18:59:59Z', 0],
      ['2026-03-01T19:00:00Z', 0],
      ['2026-03-01T19:00:01Z', 1],
    ])('asked until %s gives %i of a shift that starts at 19:00', async (end, count) => {
      await using world = await makeWorld();
      world.given(schedule, [night]);
      expect(await world.source.shiftsOn(schedule, at('2026-03-01T12:00:00Z'), at(end))).toHaveLength(count);
    });

    test('gives everyone who is on call at once', async () => {
      await using world = await makeWorld();
      world.given(policy, [night, { ...night, user: bob }]);
      const shifts = await world.source.shiftsOn(policy, from, until);
      expect(shifts.map((shift) => shift.user.name).toSorted()).toEqual(['Alice', 'Bob']);
    });

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

    test('gives nothing of another target', async () => {
      await using world = await makeWorld();
      const other: PagerDutySource = { ...schedule, target: 'other', of: { schedule: 'POTHER1' } };
      world.given(schedule, [night]);
      world.given(other, []);
      expect(await world.source.shiftsOn(other, from, until)).toEqual([]);
    });

    test('gives all of a list of 250', async () => {
      await using world = await makeWorld();
      const minutes = Array.from({ length: 250 }, (_, nth) => nth);
      world.given(
        schedule,
        minutes.map((nth) => ({ user: alice, level: 1, start: from.add({ minutes: nth }), end: from.add({ minutes: nth + 1 }) })),
      );
      expect(await world.source.shiftsOn(schedule, from, until)).toHaveLength(250);
    });

    test('throws SourceUnavailable when it cannot answer', async () => {
      await using world = await makeWorld();
      world.given(schedule, [night]);
      world.goesDown();
      await expect(world.source.shiftsOn(schedule, from, until)).rejects.toBeInstanceOf(SourceUnavailable);
    });
  });
}
