import { describe, expect, test } from 'vitest';
import { readPartialEnvironment } from '../../src/config/partial-environment.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';
const given = {
  SLACK_BOT_TOKEN: `xoxb-${CANARY}`,
  SLACK_SIGNING_SECRET: CANARY,
  PAGERDUTY_TOKEN: CANARY,
  DATABASE_URL: `postgresql://app:${CANARY}@127.0.0.1/nightlatch`,
};

const read = (change: Record<string, string | undefined> = {}, isSandbox = false) => {
  const variables = { ...given, ...change };
  const environment = readPartialEnvironment(isSandbox, variables);
  expect(JSON.stringify(environment.findings)).not.toContain('canary');
  return { ...environment, variables };
};
const unwell = (change: Record<string, string | undefined>, isSandbox = false) =>
  read(change, isSandbox)
    .findings.filter(({ outcome }) => outcome !== 'ok')
    .map(({ outcome, says, mend }) => [outcome, says, mend]);

const KEYS = 'Copy the Signing Secret: your app, Basic Information. For socket mode set SLACK_APP_TOKEN instead.';

test('an environment that is whole is all there, and its secrets are taken out', () => {
  const { slack, pagerduty, database, files, ports, findings, variables } = read();
  expect(findings.map(({ outcome, says }) => [outcome, says])).toEqual([
    ['ok', 'SLACK_BOT_TOKEN is set.'],
    ['ok', 'SLACK_SIGNING_SECRET is set.'],
    ['ok', 'PAGERDUTY_TOKEN is set.'],
    ['ok', 'DATABASE_URL is set.'],
  ]);
  expect(slack?.botToken.reveal()).toBe(given.SLACK_BOT_TOKEN);
  expect(pagerduty).toMatchObject({ url: 'https://api.pagerduty.com', region: 'us' });
  expect(database?.url.reveal()).toBe(given.DATABASE_URL);
  expect(files.policyFile).toMatch(/nightlatch\.yml$/);
  expect(ports).toEqual([
    { name: 'PORT', host: '127.0.0.1', port: 3000 },
    { name: 'METRICS_PORT', host: '127.0.0.1', port: 9464 },
  ]);
  expect(Object.values(variables).filter((value) => value !== undefined)).toEqual([]);
});

test('where there is no PagerDuty nothing of it is missing, and it is not there', () => {
  const { pagerduty, wrong, findings } = read({ PAGERDUTY_TOKEN: 'none' });
  expect([pagerduty, wrong, findings.every(({ outcome }) => outcome === 'ok')]).toEqual([undefined, [], true]);
});

test('an empty environment tells each that is missing, and gives nothing', () => {
  const none = { SLACK_BOT_TOKEN: undefined, SLACK_SIGNING_SECRET: '', PAGERDUTY_TOKEN: undefined, DATABASE_URL: undefined };
  const { slack, pagerduty, database } = read(none);
  expect({ slack, pagerduty, database }).toEqual({ slack: undefined, pagerduty: undefined, database: undefined });
  expect(unwell(none)).toEqual([
    [
      'failure',
      'SLACK_BOT_TOKEN is missing.',
      'Copy the Bot User OAuth Token: api.slack.com/apps, your app, OAuth & Permissions.',
    ],
    ['failure', 'SLACK_SIGNING_SECRET is missing.', KEYS],
    [
      'failure',
      'PAGERDUTY_TOKEN is missing.',
      'Make a read-only key in PagerDuty: Integrations, API Access Keys. Without PagerDuty set it to none.',
    ],
    [
      'failure',
      'DATABASE_URL is missing.',
      'Set it to postgresql://login:password@host:5432/nightlatch, of a member of nightlatch_app. (While serve --embedded runs, it stands in .nightlatch/postgres/app.url.)',
    ],
  ]);
});

