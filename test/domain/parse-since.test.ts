import { expect, test } from 'vitest';
import { parseSince } from '../../src/domain/command-text/parse-since.ts';

const NOW = Temporal.Instant.from('2026-11-04T10:00:00Z');

const since = (text: string, timezone = 'Europe/Berlin') => {
  const reading = parseSince(text, timezone, NOW);
  return reading.ok ? reading.from.toString() : reading.text;
};

test.each([
  ['', '2026-10-28T10:00:00Z'],
  ['7d', '2026-10-28T10:00:00Z'],
  ['  since  7D ', '2026-10-28T10:00:00Z'],
  ['24h', '2026-11-03T10:00:00Z'],
  ['2026-11-01', '2026-10-31T23:00:00Z'],
  ['since 2026‑11‑01', '2026-10-31T23:00:00Z'],
  ['92d', '2026-08-04T09:00:00Z'],
])('%j begins at %s', (text, from) => {
  expect(since(text)).toBe(from);
});

test('days and weeks are those of the clocks: over their change a day has 25 hours', () => {
  expect(since('2w')).toBe('2026-10-21T09:00:00Z');
});

test.each(['yesterday', '0d', '7', '7d 8d', '2026-02-30', '2026-1-1', '-7d', '7m', 'since'.repeat(500), '\u0000', '<@U1>'])(
  '%j is not understood, and it is said what would be',
  (text) => {
    expect(since(text)).toMatch(/^I can't read .* Say 7d, 2w, 24h, or a date such as 2026-11-01\.$/s);
    expect(since(text).length).toBeLessThan(200);
  },
);

test.each(['2026-11-05', '2999-01-01'])('%s has not been yet', (text) => {
  expect(since(text)).toMatch(/^That is not in the past\./);
});

test.each(['93d', '9999w', '2020-01-01', '0001-01-01'])('%s is too long ago', (text) => {
  expect(since(text)).toBe('That is over 92 days ago, the most one digest tells of.');
});
