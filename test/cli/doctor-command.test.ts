import { describe, expect, test } from 'vitest';
import { doctorCommand, type Examine } from '../../src/cli/server/doctor-command.ts';
import { AREAS, type Finding, failure, note, ok, unknown, warning } from '../../src/domain/diagnosis/finding.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

async function run(findings: Finding[], ...args: string[]) {
  const { terminal, seen } = aTerminal();
  const { program, run: parse, said } = aProgram();
  const asked: Parameters<Examine>[0][] = [];
  const examine: Examine = async (what) => {
    asked.push(what);
    what.seeAnswer?.('Slack auth.test', { ok: true, team: CANARY });
    what.seeAnswer?.('Slack auth.test', { ok: true, team: 'Acme' });
    return findings;
  };
  doctorCommand(program, examine, terminal);
  await parse('doctor', ...args).catch(() => undefined);
  return { ...seen, asked, said: seen.said, help: said() };
}

const some = [
  ok('slack', 'The bot has every scope that it needs.'),
  note('slack', "Slack can't be asked.", 'Type /nightlatch help.'),
  warning('key', 'The key is inside the git work tree /srv/repo.', 'Move it.'),
  failure('database', 'The schema is 2 behind.', 'Run nightlatch migrate, with DATABASE_OWNER_URL.'),
  unknown('people', "alice couldn't be looked at: Slack didn't answer in time.", 'Try again.'),
];

test('a line a finding with its mark, by area, the way to mend it below, the verdict last', async () => {
  expect(await run(some)).toMatchObject({
    exitCode: 1,
    said: [
      'Slack',
      '  ✓ The bot has every scope that it needs.',
      "  · Slack can't be asked.",
      '      Type /nightlatch help.',
      '',
      'Key and values',
      '  ! The key is inside the git work tree /srv/repo.',
      '      Move it.',
      '',
      'Database',
      '  ✗ The schema is 2 behind.',
      '      Run nightlatch migrate, with DATABASE_OWNER_URL.',
      '',
      'People',
      "  ? alice couldn't be looked at: Slack didn't answer in time.",
      '      Try again.',
      '',
      "1 to mend, 1 couldn't be looked at, 1 worth a look.",
    ],
  });
});

test.each([
  [[some[0]], 0],
  [[some[2]], 0],
  [[some[4]], 2],
  [[some[3]], 1],
  [[], 0],
] as [Finding[], number][])('%o ends with %i', async (findings, exitCode) => {
  expect((await run(findings)).exitCode).toBe(exitCode);
});

test('no line is wider than 100 columns, but for a word that is', async () => {
  const path = `/${'x'.repeat(120)}`;
  const { said } = await run([failure('key', `${'word '.repeat(60)}end`, `${'mend '.repeat(60)}${path} it`)]);
  expect(said.filter((line) => line.length > 100)).toEqual([`      ${path}`]);
  expect(said.find((line) => line.includes('end') && line.startsWith('    word'))).toBeDefined();
});

test('what a terminal would obey is taken out', async () => {
  const { said } = await run([ok('slack', 'a channel \u001b[2J\u202ename')]);
  expect(said[1]).toBe('  ✓ a channel \ufffd[2J\ufffdname');
});

describe('--json', () => {
  test('gives one object a line, the verdict last', async () => {
    const { said, exitCode } = await run(some, '--json');
    expect(said.map((line) => JSON.parse(line))).toEqual([
      ...some,
      { verdict: "1 to mend, 1 couldn't be looked at, 1 worth a look.", exitCode: 1 },
    ]);
    expect(exitCode).toBe(1);
  });
});

describe('--raw', () => {
  const shape = ['(all): object', 'ok: boolean', 'team: text of 33', 'team: text of 4'];

  test('prints the shape of every answer, never a value', async () => {
    const { said } = await run([], '--raw');
    expect(said).toEqual(['Shape of Slack auth.test', ...shape.map((line) => `  ${line}`), '', 'All is well.']);
    expect(JSON.parse((await run([], '--raw', '--json')).said[0] ?? '')).toEqual({ call: 'Slack auth.test', shape });
    expect(said.join('\n')).not.toContain('canary');
  });

  test('is not listened for unless asked', async () => {
    expect((await run([])).asked[0]?.seeAnswer).toBeUndefined();
  });
});

describe('--only', () => {
  test('names areas, in any order and case', async () => {
    expect((await run([])).asked[0]?.areas).toEqual(new Set(AREAS));
    expect((await run([], '--only', 'PagerDuty, slack')).asked[0]?.areas).toEqual(new Set(['slack', 'pagerduty']));
  });

  test('with a name that is none says which there are', async () => {
    const { asked, exitCode, prompted } = await run([], '--only', 'slak');
    expect(asked).toEqual([]);
    expect(exitCode).toBe(2);
    expect(prompted).toBe(
      'There is no area “slak”. Was slack meant? There are environment, slack, pagerduty, clock, database, key, policy, people, bot.\n',
    );
  });
});

test('a sandbox is looked at only when told', async () => {
  expect((await run([])).asked[0]?.isSandbox).toBe(false);
  expect((await run([], '--sandbox')).asked[0]?.isSandbox).toBe(true);
});
