import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OnCallRotation } from '../../src/domain/on-call-rotation.ts';
import { shiftsOfRotation } from '../../src/domain/shifts-of-rotation.ts';
import { daysOfTurn } from '../../src/domain/turns-of-rotation.ts';
import { instantOf } from '../../src/domain/wall-time.ts';
import { aRotation, wall } from '../builders/a-rotation.ts';

const RUNS = { numRuns: 1000, seed: 5 };
const NAMES = ['alice', 'bob', 'carol', 'dave'];
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/Chicago',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/St_Johns',
);
// About the hours in which clocks change.
const wallTimes = fc
  .record({ day: fc.integer({ min: 0, max: 500 }), quarter: fc.integer({ min: 0, max: 95 }) })
  .map(({ day, quarter }) => wall('2026-01-01T00:00').add({ days: day, minutes: quarter * 15 }));
const every = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((days) => ({ days })),
  fc.integer({ min: 1, max: 2 }).map((weeks) => ({ weeks })),
);
const times = fc.integer({ min: 0, max: 95 }).map((quarter) => new Temporal.PlainTime().add({ minutes: quarter * 15 }));
const active = fc.array(
  fc.record({ days: fc.subarray([1, 2, 3, 4, 5, 6, 7] as const, { minLength: 1 }), from: times, to: times }),
  { minLength: 1, maxLength: 3 },
);
const overrides = fc.array(
  fc
    .record({
      who: fc.constantFrom(...NAMES),
      by: fc.constantFrom(...NAMES),
      from: wallTimes,
      hours: fc.integer({ min: 1, max: 400 }),
    })
    .map(({ who, by, from, hours }) => ({ replace: who, with: by, from, to: from.add({ hours }) })),
  { maxLength: 6 },
);
const rotations = fc
  .record({
    ...{ timezone: zones, anchor: wallTimes, every, overrides },
    members: fc.array(fc.subarray(NAMES), { minLength: 1, maxLength: 4 }),
    active: fc.option(active, { nil: undefined }),
    until: fc.option(wallTimes, { nil: undefined }),
  })
  .map(({ active, until, ...rest }) => aRotation({ ...rest, ...(active && { active }), ...(until && { until }) }));
const moments = fc
  .integer({ min: 0, max: 600 * 24 * 60 })
  .map((minutes) => Temporal.Instant.from('2026-01-01T00:00:00Z').add({ minutes }));

const second = (at: Temporal.Instant) => [at, at.add({ seconds: 1 })] as const;
const onCall = (rotation: OnCallRotation, at: Temporal.Instant) =>
  shiftsOfRotation(rotation, ...second(at))
    .map(({ person }) => person)
    .toSorted();

test('whoever is on call at a time is so by the definition, looked up hand-off by hand-off', () => {
  fc.assert(
    fc.property(rotations, moments, (rotation, at) => {
      expect(onCall(rotation, at)).toEqual(byDefinition(rotation, at));
    }),
    RUNS,
  );
});

test('a long window says of each time within it what a second does', () => {
  fc.assert(
    fc.property(
      rotations,
      moments,
      fc.integer({ min: 0, max: 10_000 }),
      fc.integer({ min: 1, max: 10_000 }),
      (rotation, at, before, after) => {
        const shifts = shiftsOfRotation(rotation, at.subtract({ minutes: before }), at.add({ minutes: after }));
        const holding = shifts.filter(({ start, end }) => reached(at, start) && !reached(at, end));
        expect(holding.map(({ person }) => person).toSorted()).toEqual(onCall(rotation, at));
      },
    ),
    RUNS,
  );
});

test('without gaps and ends somebody is on call all the time, until the next one is', () => {
  fc.assert(
    fc.property(zones, wallTimes, every, fc.integer({ min: 1, max: 2000 }), (timezone, anchor, every, hours) => {
      const rotation = aRotation({ timezone, anchor, every });
      const from = instantOf(anchor, timezone);
      const shifts = shiftsOfRotation(rotation, from, from.add({ hours }));
      expect(shifts[0]?.start.equals(from)).toBe(true);
      expect(shifts.slice(1).every(({ start }, index) => shifts[index]?.end.equals(start))).toBe(true);
      expect(reached(shifts.at(-1)?.end ?? from, from.add({ hours }))).toBe(true);
    }),
    RUNS,
  );
});

function byDefinition(rotation: OnCallRotation, at: Temporal.Instant): string[] {
  const { anchor, members, overrides, until, timezone } = rotation;
  const isBy = (time: Temporal.PlainDateTime) => reached(at, instantOf(time, timezone));
  let turns = 0;
  while (isBy(anchor.add({ days: turns * daysOfTurn(rotation) }))) turns++;
  if (turns === 0 || (until && isBy(until)) || !isActive(rotation, at)) return [];
  const turn = members[(turns - 1) % members.length] ?? [];
  const stood = turn.map(
    (member) => overrides.findLast((one) => one.replace === member && isBy(one.from) && !isBy(one.to))?.with ?? member,
  );
  return [...new Set(stood)].toSorted();
}

function isActive({ active, timezone }: OnCallRotation, at: Temporal.Instant): boolean {
  const today = at.toZonedDateTimeISO(timezone).toPlainDate();
  const dates = [-2, -1, 0, 1].map((days) => today.add({ days }));
  const windows = (active ?? []).flatMap(({ days, from, to }) =>
    dates
      .filter(({ dayOfWeek }) => days.some((day) => day === dayOfWeek))
      .map((date) => ({
        start: instantOf(date.toPlainDateTime(from), timezone),
        end: instantOf(date.add({ days: Temporal.PlainTime.compare(to, from) <= 0 ? 1 : 0 }).toPlainDateTime(to), timezone),
      })),
  );
  return active === undefined || windows.some(({ start, end }) => reached(at, start) && !reached(at, end));
}

function reached(at: Temporal.Instant, time: Temporal.Instant): boolean {
  return Temporal.Instant.compare(time, at) <= 0;
}
