import { describe, expect, test } from 'vitest';
import { readHostAndSlack, readSourcesEnvironment } from '../../src/config/sources-environment.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

describe('what can be asked about a policy', () => {
  test('is nothing without a token, and that is no mistake', () => {
    const reading = readSourcesEnvironment(false, { NIGHTLATCH_POLICY: '/etc/nightlatch/nightlatch.yml' });
    expect(reading).toEqual({ ok: true, environment: { policyFile: '/etc/nightlatch/nightlatch.yml' } });
  });

  test('is each source that there is a token for, which leaves the environment', () => {
    const variables: Record<string, string> = {
      PAGERDUTY_TOKEN: CANARY,
      PAGERDUTY_REGION: 'eu',
      SLACK_BOT_TOKEN: `xoxb-${CANARY}`,
    };
    const reading = readSourcesEnvironment(false, variables);
    expect(reading).toMatchObject({
      ok: true,
      environment: { pagerduty: { url: 'https://api.eu.pagerduty.com' }, slack: { apiUrl: 'https://slack.com/api/' } },
    });
    expect(JSON.stringify([reading, variables])).not.toContain(CANARY);
  });

  test('is not asked for a PagerDuty that there is not', () => {
    expect(readSourcesEnvironment(false, { PAGERDUTY_TOKEN: 'none' })).toMatchObject({ ok: true, environment: {} });
    expect(readSourcesEnvironment(false, { PAGERDUTY_TOKEN: 'none' })).not.toHaveProperty('environment.pagerduty');
  });

  test('is local in a sandbox only, and nothing else there', () => {
    const local = { PAGERDUTY_TOKEN: CANARY, PAGERDUTY_URL: 'http://127.0.0.1:9/' };
    expect(readSourcesEnvironment(true, { ...local })).toMatchObject({ ok: true });
    expect(readSourcesEnvironment(false, { ...local })).toEqual({
      ok: false,
      mistakes: ['PAGERDUTY_URL: is allowed with --sandbox only'],
    });
    expect(readSourcesEnvironment(true, { SLACK_BOT_TOKEN: `xoxb-${CANARY}` })).toEqual({
      ok: false,
      mistakes: ['SLACK_API_URL: with --sandbox only 127.0.0.1, ::1, localhost or a Unix socket is allowed'],
    });
  });

  test('is a mistake where a token is another’s', () => {
    const reading = readSourcesEnvironment(false, { SLACK_BOT_TOKEN: CANARY });
    expect(reading).toEqual({ ok: false, mistakes: ['SLACK_BOT_TOKEN: must begin with xoxb-'] });
  });
});

describe('what a command on the host takes', () => {
  const DATABASE_URL = `postgresql://app:${CANARY}@127.0.0.1/nightlatch`;

  test('has Slack where the bot’s token is at hand, and every secret leaves the environment', () => {
    const variables: Record<string, string> = { DATABASE_URL, SLACK_BOT_TOKEN: `xoxb-${CANARY}`, PAGERDUTY_TOKEN: CANARY };
    const reading = readHostAndSlack(false, variables);
    expect(reading).toMatchObject({ ok: true, environment: { database: {}, slack: { apiUrl: 'https://slack.com/api/' } } });
    expect(JSON.stringify([reading, variables])).not.toContain(CANARY);
  });

  test.each([
    ['none', {}],
    ['another’s', { SLACK_BOT_TOKEN: CANARY }],
    ['one for a sandbox', { SLACK_BOT_TOKEN: `xoxb-${CANARY}`, SLACK_API_URL: 'http://127.0.0.1:9/' }],
  ])('goes without Slack where the token is %s, which is no mistake', (_, slack) => {
    const reading = readHostAndSlack(false, { DATABASE_URL, ...slack });
    expect([reading.ok, reading.ok && 'slack' in reading.environment]).toEqual([true, false]);
  });

  test('is not complete without a database, whatever else there is', () => {
    expect(readHostAndSlack(false, { SLACK_BOT_TOKEN: `xoxb-${CANARY}` })).toEqual({
      ok: false,
      mistakes: ['DATABASE_URL: is missing'],
    });
  });
});
