import { describe, expect, it } from 'vitest';
import { sayDuration, sayLastingTime, sayMoment, saySecond, sayTime } from '../../src/domain/say-time.ts';

const now = Temporal.Instant.from('2026-11-22T03:17:00Z');
const time = (at: string, timezone = 'Europe/Berlin') => sayTime(Temporal.Instant.from(at), timezone, now);

describe('times as people say them', () => {
  it.each([
    ['2026-11-22T06:00:00Z', '07:00'],
    ['2026-11-22T22:59:59Z', '23:59'],
    ['2026-11-22T23:00:00Z', 'tomorrow 00:00'],
    ['2026-11-23T06:00:00Z', 'tomorrow 07:00'],
    ['2026-11-24T06:00:00Z', 'Tue 24 Nov 07:00'],
    ['2026-11-21T06:00:00Z', 'Sat 21 Nov 07:00'],
    ['2027-02-28T06:00:00Z', 'Sun 28 Feb 2027 07:00'],
  ])('%s is %s', (at, words) => {
    expect(time(at)).toBe(words);
  });

  it.each([
    ['2026-11-22T06:00:00Z', '07:00', 'at 07:00'],
    ['2026-11-22T23:00:00Z', 'Mon 23 Nov 00:00', 'on Mon 23 Nov, 00:00'],
    ['2026-11-21T06:00:00Z', 'Sat 21 Nov 07:00', 'on Sat 21 Nov, 07:00'],
    ['2027-01-01T06:00:00Z', 'Fri 1 Jan 2027 07:00', 'on Fri 1 Jan 2027, 07:00'],
  ])('%s never is "tomorrow" where it is read later: %s, %s', (at, lasting, moment) => {
    const reader = { timezone: 'Europe/Berlin', now };
    expect(sayLastingTime(Temporal.Instant.from(at), reader)).toBe(lasting);
    expect(sayMoment(Temporal.Instant.from(at), reader)).toBe(moment);
  });

  it.each([
    ['2026-11-22T00:48:30Z', '01:48:30'],
    ['2026-11-22T00:48:29.001Z', '01:48:30'],
    ['2026-11-22T22:59:59.5Z', '00:00:00'],
  ])('%s to the second is %s', (at, clock) => {
    expect(saySecond(Temporal.Instant.from(at), 'Europe/Berlin')).toBe(clock);
  });

  it("are on the reader's own clocks", () => {
    expect(time('2026-11-22T06:00:00Z', 'America/Los_Angeles')).toBe('22:00');
    expect(time('2026-11-22T06:00:00Z', 'Asia/Kathmandu')).toBe('11:45');
  });
});

describe('durations as people say them', () => {
  it.each([
    ['PT30M', '30 min'],
    ['PT4H', '4 h'],
    ['PT90M', '1 h 30 min'],
    ['PT60S', '1 min'],
    ['PT45S', '45 s'],
    ['PT0.4S', '1 s'],
    ['PT0S', '0 s'],
    ['PT24H', '24 h'],
  ])('%s is %s', (duration, words) => {
    expect(sayDuration(Temporal.Duration.from(duration))).toBe(words);
  });
});
