import { describe, expect, test } from 'vitest';
import { daysOf, dueWeek, isOffHours, spanBefore } from '../../src/domain/week-of.ts';

const at = (text: string) => Temporal.Instant.from(text);
const time = (text: string) => Temporal.PlainTime.from(text);

const MONDAY = { day: 1, at: time('09:00') } as const;

/** What is due, as text. */
function due(now: string, { day = 1, at: post = '09:00', timezone = 'Europe/Berlin', last }: Partial<Asked> = {}) {
  const found = dueWeek({ day, at: time(post) }, timezone, at(now), last === undefined ? undefined : at(last));
  return found && [String(found.week.from), String(found.week.to), String(found.dueAt)];
}

interface Asked {
  day: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  at: string;
  timezone: string;
  last: string;
}

describe('which week is due', () => {
  test.each([
    [
      'a second before the post time it is the week before',
      '2026-11-09T07:59:59Z',
      '2026-11-01T23:00:00Z',
      '2026-11-02T08:00:00Z',
    ],
    ['at the post time it is the week that just ended', '2026-11-09T08:00:00Z', '2026-11-08T23:00:00Z', '2026-11-09T08:00:00Z'],
    ['a second after too', '2026-11-09T08:00:01Z', '2026-11-08T23:00:00Z', '2026-11-09T08:00:00Z'],
    ['on the Sunday after still', '2026-11-15T22:59:59Z', '2026-11-08T23:00:00Z', '2026-11-09T08:00:00Z'],
  ])('%s', (_what, now, to, dueAt) => {
    expect(due(now)?.slice(1)).toEqual([to, dueAt]);
  });

  test('the week has 169 hours when the clocks go back in it, and 167 when they go forward', () => {
    expect(due('2026-10-26T08:00:00Z')).toEqual(['2026-10-18T22:00:00Z', '2026-10-25T23:00:00Z', '2026-10-26T08:00:00Z']);
    expect(due('2026-03-30T07:00:00Z')).toEqual(['2026-03-22T23:00:00Z', '2026-03-29T22:00:00Z', '2026-03-30T07:00:00Z']);
  });

  test('a post time that the clocks skip comes as much later: 02:30 is 03:30 in Berlin on 29 March 2026', () => {
    const sunday = { day: 7, at: '02:30' } as const;
    expect(due('2026-03-29T01:29:59Z', sunday)?.[2]).toBe('2026-03-22T01:30:00Z');
    expect(due('2026-03-29T01:30:00Z', sunday)).toEqual(['2026-03-21T23:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T01:30:00Z']);
  });

  test('a post time that comes twice counts the first time, and not again an hour later', () => {
    const sunday = { day: 7, at: '02:30' } as const;
    expect(due('2026-10-25T00:29:59Z', sunday)?.[2]).toBe('2026-10-18T00:30:00Z');
    expect(due('2026-10-25T00:30:00Z', sunday)).toEqual(['2026-10-17T22:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T00:30:00Z']);
    expect(due('2026-10-25T01:30:00Z', { ...sunday, last: '2026-10-24T22:00:00Z' })).toBeUndefined();
  });

  test('Chatham skips 02:45 to 03:45 and is 45 minutes off the hour', () => {
    const sunday = { day: 7, at: '03:00', timezone: 'Pacific/Chatham' } as const;
    expect(due('2026-09-26T14:14:59Z', sunday)?.[2]).toBe('2026-09-19T14:15:00Z');
    expect(due('2026-09-26T14:15:00Z', sunday)).toEqual(['2026-09-19T11:15:00Z', '2026-09-26T11:15:00Z', '2026-09-26T14:15:00Z']);
    expect(due('2026-04-05T12:00:00Z', { ...sunday, at: '03:00' })?.[2]).toBe('2026-04-04T13:15:00Z');
  });

  test('a day that begins at 01:00, because the clocks skip midnight, begins the week there', () => {
    const sunday = { day: 7, at: '00:00', timezone: 'America/Santiago' } as const;
    expect(due('2026-09-06T04:00:00Z', sunday)).toEqual(['2026-08-30T04:00:00Z', '2026-09-06T04:00:00Z', '2026-09-06T04:00:00Z']);
  });
});

