import { afterEach, beforeEach, expect, test } from 'vitest';
import { anInit, CHOICES } from './an-init.ts';

let setUp: Awaited<ReturnType<typeof anInit>>;

beforeEach(async () => {
  setUp = await anInit();
});
afterEach(() => setUp.close());

const left = (text: string) => text.slice(text.indexOf('What is left:')).split('\n');

test('what is left is the list of docs/install.md, in its order, with the paths', async () => {
  const { text } = await setUp.init({ args: [...CHOICES, '--approval-channel', 'general', '--resource', 'payments'] });
  expect(left(text)).toEqual([
    'What is left:',
    '  1. in Slack, in #general: /invite @nightlatch',
    '  2. in PagerDuty, if it can reach the bot: a webhook to https://<the bot>/webhooks/pagerduty, whose secret is PAGERDUTY_WEBHOOK_SECRETS; without it resolves are seen within a minute',
    '  3. nightlatch migrate, with DATABASE_OWNER_URL set: docs/install.md shows how the database and its two logins are made',
    '  4. set SLACK_BOT_TOKEN, SLACK_APP_TOKEN, PAGERDUTY_TOKEN where the bot runs; they were written nowhere',
    `  5. set there too DATABASE_URL, NIGHTLATCH_POLICY=${setUp.file()} and NIGHTLATCH_KEY_FILE=<file>, which the next step makes`,
    '  6. nightlatch key create <file>',
    '  7. nightlatch secret set payments/url',
    '  8. nightlatch policy check',
    '  9. nightlatch doctor --sandbox, which looks at all of it',
    '  10. nightlatch serve --sandbox',
    'To try it out without a database of your own, nightlatch serve --embedded --sandbox takes the place of migrate and DATABASE_URL.',
  ]);
});

test('the file of the tokens is named where there is one', async () => {
  const env = setUp.file('bot.env');
  const { text } = await setUp.init({ args: [...CHOICES, '--write-env', env] });
  expect(left(text)[3]).toBe(`  3. where the bot runs, set what is in ${env} (as by node --env-file=${env})`);
});

test('one channel for both the record and what is asked is noted, two are not', async () => {
  const words = 'docs/install.md asks for two';
  expect((await setUp.init({ args: CHOICES })).text).not.toContain(words);
  const { text, exitCode } = await setUp.init({ args: [...CHOICES, '--approval-channel', 'C0AUDIT', '--force'] });
  expect(text.split('\n')).toContain(
    '#audit-access is both the audit channel and the approval channel: what is asked hides the record. docs/install.md asks for two: name another with ' +
      '--approval-channel and --force, or in the file.',
  );
  expect(exitCode).toBe(0);
});

test('every flag that is wrong is told at once, with what there is to choose from', async () => {
  const wrong = [
    ...['--audit-channel', 'audit-acess', '--approval-channel', 'aprovals', '--on-call', 'PNONE', '--service', 'Chekout'],
    ...['--approvers', 'nobody', '--owner', 'nobody@example.com', '--second-owner', 'U04DAVE', '--resource', 'DB PROD'],
    ...['--timezone', 'Berlin'],
  ];
  for (const tty of [false, true]) {
    const { prompted, exitCode } = await setUp.init({ args: wrong, tty });
    const lines = prompted.split('\n');
    expect(lines.slice(0, 9)).toEqual([
      '--audit-channel: There is no “audit-acess”; was audit-access meant?',
      '--approval-channel: There is no “aprovals”',
      '--approvers: There is no “nobody”',
      '--on-call: There is no “PNONE”',
      '--service: There is no “Chekout”; was checkout meant?',
      '--owner: Slack knows no full member by that.',
      '--second-owner: That is no full member of this workspace.',
      '--resource: must be a name of a to z, 0 to 9 and - (at most 40).',
      '--timezone: must be a time zone such as Europe/Berlin.',
    ]);
    expect(lines.filter((line) => line.endsWith(':'))).toEqual(['Channels:', 'User groups:', 'On call:', 'Services:']);
    expect([exitCode, await setUp.isThere()]).toEqual([2, false]);
  }
});

test('a script hears of flags that are wrong beside those that are missing', async () => {
  const { prompted, text } = await setUp.init({ args: ['--audit-channel', 'audit-acess', '--resource', 'DB'] });
  expect(prompted).toBe(
    [
      '--audit-channel: There is no “audit-acess”; was audit-access meant?',
      '--resource: must be a name of a to z, 0 to 9 and - (at most 40).',
      'Say --approval-channel, --on-call, --owner. What there is to choose from stands above.\n',
    ].join('\n'),
  );
  expect(text).toMatch(/C0APPR\s+access-approvals/);
});

test('both files that can not be written are told at once', async () => {
  await setUp.init({ args: [...CHOICES, '--write-env', setUp.file('bot.env')] });
  const { prompted } = await setUp.init({ args: [...CHOICES, '--write-env', setUp.file('bot.env')] });
  expect(prompted.trimEnd().split('\n')).toEqual([
    `${setUp.file()} exists already: name another with --file, or say --force to overwrite it.`,
    `${setUp.file('bot.env')} exists already and is never overwritten: name another file.`,
  ]);
});
