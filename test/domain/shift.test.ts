import { describe, expect, test } from 'vitest';
import { coverOf, onCallAt, type Shift } from '../../src/domain/shift.ts';

const at = (text: string) => Temporal.Instant.from(text);
const ALICE = { rotation: 'alice', pagerduty: 'PALICE1' };
const seven = '2026-03-02T07:00:00Z';

function aShift(from: string | undefined, until: string | undefined, more: Partial<Shift> = {}): Shift {
  const times = { ...(from && { start: at(from) }), ...(until && { end: at(until) }) };
  return {
    target: 'db-primary',
    user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
    level: 1,
    ...times,
    ...more,
  };
}

const night = aShift('2026-03-01T19:00:00Z', seven);
const coverEnd = (shifts: Shift[], when: string) => coverOf(ALICE, shifts, at(when))?.end?.toString();

describe('a cover', () => {
  test.each([
    ['2026-03-01T18:59:59Z', undefined],
    ['2026-03-01T19:00:00Z', seven],
    ['2026-03-01T19:00:01Z', seven],
    ['2026-03-02T06:59:59Z', seven],
    ['2026-03-02T07:00:00Z', undefined],
    ['2026-03-02T07:00:01Z', undefined],
  ])('of a shift from 19:00 to 07:00, asked at %s, ends at %s', (when, end) => {
    expect(coverEnd([night], when)).toBe(end);
  });

  test('is not lent by the shift of somebody else', () => {
    expect(coverOf({ rotation: 'bob', pagerduty: 'PBOB002' }, [night], at('2026-03-02T03:17:00Z'))).toBeUndefined();
  });

  test.each([
    ['back to back', '2026-03-02T07:00:00Z', '2026-03-02T15:00:00Z'],
    ['59 s later', '2026-03-02T07:00:59Z', '2026-03-02T15:00:00Z'],
    ['60 s later', '2026-03-02T07:01:00Z', '2026-03-02T15:00:00Z'],
    ['61 s later', '2026-03-02T07:01:01Z', seven],
    ['overlapping', '2026-03-02T05:00:00Z', '2026-03-02T15:00:00Z'],
  ])('with a next shift %s ends at %s', (_, start, end) => {
    const next = aShift(start, '2026-03-02T15:00:00Z');
    expect(coverEnd([next, night], '2026-03-02T03:17:00Z')).toBe(end);
  });

  test('runs on over many shifts in whatever order they come', () => {
    const second = aShift(seven, '2026-03-02T15:00:00Z');
    const third = aShift('2026-03-02T15:00:30Z', '2026-03-02T23:00:00Z');
    expect(coverEnd([third, night, second], '2026-03-02T03:17:00Z')).toBe('2026-03-02T23:00:00Z');
  });

  test('is not shortened by a shift within another', () => {
    const within = aShift('2026-03-02T01:00:00Z', '2026-03-02T02:00:00Z');
    expect(coverEnd([night, within], '2026-03-02T01:30:00Z')).toBe(seven);
  });

  test('does not bridge a gap that lies before the question', () => {
    const before = aShift('2026-03-01T11:00:00Z', '2026-03-01T18:00:00Z');
    expect(coverEnd([before, night], '2026-03-01T18:30:00Z')).toBeUndefined();
  });

  test('of an override over the shift ends where the override began', () => {
    const untilFour = aShift('2026-03-01T19:00:00Z', '2026-03-02T04:00:00Z');
    const bob = aShift('2026-03-02T04:00:00Z', '2026-03-02T05:00:00Z', {
      user: { provider: 'pagerduty' as const, id: 'PBOB002', name: 'Bob' },
    });
    const fromFive = aShift('2026-03-02T05:00:00Z', seven);
    expect(coverEnd([untilFour, bob, fromFive], '2026-03-02T03:17:00Z')).toBe('2026-03-02T04:00:00Z');
  });

  test('over the night of a leap day ends on the first of March', () => {
    const leap = aShift('2028-02-28T19:00:00Z', '2028-02-29T07:00:00Z');
    const next = aShift('2028-02-29T07:00:00Z', '2028-03-01T07:00:00Z');
    expect(coverEnd([leap, next], '2028-02-29T00:00:00Z')).toBe('2028-03-01T07:00:00Z');
  });

  test('by a permanent entry has no end, whatever else holds', () => {
    const permanent = aShift(undefined, undefined, { level: 2 });
    expect(coverOf(ALICE, [night, permanent], at('2026-03-02T03:17:00Z'))).toEqual({ target: 'db-primary', level: 2 });
  });

  test('that runs into an entry without an end has none', () => {
    expect(coverOf(ALICE, [night, aShift(seven, undefined)], at('2026-03-02T03:17:00Z'))).toEqual({
      target: 'db-primary',
      level: 1,
    });
  });

  test('names the lowest level it is held on', () => {
    const second = aShift('2026-03-01T19:00:00Z', seven, { level: 2 });
    expect(coverOf(ALICE, [second, night], at('2026-03-02T03:17:00Z'))?.level).toBe(1);
  });
});

describe('who is on call', () => {
  const bob = aShift('2026-03-02T05:00:00Z', '2026-03-02T09:00:00Z', {
    user: { provider: 'pagerduty' as const, id: 'PBOB002', name: 'Bob' },
    level: 2,
  });

  test('is everyone on call then, lowest level first, each once', () => {
    const again = aShift('2026-03-01T19:00:00Z', seven, { level: 3 });
    const found = onCallAt([again, bob, night], at('2026-03-02T06:00:00Z'));
    expect(found.map(({ name }) => name)).toEqual(['Alice', 'Bob']);
  });

  test.each([
    ['2026-03-02T04:59:59Z', ['Alice']],
    ['2026-03-02T05:00:00Z', ['Alice', 'Bob']],
    ['2026-03-02T07:00:00Z', ['Bob']],
    ['2026-03-02T09:00:00Z', []],
  ])('at %s is %j', (when, names) => {
    expect(onCallAt([night, bob], at(when)).map(({ name }) => name)).toEqual(names);
  });

  test('until the end of their cover, not of the shift under way', () => {
    const next = aShift(seven, '2026-03-02T11:00:00Z');
    expect(onCallAt([night, next], at('2026-03-02T06:00:00Z'))).toEqual([{ name: 'Alice', until: at('2026-03-02T11:00:00Z') }]);
  });
});
