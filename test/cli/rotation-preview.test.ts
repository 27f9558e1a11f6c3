import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { rotationCommands } from '../../src/cli/server/rotation-commands.ts';
import { WEEK, withRotations } from '../config/a-rotation-file.ts';
import { aPolicyFolder } from '../config/policy-folder.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

const NOW = Temporal.Instant.from('2026-03-27T12:00:00Z');
const NIGHTS = `timezone: Europe/Berlin
rotations:
  - { id: nights, anchor: "2026-01-01T02:30", every: { days: 1 }, members: [[alice], [bob, carol], []] }
overrides:
  - { replace: alice, with: dave, from: "2026-03-28T12:00", to: "2026-03-29T12:00" }
`;

async function preview(text: string, ...args: string[]) {
  const path = await aPolicyFolder(withRotations(text));
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  rotationCommands(program, terminal, () => NOW);
  const [which = 'rotations/week.yml', ...more] = args;
  await run('rotation', 'preview', join(dirname(path), which), ...more);
  return seen;
}

test('a file is read by itself: who is on call from now on, with the offset of each time, after what is odd about it', async () => {
  const { said, exitCode } = await preview(NIGHTS, 'rotations/week.yml', '--days', '4');
  expect(exitCode).toBe(0);
  expect(said).toEqual([
    expect.stringMatching(
      /^week\.yml:3 rotations\[0\]\.anchor: warning: on 2026-03-29 clocks skip 02:30: a hand-off is at 03:00/,
    ),
    'nights, 4 days on the clocks of Europe/Berlin:',
    'Fri 2026-03-27 13:00 +01:00  bob, carol',
    'Sat 2026-03-28 02:30 +01:00  nobody',
    'Sun 2026-03-29 03:00 +02:00  dave',
    'Sun 2026-03-29 12:00 +02:00  alice',
    'Mon 2026-03-30 02:30 +02:00  bob, carol',
    'Tue 2026-03-31 02:30 +02:00  nobody',
  ]);
});

test('of a policy all its rotations are told, or the one that is named', async () => {
  const { said } = await preview(WEEK, 'nightlatch.yml');
  expect(said.filter((line) => line.endsWith(':'))).toEqual([
    'week, 28 days on the clocks of Europe/Berlin:',
    'day, 28 days on the clocks of Europe/Berlin:',
  ]);
  expect((await preview(WEEK, 'nightlatch.yml', 'day', '--days', '1')).said).toEqual([
    'day, a day on the clocks of Europe/Berlin:',
    'Fri 2026-03-27 13:00 +01:00  carol',
  ]);
});

test('it begins at another time on the clocks of the rotation', async () => {
  const { said } = await preview(WEEK, 'nightlatch.yml', 'week', '--from', '2026-03-02T08:00', '--days', '1');
  expect(said.slice(1)).toEqual([
    'Mon 2026-03-02 08:00 +01:00  nobody',
    'Mon 2026-03-02 09:00 +01:00  alice',
    'Mon 2026-03-02 17:00 +01:00  nobody',
  ]);
});

test('as JSON it has both ends of each period', async () => {
  const { said } = await preview(NIGHTS, 'rotations/week.yml', 'nights', '--days', '1', '--json');
  expect(JSON.parse(said.join(''))).toMatchObject({
    rotations: [
      {
        ...{ name: 'nights', timezone: 'Europe/Berlin' },
        onCall: [
          { from: '2026-03-27T13:00:00+01:00', until: '2026-03-28T02:30:00+01:00', people: ['bob', 'carol'] },
          { from: '2026-03-28T02:30:00+01:00', until: '2026-03-28T13:00:00+01:00', people: [] },
        ],
      },
    ],
    warnings: [expect.stringContaining('clocks skip 02:30')],
  });
});

test.each<[string, string, string[], RegExp, number]>([
  ['a rotation that is not there', WEEK, ['rotations/week.yml', 'weak'], /^There is no rotation “weak”\. Did you mean week\?/, 2],
  ['no days', WEEK, ['rotations/week.yml', '--days', '0'], /isn't a number of days from 1 to 366/, 2],
  [
    'a time that clocks skip',
    WEEK,
    ['rotations/week.yml', '--from', '2026-03-29T02:30'],
    /doesn't exist: clocks are put forward/,
    2,
  ],
  ['a file that is not there', WEEK, ['rotations/year.yml'], /can't be read: name a file of rotations or a policy/, 2],
  [
    'an unknown zone',
    WEEK.replace('Berlin', 'Berln'),
    ['rotations/week.yml'],
    /^week\.yml:1 timezone: “Europe\/Berln” is no time zone/,
    1,
  ],
  [
    'a policy with mistakes',
    WEEK.replace('[[carol]]', '[[carl]]'),
    ['nightlatch.yml'],
    /“carl” is no person; did you mean carol\?/,
    1,
  ],
])('%s is refused', async (_, text, args, told, exitCode) => {
  const seen = await preview(text, ...args);
  expect([seen.said, seen.exitCode]).toEqual([[], exitCode]);
  expect(seen.prompted).toMatch(told);
});
