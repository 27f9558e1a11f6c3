import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExplainOutside, policyExplainCommand } from '../../src/cli/server/policy-explain-command.ts';
import { Secret } from '../../src/domain/secret.ts';
import { writeDemoPolicy } from '../../src/sandbox/demo/demo-policy.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { openReachableSources } from '../../src/wiring/explain.ts';
import { anIncident } from '../builders/an-incident.ts';
import { FakeDirectory } from '../fakes/fake-directory.ts';
import { FakeIncidentSource } from '../fakes/fake-incident-source.ts';
import { FakeOnCallSource } from '../fakes/fake-on-call-source.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

// 03:17 in Berlin, where clocks were put forward at two.
const NOW = Temporal.Instant.from('2026-03-29T01:17:00Z');
let folder: string;
let policyFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-explain-'));
  // Plans are another story.
  policyFile = await writeDemoPolicy(folder, { now: NOW, withHistory: true });
});
afterAll(() => rm(folder, { recursive: true }));

/** Alice is on call until 07:00, INC-42 is open, and Carol is a lead. */
function sources() {
  const [onCall, incidents, slack] = [new FakeOnCallSource(), new FakeIncidentSource(), new FakeDirectory()];
  const user = { provider: 'pagerduty', id: 'PALICE1', name: 'Alice' } as const;
  onCall.put('db-primary', [
    { user, level: 1, start: NOW.subtract({ hours: 3 }), end: Temporal.Instant.from('2026-03-29T05:00:00Z') },
  ]);
  incidents.put(anIncident({ openedAt: NOW.subtract({ minutes: 10 }) }));
  slack.putGroup('S0LEADS', ['U03CAROL']);
  return { pagerDuty: { onCall, incidents }, slack };
}

async function explain(args: string[], outside: Partial<ExplainOutside> = {}) {
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  const closed: true[] = [];
  policyExplainCommand(program, terminal, {
    environment: () => ({ policyFile }),
    open: async () => ({ sources: sources(), close: async () => void closed.push(true) }),
    now: () => NOW,
    ...outside,
  });
  await run('explain', ...args);
  return { ...seen, closed: closed.length };
}

