import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createKey } from '../../src/config/key-file.ts';
import { anEmptyDatabase } from '../database/a-database.ts';
import { aNight, CANARY, type Night } from '../stories/a-night.ts';
import { aBotProcess, endedProcess, environmentOf } from './a-bot-process.ts';

const INCIDENT = 'inc-42-checkout-latency';

async function aNightToStartIn(): Promise<Night> {
  const night = await aNight();
  await night.bot.pauseJobs();
  return night;
}

describe('the key', () => {
  async function showsValues({ alice }: Night): Promise<void> {
    await alice.types(INCIDENT, '/unlock db-prod');
    await alice.windowSays(/Show values/);
    await alice.clicks('Show values');
  }

  it('is missing from the environment: values are refused in words, everything else works', async () => {
    const night = await aNightToStartIn();
    await aBotProcess(night, { environment: { NIGHTLATCH_KEY_FILE: undefined } });
    await showsValues(night);
    await night.alice.windowSays('Nightlatch runs without a key, so no value is shown.');
    await night.alice.clicksIn('direct', 'Give back');
    await night.alice.directMessageSays(/Locked|Closed/);
  });

  it('is another one: values are refused in words', async () => {
    const night = await aNightToStartIn();
    const other = `${night.files.key}.other`;
    await createKey(other, join(other, 'no-data'));
    await aBotProcess(night, { environment: { NIGHTLATCH_KEY_FILE: other } });
    await showsValues(night);
    const refused = await night.alice.windowSays("Nightlatch's key doesn't fit the sealed value, so no value is shown.");
    expect(refused.text).not.toContain(CANARY);
    expect((await night.audited()).map(({ kind }) => kind)).toContain('reveal-failed');
  });

  it.each([
    [
      'readable by others',
      (file: string) => chmod(file, 0o444),
      /may be read or written by others than its owner \(mode 444\): chmod 400/,
    ],
    ['not there', (file: string) => rm(file), /does not exist: nightlatch key create/],
    [
      'no key',
      async (file: string) => {
        await rm(file);
        await writeFile(file, 'hello', { mode: 0o400 });
      },
      /holds no key of the form/,
    ],
  ])('is %s: the start is refused', async (_, breakIt, words) => {
    const night = await aNightToStartIn();
    await breakIt(night.files.key);
    const { code, said } = await endedProcess(['serve', '--sandbox'], environmentOf(night));
    expect(said).toMatch(words);
    expect(code).toBe(1);
  });
});

describe('refused with words is a start with', () => {
  it('a schema that is behind', async () => {
    const night = await aNightToStartIn();
    const empty = await anEmptyDatabase();
    onTestFinished(() => empty.drop());
    const { code, said } = await endedProcess(['serve', '--sandbox'], { ...environmentOf(night), DATABASE_URL: empty.appUrl });
    expect(said).toMatch(/schema is \d+ behind: run nightlatch migrate/);
    expect(code).toBe(1);
  });

  it('a schema that is ahead', async () => {
    const night = await aNightToStartIn();
    await night.rows(`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
      VALUES ('later', '', '9999_of_a_later_version', nightlatch.now(), 1)`);
    const { code, said } = await endedProcess(['serve', '--sandbox'], environmentOf(night));
    expect(said).toContain('schema is 1 ahead: run a newer nightlatch');
    expect(code).toBe(1);
  });

  it('the owner of the tables as its login', async () => {
    const night = await aNightToStartIn();
    const { code, said } = await endedProcess(['serve', '--sandbox'], {
      ...environmentOf(night),
      DATABASE_URL: night.database.ownerUrl,
    });
    expect(said).toContain('the app role owns the tables');
    expect(code).toBe(1);
  });

  it.each([
    ['SLACK_API_URL', 'https://slack.example.com/api/'],
    ['SLACK_HOOKS_URL', 'https://hooks.example.com'],
    ['PAGERDUTY_URL', 'http://192.0.2.7/'],
    ['DATABASE_URL', 'postgresql://nightlatch@db.example.com/nightlatch'],
  ])('--sandbox and %s elsewhere than on this machine', async (name, address) => {
    const night = await aNightToStartIn();
    const { code, said } = await endedProcess(['serve', '--sandbox'], { ...environmentOf(night), [name]: address });
    expect(said).toContain(`${name}: with --sandbox only 127.0.0.1, ::1, localhost or a Unix socket is allowed`);
    expect(code).toBe(1);
  });

  it('addresses of a sandbox without --sandbox, all named at once', async () => {
    const night = await aNightToStartIn();
    const { code, said } = await endedProcess(['serve'], environmentOf(night));
    for (const name of ['SLACK_API_URL', 'SLACK_HOOKS_URL', 'PAGERDUTY_URL'])
      expect(said).toContain(`${name}: is allowed with --sandbox only`);
    expect(code).toBe(1);
  });

  it.each(['PORT', 'METRICS_PORT'])('%s where somebody else listens', async (variable) => {
    const night = await aNightToStartIn();
    const taken = new URL(night.bot.url).port;
    const { code, said } = await endedProcess(['serve', '--sandbox'], { ...environmentOf(night), [variable]: taken });
    expect(said).toContain(`${variable}: can't listen on port ${taken} of 127.0.0.1: it is taken.`);
    expect(said).not.toMatch(/\n {4}at /);
    expect(code).toBe(1);
  });

  it.each([
    ['that Slack does not know', 'xapp-other', 'Slack refuses SLACK_APP_TOKEN (invalid_auth)'],
    ['of another kind', 'xoxp-other', 'SLACK_APP_TOKEN: must begin with xapp-'],
  ])('an app token %s', async (_, token, words) => {
    const night = await aNight({ mode: 'socket' });
    await night.bot.pauseJobs();
    const { code, said } = await endedProcess(['serve', '--sandbox'], { ...environmentOf(night), SLACK_APP_TOKEN: token });
    expect(said).toContain(words);
    expect(said).not.toContain(token);
    expect(code).toBe(1);
  });

  it('a token that Slack refuses', async () => {
    const night = await aNightToStartIn();
    const { code, said } = await endedProcess(['serve', '--sandbox'], { ...environmentOf(night), SLACK_BOT_TOKEN: 'xoxb-other' });
    expect(said).toContain('invalid_auth');
    expect(said).not.toContain('xoxb-other');
    expect(code).toBe(1);
  });
});
