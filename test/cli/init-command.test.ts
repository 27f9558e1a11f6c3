import { readFile, stat, writeFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPolicy } from '../../src/config/read-policy.ts';
import { anInit, CHOICES, GIVEN } from './an-init.ts';

type Init = Awaited<ReturnType<typeof anInit>>;
let setUp: Init;
let sandbox: Init['sandbox'];
let init: Init['init'];
let file: Init['file'];
let written: Init['written'];
let isThere: Init['isThere'];

beforeEach(async () => {
  setUp = await anInit();
  ({ sandbox, init, file, written, isThere } = setUp);
});
afterEach(() => setUp.close());

describe('a script', () => {
  it('writes a policy without a mistake, closed to others, and says what is left to do', async () => {
    const { text, exitCode } = await init({ args: [...CHOICES, '--service', 'Checkout', '--approvers', '@dba-leads'] });
    expect(exitCode).toBe(0);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    const reading = await readPolicy(file());
    expect(reading).toMatchObject({
      ok: true,
      policy: { slack: { team: 'T0123ABCD', auditChannel: 'C0AUDIT', approvalChannel: 'C0APPR' } },
    });
    for (const piece of [
      'owners: [carol]',
      'carol: { slack: U03CAROL, pagerduty: PCAROL3 }',
      'services: [PSVC123]',
      'slackUserGroup: S0LEADS',
    ])
      expect(await written()).toContain(piece);
    expect(text).toContain('socket_mode_enabled: true');
    expect(text).toContain('set SLACK_BOT_TOKEN, SLACK_APP_TOKEN, PAGERDUTY_TOKEN where the bot runs; they were written nowhere');
    expect(text).not.toContain('/invite');
  });

  it('may leave out service, group and name; then nothing opens by an incident, and the owner is asked', async () => {
    await init({ args: [...CHOICES, '--resource', 'payments', '--timezone', 'Europe/Berlin'] });
    expect(await readPolicy(file())).toMatchObject({ ok: true, policy: { timezone: 'Europe/Berlin' } });
    const text = await written();
    expect(text).toMatch(/^ {2}payments: /m);
    expect(text).toContain('approvers: [carol]');
    expect(text).not.toContain('incident: open');
  });

  it('that says too little hears of all that is missing, beside what there is to choose from', async () => {
    const { text, prompted, exitCode } = await init({ args: ['--audit-channel', 'C0AUDIT'] });
    expect(prompted).toBe('Say --approval-channel, --on-call, --owner. What there is to choose from stands above.\n');
    for (const line of [
      /C0APPR\s+access-approvals/,
      /C0GENERAL\s+general {2}\(the bot is not in it yet\)/,
      /S0LEADS\s+dba-leads/,
    ])
      expect(text).toMatch(line);
    for (const line of [
      /PABC123\s+db-primary {2}\(schedule\)/,
      /PXYZ789\s+Checkout {2}\(escalation policy, level 1 of 3\)/,
      /PPAY456\s+Payments/,
    ])
      expect(text).toMatch(line);
    expect([exitCode, await isThere()]).toEqual([2, false]);
  });

  it('gives tokens on standard input where the environment has none, and takes the signing secret for requests', async () => {
    const { SLACK_BOT_TOKEN, PAGERDUTY_TOKEN } = GIVEN;
    const input = `# tokens\nSLACK_SIGNING_SECRET='sandbox-signing-secret'\r\n\nPAGERDUTY_TOKEN=${PAGERDUTY_TOKEN}\n`;
    const args = [...CHOICES, '--url', 'https://nightlatch.example.com'];
    const { text, exitCode } = await init({ args, environment: { SLACK_BOT_TOKEN }, input });
    expect(exitCode).toBe(0);
    expect(text).toContain('request_url: https://nightlatch.example.com/slack/events');
  });

  it.each([
    [
      'an unknown name',
      'SLACK_TOKEN=canary-7Qm2-nightlatch-do-not-use\n',
      'line 1: what stands before = is not one of SLACK_BOT_TOKEN',
    ],
    ['no name', 'canary-7Qm2-nightlatch-do-not-use\n', 'line 1: what stands before = is not one of'],
    [
      'a token of another kind',
      'SLACK_BOT_TOKEN=canary-7Qm2-nightlatch-do-not-use\n',
      'line 1: SLACK_BOT_TOKEN must begin with xoxb-',
    ],
    ['nothing', '', 'Either --url https://'],
  ])('that gives %s is refused, and nothing is repeated', async (_, input, words) => {
    const { prompted, exitCode } = await init({ args: CHOICES, environment: {}, input });
    expect(prompted).toContain(words);
    expect(prompted).not.toContain('canary');
    expect([exitCode, await isThere()]).toEqual([2, false]);
  });

  it.each([
    ['SLACK_BOT_TOKEN', 'xoxb-wrong', 'SLACK_BOT_TOKEN: Slack refuses it (invalid_auth).'],
    ['SLACK_APP_TOKEN', 'xapp-wrong', 'SLACK_APP_TOKEN: Slack refuses it (invalid_auth).'],
    [
      'PAGERDUTY_TOKEN',
      'wrong',
      'PAGERDUTY_TOKEN: PagerDuty refuses it: it is wrong, or the account is in the other region (set PAGERDUTY_REGION=eu for the EU, us otherwise).',
    ],
  ])('with a %s that is refused hears so', async (name, token, words) => {
    const { prompted, exitCode } = await init({ args: CHOICES, environment: { ...GIVEN, [name]: token } });
    expect(prompted).toBe(`${words}\n`);
    expect([exitCode, await isThere()]).toEqual([1, false]);
  });

  it.each([
    [['--audit-channel', 'audit-acess'], '--audit-channel: There is no “audit-acess”; was audit-access meant?'],
    [['--on-call', 'PNONE'], '--on-call: There is no “PNONE”'],
    [['--owner', 'nobody@example.com'], '--owner: Slack knows no full member by that.'],
    [['--owner', 'dave@example.com'], '--owner: Slack knows no full member by that.'],
    [['--owner', 'U04DAVE'], '--owner: That is no full member of this workspace.'],
    [['--resource', 'DB PROD'], '--resource: must be a name of'],
    [['--timezone', 'Berlin'], '--timezone: must be a time zone'],
  ])('%j is refused in words', async (wrong, words) => {
    const { prompted, exitCode } = await init({ args: [...CHOICES, ...wrong] });
    expect(prompted).toContain(words);
    expect(exitCode).toBeGreaterThan(0);
    expect(await isThere()).toBe(false);
  });

  it.each([['xoxb-canary-7Qm2'], ['--token=xoxb-canary-7Qm2'], ['--bot-token', 'xoxb-canary-7Qm2']])(
    'that gives a token as an argument is told to make another, and it is not repeated: %s',
    async (...words) => {
      const { prompted, text, commander, exitCode } = await init({ args: [...CHOICES, ...words] });
      expect(prompted).toContain('A token is never an argument');
      expect(prompted + text + commander).not.toContain('canary');
      expect([exitCode, await isThere()]).toEqual([2, false]);
    },
  );
});

