import { describe, expect, test } from 'vitest';
import { shiftsOfRotation } from '../../src/domain/shifts-of-rotation.ts';
import { clockChanges, instantOf } from '../../src/domain/wall-time.ts';
import { aRotation, wall } from '../builders/a-rotation.ts';

// Each hand-off as the zone's own clock shows it, with its offset.
function handOffs(
  timezone: string,
  anchor: string,
  from: string,
  until: string,
  every: { days: number } | { weeks: number } = { days: 1 },
) {
  const rotation = aRotation({ timezone, anchor: wall(anchor), every, members: [['alice'], ['bob']] });
  const shifts = shiftsOfRotation(rotation, instantOf(wall(from), timezone), instantOf(wall(until), timezone));
  return shifts.map(({ start }) => start.toString({ timeZone: timezone, smallestUnit: 'minute' }));
}

describe('the hand-off times that GoAlert publishes', () => {
  test('01:30 in Chicago when October 2020 ends: of two the first', () => {
    expect(handOffs('America/Chicago', '2020-10-30T01:30', '2020-10-30T01:30', '2020-11-03T01:31')).toEqual([
      '2020-10-30T01:30-05:00',
      '2020-10-31T01:30-05:00',
      '2020-11-01T01:30-05:00',
      '2020-11-02T01:30-06:00',
      '2020-11-03T01:30-06:00',
    ]);
  });

  test('02:30 in Chicago in March 2020: 03:00 where it is skipped, and 02:30 again from the next day on', () => {
    expect(handOffs('America/Chicago', '2020-03-06T02:30', '2020-03-06T02:30', '2020-03-10T02:31')).toEqual([
      '2020-03-06T02:30-06:00',
      '2020-03-07T02:30-06:00',
      '2020-03-08T03:00-05:00',
      '2020-03-09T02:30-05:00',
      '2020-03-10T02:30-05:00',
    ]);
  });

  test.each([
    [
      '2021-04-02T02:30',
      ['2021-04-02T02:30+11:00', '2021-04-03T02:30+11:00', '2021-04-04T02:30+10:30', '2021-04-05T02:30+10:30'],
    ],
    [
      '2021-04-02T02:00',
      ['2021-04-02T02:00+11:00', '2021-04-03T02:00+11:00', '2021-04-04T02:00+10:30', '2021-04-05T02:00+10:30'],
    ],
    [
      '2020-10-02T01:30',
      ['2020-10-02T01:30+10:30', '2020-10-03T01:30+10:30', '2020-10-04T01:30+10:30', '2020-10-05T01:30+11:00'],
    ],
    [
      '2020-10-02T02:15',
      ['2020-10-02T02:15+10:30', '2020-10-03T02:15+10:30', '2020-10-04T02:30+11:00', '2020-10-05T02:15+11:00'],
    ],
  ])('daily from %s on Lord Howe, whose clocks change by half an hour', (anchor, expected) => {
    const after = wall(anchor).add({ days: 3, minutes: 1 }).toString();
    expect(handOffs('Australia/Lord_Howe', anchor, anchor, after)).toEqual(expected);
  });

  test.each([
    ['2017-03-10T08:00', 7 * 24 - 1],
    ['2017-11-04T08:00', 7 * 24 + 1],
    ['2017-06-10T08:00', 7 * 24],
  ])('a week from %s in Chicago has %i hours', (anchor, hours) => {
    const [shift] = shiftsOfRotation(
      aRotation({ timezone: 'America/Chicago', anchor: wall(anchor) }),
      instantOf(wall(anchor), 'America/Chicago'),
      instantOf(wall(anchor).add({ hours: 1 }), 'America/Chicago'),
    );
    expect(shift?.start.until(shift.end).total('hours')).toBe(hours);
  });
});

test('a hand-off in the fold of Berlin is at the first of the two', () => {
  expect(handOffs('Europe/Berlin', '2026-10-24T02:30', '2026-10-24T02:30', '2026-10-26T02:31')).toEqual([
    '2026-10-24T02:30+02:00',
    '2026-10-25T02:30+02:00',
    '2026-10-26T02:30+01:00',
  ]);
});

test('years after a gap the hand-off is still at the time that the file says', () => {
  expect(handOffs('America/Chicago', '2020-03-06T02:30', '2026-07-01T00:00', '2026-07-01T12:00').at(-1)).toBe(
    '2026-07-01T02:30-05:00',
  );
});

test('a turn of a day hands over on a leap day', () => {
  expect(handOffs('UTC', '2024-02-01T09:00', '2024-02-28T09:00', '2024-03-01T09:01')).toEqual([
    '2024-02-28T09:00+00:00',
    '2024-02-29T09:00+00:00',
    '2024-03-01T09:00+00:00',
  ]);
});

test('the turn of a day that a zone left out is over before it begins', () => {
  expect(handOffs('Pacific/Apia', '2011-12-28T00:00', '2011-12-28T00:00', '2012-01-01T00:01')).toEqual([
    '2011-12-28T00:00-10:00',
    '2011-12-29T00:00-10:00',
    '2011-12-31T00:00+14:00',
    '2012-01-01T00:00+14:00',
  ]);
});

test('the changes of the clocks are told as the wall times that are skipped or come twice', () => {
  const [from, until] = ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'].map((text) => Temporal.Instant.from(text));
  const changes = clockChanges('Australia/Lord_Howe', from as Temporal.Instant, until as Temporal.Instant);
  expect(changes.map(({ kind, from, to }) => [kind, `${from}`, `${to}`])).toEqual([
    ['fold', '2026-04-05T01:30:00', '2026-04-05T02:00:00'],
    ['gap', '2026-10-04T02:00:00', '2026-10-04T02:30:00'],
  ]);
});