describe('policy explain', () => {
  test('says rule by rule what somebody gets now, in eighty columns', async () => {
    const { said, exitCode, closed, prompted } = await explain(['--as', 'alice', 'db-prod']);
    expect(said).toEqual([
      'db-prod for alice, at 2026-03-29T03:17 in Europe/Berlin',
      '',
      '“on call, incident open” opens db-prod at once, until 03:47 (30 min).',
      '',
      '1  ✓ on call, incident open: decides',
      '     ✓ alice is on call for db-primary until 07:00.',
      '     ✓ INC-42 Replica lag is open.',
      '     Gives it at once, for 30 min, 4 h at most.',
      '',
      '2  – on call, quiet: not reached',
      '     ✓ alice is on call for db-primary until 07:00.',
      '     Gives it with a yes from dba-leads, for 30 min, 1 h at most.',
      '',
      '3  – break glass: only when you break glass',
      '     ✓ alice is in sre.',
      '     Gives it with a yes from whoever is on call for db-secondary or dba-leads,',
      '     for 15 min, 30 min at most, reviewed afterwards.',
      '',
      'Rules alone: what is held, reviews that are due and approvers are not looked at.',
    ]);
    expect(said.every((line) => line.length <= 80)).toBe(true);
    expect([exitCode, closed, prompted]).toEqual([0, 1, '']);
  });

  test('at another time asks who is on call then, and assumes the incident that is named', async () => {
    const { said } = await explain(['--as', 'alice', 'db-prod', '--at', '2026-03-29T06:59', '--incident', 'INC-7']);
    expect(said).toContain('     ✓ INC-7 (assumed) is open.');
    expect(said).toContain('The incident is assumed to be open: PagerDuty was not asked for it.');
    const later = await explain(['--as', 'alice', 'db-prod', '--at', '2026-03-29T07:00', '--incident', 'INC-7']);
    expect(later.said).toContain("     ✗ alice isn't on call for db-primary. Nobody is.");
    expect(later.said[2]).toBe('No rule opens db-prod for alice.');
    const unnamed = await explain(['--as', 'alice', 'db-prod', '--at', '2026-03-29T04:17']);
    expect(unnamed.said.join(' ')).toContain('Incidents were not asked for: name one with --incident');
  });

  test('with a source taken for down says what is unknown', async () => {
    const { said, exitCode } = await explain(['--as', 'alice', 'db-prod', '--source-down', 'pagerduty']);
    expect(said.slice(2, 4)).toEqual([
      "PagerDuty didn't answer, so I can't tell whether alice is on call.",
      'So no rule opens db-prod for alice now.',
    ]);
    expect(exitCode).toBe(0);
  });

  test('without tokens says what was not asked', async () => {
    const open = async () => ({ sources: {}, close: async () => undefined });
    const { said } = await explain(['--as', 'alice', 'db-prod'], { open });
    expect(said).toContain('PagerDuty was not asked who is on call: PAGERDUTY_TOKEN is not set, or is none.');
    expect(said).toContain("     ? PagerDuty wasn't asked, so I can't tell whether alice is on call.");
  });

  test('takes variables, a time, a reason and broken glass', async () => {
    const { said } = await explain([
      '--as',
      'alice',
      'db-prod',
      '--break-glass',
      '--for',
      '20m',
      '--because',
      'outage',
      '--variables',
      'PGPASSWORD',
    ]);
    expect(said[0]).toBe('db-prod for alice, breaking glass, at 2026-03-29T03:17 in Europe/Berlin');
    expect(said[2]).toContain('until 03:37 (20 min)');
    expect(said).toContain('     ✓ It gives PGPASSWORD.');
  });

  test('as JSON gives codes beside the words', async () => {
    const { said } = await explain(['--as', 'bob', 'db-prod', '--json']);
    expect(JSON.parse(said.join('\n'))).toMatchObject({
      person: 'bob',
      resource: 'db-prod',
      at: '2026-03-29T01:17:00Z',
      breakGlass: false,
      presumed: [],
      decision: { outcome: 'refuse', code: 'not-allowed', text: 'No rule opens db-prod for bob.' },
      rules: [
        {
          name: 'on call, incident open',
          standing: 'passed-over',
          gives: 'at once, for 30 min, 4 h at most',
          conditions: [
            { truth: false, text: "bob isn't on call for db-primary. Alice is, until 07:00." },
            { truth: true, text: 'INC-42 Replica lag is open.' },
          ],
        },
        { standing: 'passed-over' },
        { standing: 'only-break-glass' },
      ],
    });
    const allowed = JSON.parse((await explain(['--as', 'alice', 'db-prod', '--json'])).said.join('\n'));
    expect(allowed.decision).toMatchObject({
      outcome: 'allow',
      rule: 'on call, incident open',
      until: '2026-03-29T01:47:00Z',
      endsBecause: 'asked',
    });
  });

  test('nothing from outside moves the cursor', async () => {
    const seen = sources();
    seen.pagerDuty.incidents.put(anIncident({ openedAt: NOW, title: 'lag\u001b[2J\u0007 \u202e gone' }));
    const { said } = await explain(['--as', 'alice', 'db-prod'], {
      open: async () => ({ sources: seen, close: async () => undefined }),
    });
    expect(said.join('\n')).toContain('INC-42 lag');
    expect(said.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test.each([
    [['--as', 'alice'], 'Which resource? nightlatch policy explain --as alice db-prod'],
    [['db-prod'], 'Who asks? Add --as and one of: alice, bob, carol'],
    [
      ['--as', 'alic', 'db-prod'],
      'The policy names no “alic” under people, and policy explain knows only those whom it names. Did you mean alice?',
    ],
    [
      ['--as', 'zorro', 'db-prod'],
      'The policy names no “zorro” under people, and policy explain knows only those whom it names: alice, bob, carol and heidi. ' +
        'To add somebody: a line zorro: { slack: U… } under people (the id: their profile in Slack, ⋮, Copy member ID).',
    ],
    [['--as', 'zorro@example.com', 'db-prod'], 'To add somebody: a line name: { slack: U… } under people'],
    [['--as', 'alice', 'db-prd'], "There's no resource “db-prd”. Did you mean db-prod?"],
    [
      ['--as', 'alice', 'xyzzy'],
      "There's no resource “xyzzy”. The policy names db-prod, db-replica, feature-flags, payments-db, ledger-db and 1 more.",
    ],
    [['--as', 'alice', 'db-prod', '--variables', 'PGPASSWRD'], 'db-prod has no variable PGPASSWRD. Did you mean PGPASSWORD?'],
    [['--as', 'alice', 'ledger-db'], 'ledger-db needs a reason. Add --because.'],
    [['--as', 'alice', 'db-prod', '--for', 'soon'], '“soon”'],
    [['--as', 'alice', 'db-prod', '--at', 'tomorrow'], "“tomorrow” isn't a time such as 2026-03-29T03:17 or 2026-03-29T01:17Z."],
  ])('%j is a mistake that says what to do', async (args, words) => {
    const { prompted, exitCode, said } = await explain(args);
    expect(prompted).toContain(words);
    expect([exitCode, said]).toEqual([2, []]);
  });

  test('a policy with mistakes is said, and explains nothing', async () => {
    const broken = join(folder, 'broken.yml');
    await copyFile(new URL('../../package.json', import.meta.url), broken);
    await chmod(broken, 0o600);
    const { prompted, exitCode, closed } = await explain(['--as', 'alice', 'db-prod'], {
      environment: () => ({ policyFile: broken }),
    });
    expect(prompted).toMatch(/^The policy has mistakes:\nbroken\.yml/);
    expect([exitCode, closed]).toEqual([1, 0]);
  });
});

describe('--at', () => {
  test.each([
    ['2026-03-29T01:59', '2026-03-29T01:59'],
    ['2026-03-29 03:00', '2026-03-29T03:00'],
    ['2026-03-29T01:30Z', '2026-03-29T03:30'],
    ['2026-10-25T02:30+01:00', '2026-10-25T02:30'],
    ['2028-02-29T12:00:30', '2028-02-29T12:00'],
  ])('%s is a time', async (at, clock) => {
    expect((await explain(['--as', 'alice', 'db-prod', '--at', at])).said[0]).toBe(
      `db-prod for alice, at ${clock} in Europe/Berlin`,
    );
  });

  test.each([
    [
      '2026-03-29T02:30',
      "2026-03-29T02:30 doesn't exist: clocks are put forward over it in Europe/Berlin. Add an offset, such as 2026-03-29T02:30+01:00.",
    ],
    [
      '2026-10-25T02:30',
      '2026-10-25T02:30 comes twice: clocks are put back in Europe/Berlin. Add an offset, such as 2026-10-25T02:30+02:00.',
    ],
    ['2026-02-29T12:00', "“2026-02-29T12:00” isn't a time"],
  ])('%s is none, or two', async (at, words) => {
    const { prompted, exitCode } = await explain(['--as', 'alice', 'db-prod', '--at', at]);
    expect(prompted).toContain(words);
    expect(exitCode).toBe(2);
  });
});

test('the sources of the environment are asked, each only where there is a token', async () => {
  const sandbox = await startSandbox();
  const places = {
    pagerduty: { token: new Secret(sandbox.pagerDutyToken), url: sandbox.pagerDutyUrl },
    slack: { botToken: new Secret(sandbox.botToken), apiUrl: sandbox.slackApiUrl },
  };
  try {
    const now = () => sandbox.clock.now();
    const { said } = await explain(['--as', 'alice', 'db-prod'], { open: async () => openReachableSources(places), now });
    expect(said).toContain('1  ✓ on call, incident open: decides');
    expect(said).toContain('     ✓ INC-42 Checkout latency above 2 s is open.');
    const { slack } = places;
    const without = await explain(['--as', 'alice', 'db-prod'], { open: async () => openReachableSources({ slack }), now });
    expect(without.said).toContain("1  ? on call, incident open: can't tell");
  } finally {
    await sandbox.close();
  }
});