describe('what is there already', () => {
  it('is not overwritten, and nobody is asked before', async () => {
    await writeFile(file(), 'mine\n');
    const { prompted, exitCode } = await init({ args: CHOICES });
    expect(prompted).toContain('exists already: name another with --file, or say --force');
    expect([exitCode, await written()]).toEqual([2, 'mine\n']);
    expect(sandbox.slack.calls).toEqual([]);
  });

  it('is with --force, and is closed to others then', async () => {
    await writeFile(file(), 'mine\n', { mode: 0o644 });
    expect((await init({ args: [...CHOICES, '--force'] })).exitCode).toBe(0);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await readPolicy(file())).toMatchObject({ ok: true });
  });
});

describe('the file of the tokens', () => {
  it('is written where it is asked for, closed to others, without quotes, which docker and kubectl take for a part of the value', async () => {
    await init({ args: [...CHOICES, '--write-env', file('bot.env')] });
    expect((await stat(file('bot.env'))).mode & 0o777).toBe(0o600);
    const lines = (await readFile(file('bot.env'), 'utf8')).trim().split('\n');
    expect(lines).toEqual([
      ...Object.entries(GIVEN).map(([name, value]) => `${name}=${value}`),
      `SLACK_API_URL=${sandbox.slackApiUrl}`,
      `SLACK_HOOKS_URL=${sandbox.hooksUrl}`,
      `PAGERDUTY_URL=${sandbox.pagerDutyUrl}`,
    ]);
  });

  it('has quotes around a token that would be cut off without', async () => {
    const odd = 'a#canary-7Qm2-nightlatch-do-not-use';
    const { SLACK_APP_TOKEN: _, ...given } = GIVEN;
    const environment = { ...given, SLACK_SIGNING_SECRET: odd };
    await init({ args: [...CHOICES, '--url', 'https://nightlatch.example.com', '--write-env', file('bot.env')], environment });
    expect(parseEnv(await readFile(file('bot.env'), 'utf8')).SLACK_SIGNING_SECRET).toBe(odd);
  });

  it('is refused inside a git work tree and over a file that is there, before anybody is asked', async () => {
    await writeFile(file('there.env'), 'mine');
    expect((await init({ args: [...CHOICES, '--write-env', file('there.env')] })).prompted).toContain(
      'exists already and is never overwritten',
    );
    await writeFile(file('.git'), 'gitdir: elsewhere');
    const { prompted, exitCode } = await init({ args: [...CHOICES, '--write-env', file('bot.env')] });
    expect(prompted).toContain('where tokens could be committed: choose another place');
    expect([exitCode, await isThere('bot.env'), await isThere()]).toEqual([2, false, false]);
  });
});

