import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readHostEnvironment, readOwnerEnvironment, readServeEnvironment } from '../../src/config/environment.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

const complete = {
  SLACK_SIGNING_SECRET: CANARY,
  SLACK_BOT_TOKEN: `xoxb-${CANARY}`,
  PAGERDUTY_TOKEN: CANARY,
  DATABASE_URL: `postgresql://app:${CANARY}@db.internal/nightlatch`,
};
const sandbox = {
  ...complete,
  DATABASE_URL: `postgresql://app:${CANARY}@localhost:1/n?host=%2Ftmp%2Fx`,
  SLACK_API_URL: 'http://127.0.0.1:4000/api/',
  SLACK_HOOKS_URL: 'http://localhost:4000',
  PAGERDUTY_URL: 'http://[::1]:4001',
};

function serve(changes: Record<string, string | undefined> = {}, isSandbox = false) {
  return readServeEnvironment(isSandbox, { ...(isSandbox ? sandbox : complete), ...changes });
}

const mistakesOf = (...args: Parameters<typeof serve>) => {
  const reading = serve(...args);
  return reading.ok ? [] : reading.mistakes;
};

describe('the environment of the server', () => {
  it('is read into frozen values, with the usual ones filled in', () => {
    const reading = serve();
    if (!reading.ok) throw new Error(reading.mistakes.join());
    expect(reading.environment).toMatchObject({
      isSandbox: false,
      slack: { apiUrl: 'https://slack.com/api/', hooksHost: 'https://hooks.slack.com' },
      pagerduty: { url: 'https://api.pagerduty.com' },
      policyFile: resolve('nightlatch.yml'),
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
    });
    expect(reading.environment.slack.botToken.reveal()).toBe(`xoxb-${CANARY}`);
    expect(reading.environment).not.toHaveProperty('keyFile');
    expect(Object.isFrozen(reading.environment) && Object.isFrozen(reading.environment.slack)).toBe(true);
  });

  it("takes PagerDuty's webhook secrets out too: none, one, or several while they are changed", () => {
    const [one, other] = [`${CANARY}-1`, `${CANARY}-2`];
    const secretsIn = (text?: string) => {
      const variables = { ...complete, PAGERDUTY_WEBHOOK_SECRETS: text };
      const reading = readServeEnvironment(false, variables);
      if (!reading.ok) throw new Error(reading.mistakes.join());
      expect(Object.keys(variables)).not.toContain('PAGERDUTY_WEBHOOK_SECRETS');
      expect(inspect(reading.environment, { depth: 9 })).not.toContain(CANARY);
      return reading.environment.pagerduty.webhookSecrets.map((secret) => secret.reveal());
    };
    expect([secretsIn(), secretsIn(''), secretsIn(one)]).toEqual([[], [], [one]]);
    expect(secretsIn(`${one}, ${other}`)).toEqual([one, other]);
  });

  it.each([`${CANARY},`, `,${CANARY}`, `short,${CANARY}`, `${CANARY} ${CANARY}`])(
    'refuses the webhook secrets %j without repeating them',
    (text) => {
      const mistakes = mistakesOf({ PAGERDUTY_WEBHOOK_SECRETS: text });
      expect(mistakes).toEqual([expect.stringMatching(/^PAGERDUTY_WEBHOOK_SECRETS: must be one or more secrets of at least 16/)]);
      expect(mistakes.join()).not.toContain(CANARY);
    },
  );

  it('takes what is written', () => {
    const reading = serve({
      PAGERDUTY_REGION: 'eu',
      PORT: '0',
      HOST: '::',
      LOG_LEVEL: 'warn',
      NIGHTLATCH_KEY_FILE: '/k',
      NIGHTLATCH_OLD_KEY_FILE: '/old',
      NIGHTLATCH_ENV_FILES: '/e',
      NIGHTLATCH_POLICY: '/p',
    });
    expect(reading).toMatchObject({
      ok: true,
      environment: {
        pagerduty: { url: 'https://api.eu.pagerduty.com' },
        port: 0,
        host: '::',
        logLevel: 'warn',
        keyFile: '/k',
        oldKeyFile: '/old',
        envFiles: '/e',
        policyFile: '/p',
      },
    });
  });

  it('takes an address for notes on timelines, and nothing else for one', () => {
    expect(serve({ PAGERDUTY_FROM: 'bot@example.com' })).toMatchObject({ environment: { timelineFrom: 'bot@example.com' } });
    expect(mistakesOf({ PAGERDUTY_FROM: 'Carol' })).toEqual(['PAGERDUTY_FROM: is no e-mail address']);
    const without = serve();
    expect(without.ok && without.environment).not.toHaveProperty('timelineFrom');
  });

  it('serves metrics to this machine only, unless told', () => {
    expect(serve()).toMatchObject({ environment: { metrics: { host: '127.0.0.1', port: 9464 }, stopDelaySeconds: 0 } });
    expect(serve({ METRICS_PORT: '0', METRICS_HOST: '0.0.0.0', STOP_DELAY: '60' })).toMatchObject({
      environment: { metrics: { host: '0.0.0.0', port: 0 }, stopDelaySeconds: 60 },
    });
    const off = serve({ METRICS_PORT: 'off' });
    expect(off.ok && off.environment).not.toHaveProperty('metrics');
  });

  it('leaves the log’s format to where it goes, unless told', () => {
    const usual = serve();
    expect(usual.ok && usual.environment).not.toHaveProperty('logFormat');
    expect(serve({ LOG_FORMAT: 'pretty' })).toMatchObject({ environment: { logFormat: 'pretty' } });
  });

  it('names no database with an embedded one, and passes over none that is named', () => {
    const { DATABASE_URL: _, ...without } = complete;
    const reading = readServeEnvironment(false, { ...without }, 'embedded');
    expect(reading.ok && reading.environment).not.toHaveProperty('database');
    const named = readServeEnvironment(false, { ...complete }, 'embedded');
    expect(named.ok ? [] : named.mistakes).toEqual([
      'DATABASE_URL: is not taken with --embedded, which brings a Postgres of its own; leave one of them out',
    ]);
  });

  it.each([
    [{ METRICS_PORT: 'no' }, 'METRICS_PORT: “no” is not a port from 0 to 65535'],
    [{ STOP_DELAY: '61' }, 'STOP_DELAY: “61” is not a number of seconds from 0 to 60'],
    [{ STOP_DELAY: '5s' }, 'STOP_DELAY: “5s” is not a number of seconds from 0 to 60'],
    [{ LOG_FORMAT: 'prety' }, 'LOG_FORMAT: “prety” is not one of json, pretty; did you mean pretty?'],
  ])('says what is wrong with %j', (changes, mistake) => {
    expect(mistakesOf(changes)).toEqual([mistake]);
  });

  it('holds no secret any more once it was read, whether or not it was right', () => {
    for (const extra of [{}, { PORT: 'x' }]) {
      const variables: Record<string, string | undefined> = {
        ...complete,
        DATABASE_OWNER_URL: `postgresql://o:${CANARY}@h/n`,
        ...extra,
      };
      readServeEnvironment(false, variables);
      expect(JSON.stringify(variables)).not.toContain(CANARY);
    }
  });

  it('never prints a secret', () => {
    const reading = serve({ DATABASE_OWNER_URL: `postgresql://o:${CANARY}@h/n` });
    expect(inspect(reading, { depth: 9, showHidden: true }) + JSON.stringify(reading)).not.toContain(CANARY);
    const wrong = mistakesOf({
      SLACK_BOT_TOKEN: CANARY,
      DATABASE_URL: CANARY,
      DATABASE_OWNER_URL: `${CANARY}\n`,
      PAGERDUTY_TOKEN: ` ${CANARY}`,
    });
    expect(wrong.length).toBeGreaterThan(3);
    expect(wrong.join('\n')).not.toContain(CANARY);
  });

  it('has no token of PagerDuty where it says that there is none', () => {
    expect(serve({ PAGERDUTY_TOKEN: 'none' })).toMatchObject({ ok: true, environment: { pagerduty: { token: undefined } } });
    expect(mistakesOf({ PAGERDUTY_TOKEN: '' })).toEqual(['PAGERDUTY_TOKEN: is missing']);
    const sandbox = { SLACK_API_URL: 'http://127.0.0.1/', SLACK_HOOKS_URL: 'http://127.0.0.1', PAGERDUTY_URL: undefined };
    const local = { ...sandbox, DATABASE_URL: 'postgresql://a:b@127.0.0.1/c' };
    expect(serve({ ...local, PAGERDUTY_TOKEN: 'none' }, true)).toMatchObject({ ok: true });
    expect(mistakesOf({ ...local }, true)).toEqual([expect.stringMatching(/^PAGERDUTY_URL: with --sandbox only/)]);
  });

  it('tells every mistake at once', () => {
    const reading = readServeEnvironment(false, {
      PORT: '70000',
      PAGERDUTY_REGION: 'ue',
      SLACK_API_URL: 'http://127.0.0.1/',
      DATABASE_URL: '',
    });
    expect(reading).toEqual({
      ok: false,
      mistakes: [
        'PAGERDUTY_REGION: “ue” is not one of us, eu; did you mean eu?',
        'SLACK_SIGNING_SECRET: is missing',
        'SLACK_BOT_TOKEN: is missing',
        'SLACK_API_URL: is allowed with --sandbox only',
        'PAGERDUTY_TOKEN: is missing',
        'DATABASE_URL: is missing',
        'PORT: “70000” is not a port from 0 to 65535',
      ],
    });
  });

  it.each(['debug', 'trace'])('refuses the log level %s', (level) => {
    expect(mistakesOf({ LOG_LEVEL: level })).toEqual([expect.stringContaining('LOG_LEVEL: debug and trace are refused')]);
  });

  it.each([
    [{ LOG_LEVEL: 'inof' }, 'LOG_LEVEL: “inof” is not one of info, warn, error; did you mean info?'],
    [{ PORT: '-1' }, 'PORT: “-1” is not a port from 0 to 65535'],
    [{ PORT: '1e3' }, 'PORT: “1e3” is not a port from 0 to 65535'],
    [{ SLACK_BOT_TOKEN: 'xoxp-sandbox' }, 'SLACK_BOT_TOKEN: must begin with xoxb-'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL: must be an address that begins with postgresql://'],
    [{ PAGERDUTY_TOKEN: 'x\n' }, 'PAGERDUTY_TOKEN: has blanks or line breaks around or in it'],
    [{ PAGERDUTY_URL: 'http://127.0.0.1' }, 'PAGERDUTY_URL: is allowed with --sandbox only'],
    [{ SLACK_HOOKS_URL: 'http://127.0.0.1' }, 'SLACK_HOOKS_URL: is allowed with --sandbox only'],
  ])('%j', (changes, mistake) => {
    expect(mistakesOf(changes)).toEqual([mistake]);
  });
});

describe('socket mode', () => {
  const appToken = `xapp-${CANARY}`;

  it('is what an app token means: no signing secret is needed, and one that is there is left alone', () => {
    for (const SLACK_SIGNING_SECRET of [undefined, CANARY]) {
      const reading = serve({ SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET });
      if (!reading.ok) throw new Error(reading.mistakes.join());
      const { slack } = reading.environment;
      expect('appToken' in slack && slack.appToken.reveal()).toBe(appToken);
      expect(slack).not.toHaveProperty('signingSecret');
    }
  });

  it('takes the token out of the environment, and names none that is wrong', () => {
    const variables: Record<string, string | undefined> = { ...complete, SLACK_APP_TOKEN: CANARY };
    expect(readServeEnvironment(false, variables)).toEqual({ ok: false, mistakes: ['SLACK_APP_TOKEN: must begin with xapp-'] });
    expect(variables).not.toHaveProperty('SLACK_APP_TOKEN');
  });

  it('counts an empty app token as none', () => {
    expect(mistakesOf({ SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: '' })).toEqual(['SLACK_SIGNING_SECRET: is missing']);
  });
});

describe('the sandbox', () => {
  it('runs on addresses of this machine', () => {
    expect(mistakesOf({}, true)).toEqual([]);
    expect(serve({}, true)).toMatchObject({
      ok: true,
      environment: { isSandbox: true, slack: { apiUrl: sandbox.SLACK_API_URL } },
    });
  });

  it.each([
    ['SLACK_API_URL', 'https://slack.com/api/'],
    ['SLACK_API_URL', undefined],
    ['SLACK_API_URL', 'http://127.0.0.1.example.com'],
    ['SLACK_API_URL', 'http://127.0.0.1@example.com'],
    ['SLACK_HOOKS_URL', undefined],
    ['SLACK_HOOKS_URL', 'http://0.0.0.0:4000'],
    ['PAGERDUTY_URL', 'http://10.0.0.1'],
    ['PAGERDUTY_URL', 'http://localhost.example.com'],
    ['DATABASE_URL', 'postgresql://a:b@db.internal/n'],
    ['DATABASE_URL', 'postgresql://a:b@localhost/n?host=db.internal'],
    ['DATABASE_URL', 'postgresql://a:b@localhost/n?host=/tmp/x&host=db.internal'],
    ['DATABASE_URL', 'postgresql://a:b@localhost/n?hostaddr=10.0.0.1'],
    ['DATABASE_URL', 'postgresql:///n'],
    ['DATABASE_OWNER_URL', 'postgresql://a:b@db.internal/n'],
  ])('is refused with %s=%s', (name, value) => {
    expect(mistakesOf({ [name]: value }, true)).toEqual([
      `${name}: with --sandbox only 127.0.0.1, ::1, localhost or a Unix socket is allowed`,
    ]);
  });

  it.each([
    'postgresql://a:b@127.8.9.1:5432/n',
    'postgresql://a:b@[::1]/n',
    'postgresql://a:b@%2Ftmp%2Fx/n',
    'postgres://a:b@/n?host=/tmp/x',
  ])('takes the database %s', (url) => {
    expect(mistakesOf({ DATABASE_URL: url }, true)).toEqual([]);
  });
});

describe('the environment of the commands on the host', () => {
  it('needs the database only', () => {
    const reading = readHostEnvironment({ DATABASE_URL: complete.DATABASE_URL, DATABASE_OWNER_URL: 'postgresql://o@h/n' });
    if (!reading.ok) throw new Error(reading.mistakes.join());
    expect(reading.environment.database.url.reveal()).toBe(complete.DATABASE_URL);
    expect(reading.environment.database.ownerUrl?.reveal()).toBe('postgresql://o@h/n');
  });

  it('needs only the owner for migrations', () => {
    const variables = { DATABASE_OWNER_URL: 'postgresql://o@h/n' };
    expect(readOwnerEnvironment(variables)).toMatchObject({ ok: true });
    expect(variables).toEqual({});
    expect(readOwnerEnvironment({})).toEqual({ ok: false, mistakes: ['DATABASE_OWNER_URL: is missing'] });
  });

  it('says so when it is missing', () => {
    expect(readHostEnvironment({})).toEqual({ ok: false, mistakes: ['DATABASE_URL: is missing'] });
  });
});