describe('after a digest', () => {
  const LAST = '2026-11-01T23:00:00Z';

  test('nothing is due until the next post time', () => {
    expect(due('2026-11-02T08:00:00Z', { last: LAST })).toBeUndefined();
    expect(due('2026-11-09T07:59:59Z', { last: LAST })).toBeUndefined();
    expect(due('2026-11-09T08:00:00Z', { last: LAST })?.[0]).toBe(LAST);
  });

  test('when the clock jumps a month only the newest missed week is due, whole', () => {
    expect(due('2026-12-02T12:00:00Z', { last: LAST })).toEqual([
      ...['2026-11-22T23:00:00Z', '2026-11-29T23:00:00Z', '2026-11-30T08:00:00Z'],
    ]);
  });

  test('when the clock is set back nothing is due until it has caught up', () => {
    expect(due('2026-10-01T12:00:00Z', { last: LAST })).toBeUndefined();
  });

  test('a later posting day leaves no gap: a few days are told of with the week after them', () => {
    const thursday = { day: 4, last: LAST } as const;
    expect(due('2026-11-06T12:00:00Z', thursday)).toBeUndefined();
    expect(due('2026-11-12T08:00:00Z', thursday)?.slice(0, 2)).toEqual([LAST, '2026-11-11T23:00:00Z']);
  });

  test('an earlier posting day tells of nothing twice: the week is shorter', () => {
    const saturday = { day: 6, last: LAST } as const;
    expect(due('2026-11-07T08:00:00Z', saturday)?.slice(0, 2)).toEqual([LAST, '2026-11-06T23:00:00Z']);
  });

  test.each([
    ['America/Los_Angeles', '2026-11-09T08:00:00Z', '2026-11-09T17:00:00Z'],
    ['Pacific/Chatham', '2026-11-08T10:15:00Z', '2026-11-08T19:15:00Z'],
  ])('another zone, %s, begins where the last week ended', (timezone, to, dueAt) => {
    expect(due(dueAt, { timezone, last: LAST })).toEqual([LAST, to, dueAt]);
  });

  test('whatever day and time are changed to between posts, weeks follow each other without gap or overlap', () => {
    let last = at('2026-01-04T23:00:00Z');
    let now = last;
    for (let hour = 0; hour < 24 * 7 * 40; hour += 5) {
      now = now.add({ hours: 5 });
      const zones = ['Europe/Berlin', 'Pacific/Chatham', 'America/Los_Angeles'];
      const timezone = zones[Math.floor(hour / 300) % 3] as string;
      const day = ((Math.floor(hour / 200) % 7) + 1) as 1;
      const found = dueWeek({ day, at: time('02:30') }, timezone, now, last);
      if (!found) continue;
      expect(String(found.week.from)).toBe(String(last));
      expect(found.week.from.until(found.week.to).total('hours')).toBeGreaterThanOrEqual(96);
      expect(Temporal.Instant.compare(found.dueAt, now)).toBeLessThanOrEqual(0);
      last = found.week.to;
    }
    expect(last.until(now).total('hours')).toBeLessThan(24 * 12);
  });
});

describe('days and hours of a week', () => {
  test('it is compared with as many days before, whatever the clocks did', () => {
    const week = { from: at('2026-10-25T23:00:00Z'), to: at('2026-11-01T23:00:00Z') };
    expect(String(spanBefore(week, 'Europe/Berlin').from)).toBe('2026-10-18T22:00:00Z');
    const hours = { from: at('2026-10-25T10:00:00Z'), to: at('2026-10-25T16:00:00Z') };
    expect(String(spanBefore(hours, 'Europe/Berlin').from)).toBe('2026-10-25T04:00:00Z');
  });

  test('its days are seven also when one has 23 hours, each from its own midnight', () => {
    const days = daysOf({ from: at('2026-03-22T23:00:00Z'), to: at('2026-03-29T22:00:00Z') }, 'Europe/Berlin');
    expect(days.map(({ date }) => date)).toEqual([
      ...['2026-03-23', '2026-03-24', '2026-03-25', '2026-03-26', '2026-03-27', '2026-03-28', '2026-03-29'],
    ]);
    expect(String(days[6]?.from)).toBe('2026-03-28T23:00:00Z');
  });

  test('a span that begins and ends within a day touches both days', () => {
    const days = daysOf({ from: at('2026-11-01T12:00:00Z'), to: at('2026-11-02T12:00:00Z') }, 'UTC');
    expect(days.map(({ date }) => date)).toEqual(['2026-11-01', '2026-11-02']);
  });

  const OFFICE = { days: [1, 2, 3, 4, 5], from: time('08:00'), to: time('18:00') } as const;

  test.each([
    ['2026-11-02T06:59:59Z', true],
    ['2026-11-02T07:00:00Z', false],
    ['2026-11-02T16:59:59Z', false],
    ['2026-11-02T17:00:00Z', true],
    ['2026-11-07T12:00:00Z', true],
    ['2026-07-06T06:00:00Z', false],
  ])('office hours begin with their first minute and end before their last, on their days: %s', (when, off) => {
    expect(isOffHours(at(when), OFFICE, 'Europe/Berlin')).toBe(off);
  });
});

test('the first digest of all is of the newest week', () => {
  expect(dueWeek(MONDAY, 'UTC', at('2026-11-11T00:00:00Z'))?.week.to.toString()).toBe('2026-11-09T00:00:00Z');
});