describe('one that is wrong leaves the others', () => {
  test.each([
    ['SLACK_BOT_TOKEN', CANARY, 'SLACK_BOT_TOKEN must begin with xoxb-.', ['pagerduty', 'database']],
    ['PAGERDUTY_TOKEN', ` ${CANARY}`, 'PAGERDUTY_TOKEN has blanks or line breaks around or in it.', ['slack', 'database']],
    ['DATABASE_URL', CANARY, 'DATABASE_URL must be an address that begins with postgresql://.', ['slack', 'pagerduty']],
    ['PORT', '99999', 'PORT is not a port from 0 to 65535.', ['slack', 'pagerduty', 'database']],
    ['PAGERDUTY_REGION', 'uk', 'PAGERDUTY_REGION is not one of us, eu; did you mean us?', ['slack', 'database']],
    ['SLACK_API_URL', 'http://127.0.0.1', 'SLACK_API_URL is allowed with --sandbox only.', ['pagerduty', 'database']],
  ])('%s=%s', (name, value, says, left) => {
    const environment = read({ [name]: value });
    expect(environment.findings.filter(({ outcome }) => outcome === 'failure').map((one) => one.says)).toEqual([says]);
    const parts = (['slack', 'pagerduty', 'database'] as const).filter((part) => environment[part] !== undefined);
    expect(parts.toSorted()).toEqual(left.toSorted());
    expect(environment.wrong).toEqual([name]);
  });

  test('a signing secret that is missing still lets the bot token be looked at', () => {
    expect(read({ SLACK_SIGNING_SECRET: undefined }).slack?.botToken.reveal()).toBe(given.SLACK_BOT_TOKEN);
  });

  test('in a sandbox, an address that is not this machine’s', () => {
    const change = {
      SLACK_API_URL: 'http://198.51.100.7/',
      PAGERDUTY_URL: 'http://127.0.0.1:1',
      SLACK_HOOKS_URL: 'http://127.0.0.1:1',
    };
    expect(unwell(change, true).map(([, says]) => says)).toEqual([
      'SLACK_API_URL with --sandbox only 127.0.0.1, ::1, localhost or a Unix socket is allowed.',
    ]);
    expect(read(change, true).slack).toBeUndefined();
    expect(read(change, true).pagerduty).toMatchObject({ url: 'http://127.0.0.1:1' });
  });
});

describe('a token in another’s place', () => {
  test.each([
    [{ SLACK_BOT_TOKEN: `xapp-${CANARY}` }, 'That is the app-level token, which belongs in SLACK_APP_TOKEN.'],
    [{ SLACK_BOT_TOKEN: `xoxp-${CANARY}` }, "That is a user's token: copy the Bot User OAuth Token below it."],
    [
      { SLACK_APP_TOKEN: `xoxb-${CANARY}`, SLACK_SIGNING_SECRET: undefined },
      'That is the bot token, which belongs in SLACK_BOT_TOKEN.',
    ],
  ])('%o', (change, mend) => {
    expect(unwell(change)).toMatchObject([['failure', expect.stringContaining('must begin with'), mend]]);
  });
});

