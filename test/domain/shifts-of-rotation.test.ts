import { describe, expect, test } from 'vitest';
import type { OnCallRotation } from '../../src/domain/on-call-rotation.ts';
import { shiftsOfRotation } from '../../src/domain/shifts-of-rotation.ts';
import { instantOf } from '../../src/domain/wall-time.ts';
import { aRotation, wall } from '../builders/a-rotation.ts';

// Who is on call from when until when, in the clock of the rotation.
function said(rotation: OnCallRotation, from: string, until: string): string[] {
  const at = (text: string) => instantOf(wall(text), rotation.timezone);
  const time = (instant: Temporal.Instant) =>
    instant.toZonedDateTimeISO(rotation.timezone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  return shiftsOfRotation(rotation, at(from), at(until)).map(({ person, start, end }) => `${person} ${time(start)} ${time(end)}`);
}

const at = (text: string) => Temporal.PlainTime.from(text);
const override = (replace: string, by: string, from: string, to: string) => ({
  replace,
  with: by,
  from: wall(from),
  to: wall(to),
});

describe('turns', () => {
  test('go round, each until the next begins', () => {
    expect(said(aRotation({ members: [['alice'], ['bob'], ['carol']] }), '2026-01-20T00:00', '2026-02-03T00:00')).toEqual([
      'carol 2026-01-19T09:00 2026-01-26T09:00',
      'alice 2026-01-26T09:00 2026-02-02T09:00',
      'bob 2026-02-02T09:00 2026-02-09T09:00',
    ]);
  });

  test.each([
    ['2026-01-12T08:59', 'alice'],
    ['2026-01-12T09:00', 'bob'],
    ['2026-01-12T09:01', 'bob'],
  ])('at %s, about a hand-off, %s is on call', (time, person) => {
    const after = wall(time).add({ seconds: 1 }).toString();
    expect(said(aRotation(), time, after)).toEqual([expect.stringContaining(person)]);
  });

  test('begin with the anchor: nobody is on call before it', () => {
    expect(said(aRotation(), '2025-06-01T00:00', '2026-01-05T09:00')).toEqual([]);
    expect(said(aRotation(), '2025-12-01T00:00', '2026-01-05T09:01')).toEqual(['alice 2026-01-05T09:00 2026-01-12T09:00']);
  });

  test('are over at the end that the rotation has, in the middle of one as well', () => {
    const rotation = aRotation({ until: wall('2026-01-14T12:00') });
    expect(said(rotation, '2026-01-10T00:00', '2026-02-10T00:00')).toEqual([
      'alice 2026-01-05T09:00 2026-01-12T09:00',
      'bob 2026-01-12T09:00 2026-01-14T12:00',
    ]);
    expect(said(rotation, '2026-01-14T12:00', '2026-02-10T00:00')).toEqual([]);
  });

  test('of nobody are gaps', () => {
    expect(said(aRotation({ members: [['alice'], []] }), '2026-01-12T09:00', '2026-01-19T09:00')).toEqual([]);
  });

  test('of several have all of them', () => {
    expect(said(aRotation({ members: [['carol', 'dave']] }), '2026-01-06T00:00', '2026-01-07T00:00')).toEqual([
      'carol 2026-01-05T09:00 2026-01-12T09:00',
      'dave 2026-01-05T09:00 2026-01-12T09:00',
    ]);
  });

  test('that are a week long have an hour fewer when clocks go forward, and hand over at the same time of day', () => {
    expect(said(aRotation(), '2026-03-25T00:00', '2026-03-31T00:00')).toEqual([
      'bob 2026-03-23T09:00 2026-03-30T09:00',
      'alice 2026-03-30T09:00 2026-04-06T09:00',
    ]);
  });
});

describe('active times', () => {
  const office = { days: [1, 2, 3, 4, 5], from: at('09:00'), to: at('17:00') } as const;

  test('leave the nights and weekends out', () => {
    expect(said(aRotation({ active: [office] }), '2026-01-09T12:00', '2026-01-12T12:00')).toEqual([
      'alice 2026-01-09T09:00 2026-01-09T17:00',
      'bob 2026-01-12T09:00 2026-01-12T17:00',
    ]);
  });

  test('may reach past midnight, into a day that is none of theirs', () => {
    const nights = { days: [5], from: at('22:00'), to: at('06:00') } as const;
    expect(said(aRotation({ active: [nights] }), '2026-01-10T05:00', '2026-01-10T12:00')).toEqual([
      'alice 2026-01-09T22:00 2026-01-10T06:00',
    ]);
    expect(said(aRotation({ active: [nights] }), '2026-01-10T06:00', '2026-01-16T22:00')).toEqual([]);
  });

  test('are cut by the hand-off', () => {
    const nights = { days: [7], from: at('22:00'), to: at('10:00') } as const;
    expect(said(aRotation({ active: [nights] }), '2026-01-11T23:00', '2026-01-12T12:00')).toEqual([
      'alice 2026-01-11T22:00 2026-01-12T09:00',
      'bob 2026-01-12T09:00 2026-01-12T10:00',
    ]);
  });

  test('that overlap or adjoin are one', () => {
    const early = { days: [2], from: at('08:00'), to: at('12:00') } as const;
    const late = { days: [2], from: at('12:00'), to: at('16:00') } as const;
    expect(said(aRotation({ active: [late, early] }), '2026-01-06T09:00', '2026-01-06T10:00')).toEqual([
      'alice 2026-01-06T08:00 2026-01-06T16:00',
    ]);
  });

  test('from midnight to midnight are a day', () => {
    const tuesday = { days: [2], from: at('00:00'), to: at('00:00') } as const;
    expect(said(aRotation({ active: [tuesday] }), '2026-01-06T23:59', '2026-01-08T00:00')).toEqual([
      'alice 2026-01-06T00:00 2026-01-07T00:00',
    ]);
  });

  test('that begin and end within a gap of the clocks are none', () => {
    const skipped = { days: [7], from: at('02:10'), to: at('02:50') } as const;
    expect(said(aRotation({ active: [skipped] }), '2026-03-29T00:00', '2026-03-29T12:00')).toEqual([]);
    expect(said(aRotation({ active: [skipped] }), '2026-04-05T00:00', '2026-04-05T12:00')).toHaveLength(1);
  });
});

describe('overrides', () => {
  test('cut a turn in three', () => {
    const rotation = aRotation({ overrides: [override('alice', 'bob', '2026-01-07T09:00', '2026-01-08T09:00')] });
    expect(said(rotation, '2026-01-06T00:00', '2026-01-12T00:00')).toEqual([
      'alice 2026-01-05T09:00 2026-01-07T09:00',
      'bob 2026-01-07T09:00 2026-01-08T09:00',
      'alice 2026-01-08T09:00 2026-01-12T09:00',
    ]);
  });

  test('swap two people: nobody stands in for a stand-in', () => {
    const swap = ['2026-01-05T09:00', '2026-01-19T09:00'] as const;
    const rotation = aRotation({ overrides: [override('alice', 'bob', ...swap), override('bob', 'alice', ...swap)] });
    expect(said(rotation, '2026-01-06T00:00', '2026-01-18T00:00')).toEqual([
      'bob 2026-01-05T09:00 2026-01-12T09:00',
      'alice 2026-01-12T09:00 2026-01-19T09:00',
    ]);
  });

  test('that overlap: the one further down counts', () => {
    const rotation = aRotation({
      overrides: [
        override('alice', 'bob', '2026-01-06T00:00', '2026-01-09T00:00'),
        override('alice', 'carol', '2026-01-07T00:00', '2026-01-08T00:00'),
      ],
    });
    expect(said(rotation, '2026-01-06T12:00', '2026-01-08T12:00')).toEqual([
      'bob 2026-01-06T00:00 2026-01-07T00:00',
      'carol 2026-01-07T00:00 2026-01-08T00:00',
      'bob 2026-01-08T00:00 2026-01-09T00:00',
    ]);
  });

  test('by somebody who has the turn as well make one shift of theirs', () => {
    const rotation = aRotation({
      members: [['carol', 'dave']],
      overrides: [override('carol', 'dave', '2026-01-07T00:00', '2026-01-08T00:00')],
    });
    expect(said(rotation, '2026-01-06T00:00', '2026-01-09T00:00')).toEqual([
      'carol 2026-01-05T09:00 2026-01-07T00:00',
      'dave 2026-01-05T09:00 2026-01-12T09:00',
      'carol 2026-01-08T00:00 2026-01-12T09:00',
    ]);
  });

  test('outside of the turns of whom they replace change nothing', () => {
    const rotation = aRotation({ overrides: [override('bob', 'carol', '2026-01-06T00:00', '2026-01-08T00:00')] });
    expect(said(rotation, '2026-01-06T00:00', '2026-01-09T00:00')).toEqual(['alice 2026-01-05T09:00 2026-01-12T09:00']);
  });

  test('are at wall times too: through the night in which clocks go back they last an hour longer', () => {
    const rotation = aRotation({ overrides: [override('alice', 'bob', '2026-10-24T22:00', '2026-10-25T06:00')] });
    const shifts = shiftsOfRotation(
      aRotation({ ...rotation, members: [['alice']] }),
      Temporal.Instant.from('2026-10-24T21:00:00Z'),
      Temporal.Instant.from('2026-10-24T22:00:00Z'),
    );
    expect(shifts.map(({ person, start, end }) => [person, start.until(end).total('hours')])).toEqual([['bob', 9]]);
  });
});