describe('a person at a terminal', () => {
  it('is asked for what is missing, once more where it is wrong, and never sees a token', async () => {
    const typed = [
      ...['', 'y', 'xoxb-wrong', 'xoxb-sandbox', 'xapp-sandbox', 'wrong', 'sandbox-pagerduty-token'],
      ...['2', 'general', '', 'db-primry', 'db-primary', '1', 'nobody@example.com', 'U01ALICE', '', 'DB', 'db-main', ''],
    ];
    const { text, prompted, exitCode } = await init({ environment: {}, tty: true, input: `${typed.join('\n')}\n` });
    expect(exitCode).toBe(0);
    expect(prompted).toContain('That is not it: Slack refuses it (invalid_auth).');
    expect(prompted).toContain('That is not it: PagerDuty refuses it: it is wrong, or the account is in the other region');
    expect(prompted).toContain('There is no “db-primry”; was db-primary meant?');
    expect(prompted).toContain('Slack knows no full member by that.');
    expect(text).toContain('in Slack, in #general: /invite @nightlatch');
    expect(text + prompted).not.toMatch(/xoxb-(?!…)|xapp-(?!…)|sandbox-pagerduty-token/);
    expect(await readPolicy(file())).toMatchObject({
      ok: true,
      policy: { slack: { auditChannel: 'C0AUDIT', approvalChannel: 'C0GENERAL' } },
    });
    expect(await written()).toMatch(/^ {2}db-main: /m);
  });

  it('who has no app yet gets the manifest to create it from first', async () => {
    const { text } = await init({ environment: {}, tty: true, input: 'https://bot.example.com\n\n' });
    expect(text).toContain('request_url: https://bot.example.com/slack/events');
  });

  it('who hangs up leaves nothing behind', async () => {
    const { prompted, exitCode } = await init({ tty: true, input: '2\n' });
    expect(prompted).toContain('Nothing was written: the terminal closed.');
    expect([exitCode, await isThere()]).toEqual([130, false]);
  });
});

describe('a workspace that is not as one would wish', () => {
  it('without user groups is set up by people', async () => {
    sandbox.slack.groupLookUp = 'no-plan';
    expect((await init({ args: CHOICES })).exitCode).toBe(0);
  });

  it('whose token lacks scopes is named them, with what each is for', async () => {
    sandbox.slack.workspace.scopes.delete('users:read.email');
    const { text } = await init({ args: [...CHOICES, '--owner', 'U03CAROL'] });
    expect(text).toContain('users:read.email: people are linked to PagerDuty only where the policy maps them');
  });

  it('whose names hold line breaks and keys changes no line of the policy', async () => {
    sandbox.slack.workspace.channel('audit-access').name = 'x\nroles: { owners: [mallory] }\u2028#';
    sandbox.pagerDuty.state.schedules.get('PABC123')!.name = 'p\r\nversion: 2';
    expect((await init({ args: [...CHOICES, '--audit-channel', 'C0AUDIT', '--on-call', 'PABC123'] })).exitCode).toBe(0);
    expect(await readPolicy(file())).toMatchObject({ ok: true });
    expect((await written()).match(/^(roles|version):.*/gm)).toEqual(['version: 1', 'roles:']);
  });

  it('that does not answer is told apart from one that refuses', async () => {
    sandbox.slack.failNext('auth.test', 'drop');
    expect((await init({ args: CHOICES })).prompted).toContain('SLACK_BOT_TOKEN: Slack did not answer (network). Try again.');
  });
});
