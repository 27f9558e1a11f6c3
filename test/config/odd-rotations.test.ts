import { expect, test } from 'vitest';
import { printFound } from '../../src/config/mistake.ts';
import { readPolicy } from '../../src/config/read-policy.ts';
import { WEEK, withRotations } from './a-rotation-file.ts';
import { aPolicyFolder } from './policy-folder.ts';

const NOW = Temporal.Instant.from('2026-02-01T12:00:00Z');

/** What is found in the file of rotations at that time. */
async function found(week: string, now = NOW): Promise<string[]> {
  const { findings } = await readPolicy(await aPolicyFolder(withRotations(week)), now);
  return findings.filter(({ file, severity }) => file === 'rotations/week.yml' && severity !== 'note').map(printFound);
}

const daily = (time: string, timezone = 'Europe/Berlin') =>
  `timezone: ${timezone}\nrotations: [{ id: week, anchor: "2026-01-01T${time}", every: { days: 1 }, members: [[alice], [bob]] }]\n`;

test('nothing is odd about a rotation by day', async () => {
  expect(await found(WEEK)).toEqual([]);
});

test('a hand-off that will fall into a gap and a fold is told of, with the first of each and their number in three years', async () => {
  expect(await found(daily('02:30'))).toEqual([
    'rotations/week.yml:2 rotations[0].anchor: warning: on 2026-03-29 clocks skip 02:30: a hand-off is at 03:00; on 2026-10-25 clocks show 02:30 twice: a hand-off is at the first (6 such days in the next three years)',
  ]);
});

test.each([
  ['02:00', 2],
  ['01:59', 0],
  ['03:00', 0],
])('a hand-off at %s is odd on %i days of a year in Berlin', async (time, days) => {
  expect((await found(daily(time)).then(([text = '']) => text)).includes('skip')).toBe(days > 0);
});

test('a gap of half an hour is one', async () => {
  expect(await found(daily('02:15', 'Australia/Lord_Howe'))).toEqual([
    expect.stringContaining('on 2026-10-04 clocks skip 02:15: a hand-off is at 02:30'),
  ]);
});

test('a zone without daylight saving has no odd times', async () => {
  expect(await found(daily('02:30', 'Asia/Tokyo'))).toEqual([]);
});

test('a weekly hand-off is odd only on the days that it is on', async () => {
  const weekly = (date: string) => daily('02:30').replace('2026-01-01', date).replace('days: 1', 'weeks: 1');
  expect(await found(weekly('2026-01-05'))).toEqual([]);
  expect(await found(weekly('2026-01-04'))).toEqual([expect.stringContaining('on 2026-03-29 clocks skip 02:30')]);
});

test('what is longer ahead than three years, or past, is not told of', async () => {
  const until = daily('02:30').replace('members:', 'until: "2026-03-29T00:00", members:');
  expect(await found(until)).toEqual([]);
});

test('active times and overrides may be odd as well', async () => {
  const text = WEEK.replace('days: [mo, fr], from: "09:00", to: "17:00"', 'days: [sa], from: "22:00", to: "02:30"').replace(
    '"2026-03-06T09:00", to: "2026-03-07T09:00"',
    '"2026-10-24T22:00", to: "2026-10-25T02:30"',
  );
  expect(await found(text)).toEqual([
    expect.stringContaining('rotations[0].active[0].to: warning: on 2026-03-29 clocks skip 02:30: its end is at 03:00'),
    expect.stringContaining('overrides[0].to: warning: on 2026-10-25 clocks show 02:30 twice: it is at the first'),
    expect.stringContaining('overrides[0]: warning: changes nothing'),
  ]);
});

test('an override at a time when its person has no turn is told of until it is over', async () => {
  const text = WEEK.replace('2026-03-06T09:00', '2026-02-10T09:00').replace('2026-03-07T09:00', '2026-02-11T09:00');
  expect(await found(text)).toEqual([
    'rotations/week.yml:14 overrides[0]: warning: changes nothing: alice has no turn of their own at that time',
  ]);
  expect(await found(text, Temporal.Instant.from('2026-02-11T08:00:00Z'))).toEqual([]);
});

test('an override that began long before the rotation is about the turns within it', async () => {
  expect(await found(WEEK.replace('2026-03-06T09:00', '2000-01-01T00:00'))).toEqual([]);
});

test('a rotation that is over, or has nobody at all, is told of', async () => {
  const text = WEEK.replace('2030-12-31', '2026-01-31')
    .replace('[[alice], [bob], [carol, dave], []]', '[[]]')
    .replace(/overrides:[\s\S]*/, '');
  expect(await found(text)).toEqual([
    'rotations/week.yml:6 rotations[0].members: warning: has nobody in any turn',
    'rotations/week.yml:8 rotations[0].until: warning: is over: nobody is on call by it any more',
  ]);
});