describe('contradictions', () => {
  test.each([
    [
      { SLACK_APP_TOKEN: `xapp-${CANARY}` },
      'warning',
      'SLACK_APP_TOKEN means socket mode, and SLACK_SIGNING_SECRET, which is for HTTP, is not read.',
    ],
    [{ SLACK_SIGNING_SECRET: `xoxb-${CANARY}` }, 'failure', 'SLACK_SIGNING_SECRET is a token, so every command is refused.'],
    [{ PAGERDUTY_TOKEN: `Token token=${CANARY}` }, 'failure', 'PAGERDUTY_TOKEN holds more than the key.'],
    [
      { DATABASE_OWNER_URL: `postgresql://app:${CANARY}@127.0.0.1/nightlatch` },
      'failure',
      'DATABASE_URL and DATABASE_OWNER_URL are of one login, so the bot would own the log that it writes.',
    ],
    [
      { NIGHTLATCH_KEY_FILE: '/k', NIGHTLATCH_OLD_KEY_FILE: '/k' },
      'warning',
      'NIGHTLATCH_OLD_KEY_FILE names the same file as NIGHTLATCH_KEY_FILE.',
    ],
    [{ PORT: '9000', METRICS_PORT: '09000' }, 'failure', "PORT and METRICS_PORT are both 9000, so the bot can't start."],
    [
      { METRICS_PORT: '3000' },
      'failure',
      "PORT and METRICS_PORT are both 3000, so the bot can't start (PORT is 3000 unless set).",
    ],
    [
      { PORT: '9464', HOST: '0.0.0.0' },
      'failure',
      "PORT and METRICS_PORT are both 9464, so the bot can't start (METRICS_PORT is 9464 unless set).",
    ],
    [{ NIGHTLATCH_KEYFILE: '/k' }, 'warning', 'NIGHTLATCH_KEYFILE is set, and nothing reads it.'],
  ])('%o', (change, outcome, says) => {
    expect(unwell(change).map((found) => found.slice(0, 2))).toEqual([[outcome, says]]);
  });

  test('none where ports are told apart by their addresses, or are chosen by the system', () => {
    expect(unwell({ HOST: '127.0.0.2', METRICS_PORT: '3000' })).toEqual([]);
    expect(unwell({ PORT: '0', METRICS_PORT: '0' })).toEqual([]);
    expect(unwell({ PORT: '9464', METRICS_PORT: 'off' })).toEqual([]);
  });

  test('none where each login is its own, and none in names that are not ours', () => {
    expect(unwell({ DATABASE_OWNER_URL: `postgresql://owner:${CANARY}@127.0.0.1/nightlatch` })).toEqual([]);
    expect(unwell({ SLACK_WEBHOOK_FOR_DEPLOYS: 'x', PATH: '/bin', KEY_FILE: '/k' })).toEqual([]);
  });
});

test('a secret in the wrong variable is not shown either', () => {
  for (const name of [
    'PAGERDUTY_REGION',
    'PORT',
    'LOG_LEVEL',
    'LOG_FORMAT',
    'METRICS_PORT',
    'STOP_DELAY',
    'SLACK_API_URL',
    'HOST',
  ]) {
    const { findings } = read({ [name]: CANARY });
    expect(findings.find(({ says }) => says.startsWith(`${name} `))).toBeDefined();
  }
});

test('a port that the system chooses is not looked at', () => {
  expect(read({ PORT: '0', METRICS_PORT: 'off' }).ports).toEqual([]);
  expect(read({ PORT: '99999' }).ports.map(({ name }) => name)).toEqual(['METRICS_PORT']);
});

describe('where else a PagerDuty key may be tried', () => {
  test.each([
    [undefined, { region: 'eu', url: 'https://api.eu.pagerduty.com' }],
    ['us', { region: 'eu', url: 'https://api.eu.pagerduty.com' }],
    ['eu', { region: 'us', url: 'https://api.pagerduty.com' }],
  ])('at the other of the two published hosts: region %s', (region, other) => {
    expect(read({ PAGERDUTY_REGION: region }).pagerduty?.otherRegion).toEqual(other);
  });

  test.each([undefined, 'us', 'eu'])('nowhere with addresses of a sandbox: region %s', (region) => {
    const local = 'http://127.0.0.1:1/';
    const sandbox = { SLACK_API_URL: local, SLACK_HOOKS_URL: local, PAGERDUTY_URL: local, PAGERDUTY_REGION: region };
    const { pagerduty } = read(sandbox, true);
    expect(pagerduty).toMatchObject({ url: local });
    expect(pagerduty?.otherRegion).toBeUndefined();
  });

  test('nowhere with an address that is not a published host, which is not taken without a sandbox anyway', () => {
    expect(read({ PAGERDUTY_URL: 'https://api.pagerduty.com.example.com' }).pagerduty).toBeUndefined();
    expect(read({ PAGERDUTY_URL: 'https://api.pagerduty.com' }, true).pagerduty).toBeUndefined();
  });
});
