import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { query } from '../database/query.ts';
import { CANARY, type Night } from './a-night.ts';
import { aWellNight, doctorOf } from './a-well-night.ts';

test('a night in which nothing is wrong', async () => {
  const night = await aWellNight();
  const { said, exitCode, unwell } = await doctorOf(night);
  expect(unwell).toEqual([]);
  expect(said.split('\n').at(-1)).toBe('All is well.');
  expect(exitCode).toBe(0);
  expect(said).toContain('✓ db-primary (schedule db-primary): Alice is on call now.');
  expect(said).toContain(`✓ A bot runs on port ${new URL(night.bot.url).port} and is ready.`);
});

test('the same in socket mode, and with a token that is no app-level token', async () => {
  const night = await aWellNight();
  const socketMode = { SLACK_SIGNING_SECRET: undefined, SLACK_APP_TOKEN: night.sandbox.appToken };
  const { said, exitCode } = await doctorOf(night, socketMode);
  expect(said).toContain('✓ Socket mode: the app-level token opens connections.');
  expect(exitCode).toBe(0);
  const wrong = await doctorOf(night, { ...socketMode, SLACK_APP_TOKEN: 'xapp-of-nobody' }, '--only', 'slack');
  expect(wrong.unwell).toEqual([
    '✗ The app-level token opens no connection (invalid_auth), so nothing arrives from Slack. ' +
      'Is Socket Mode switched on (your app, Socket Mode)? Make one at api.slack.com/apps, your app, Basic Information, ' +
      'App-Level Tokens, and put it into SLACK_APP_TOKEN.',
  ]);
});

test("PagerDuty's webhooks: without a secret, without a subscription, and switched off", async () => {
  const night = await aWellNight();
  const { subscriptions } = night.sandbox.pagerDuty.state;
  const [subscription] = subscriptions.values();
  if (!subscription) throw new Error('there is no subscription');
  const unwell = async (given = {}) => (await doctorOf(night, given, '--only', 'pagerduty')).unwell.join('\n');
  expect(await unwell({ PAGERDUTY_WEBHOOK_SECRETS: undefined })).toContain(
    "and the bot refuses them: PAGERDUTY_WEBHOOK_SECRETS isn't set",
  );
  subscription.temporarilyDisabled = true;
  expect(await unwell()).toContain('was switched off by PagerDuty for a day');
  subscriptions.clear();
  expect(await unwell()).toContain('PagerDuty has no webhook subscription for an address that ends in /webhooks/pagerduty');
});

describe('three things at a time', () => {
  test('a scope is taken away, the bot is put out of the audit channel, and a schedule is deleted', async () => {
    const night = await aWellNight();
    night.sandbox.slack.workspace.scopes.delete('usergroups:read');
    night.sandbox.channel('audit-access').removeBot();
    night.sandbox.pagerDuty.state.schedules.delete('PABC123');
    night.sandbox.pagerDuty.state.policies.clear();
    const { exitCode, unwell } = await doctorOf(night, {}, '--only', 'slack,pagerduty');
    expect(unwell.filter((line) => line.startsWith('✗') || line.startsWith('?'))).toEqual([
      '✗ The bot lacks the scope usergroups:read: nobody counts as a member of a Slack user group. ' +
        'Add it at api.slack.com/apps, your app, OAuth & Permissions, Bot Token Scopes; then Reinstall to Workspace.',
      "✗ The audit channel C0AUDIT isn't there, or it is private and the bot isn't in it. " +
        "Type /invite @nightlatch in the channel. If the id is wrong: it stands at the end of the channel's details in Slack.",
      "? User groups couldn't be looked at: the bot lacks the scope usergroups:read. " +
        'Add it at api.slack.com/apps, your app, OAuth & Permissions, Bot Token Scopes; then Reinstall to Workspace.',
      '✗ PagerDuty has no schedule PABC123, which is onCall.db-primary in the policy. ' +
        "Correct the id: it stands at the end of the page's address in PagerDuty. It may also be another account's.",
      '✗ PagerDuty has no escalation policy PXYZ789, which is onCall.db-escalation in the policy. ' +
        "Correct the id: it stands at the end of the page's address in PagerDuty. It may also be another account's.",
    ]);
    expect(exitCode).toBe(1);
  });

  test('the token is revoked, PagerDuty refuses its own, and the schema is behind', async () => {
    const night = await aWellNight();
    night.sandbox.slack.refuseToken('token_revoked');
    night.sandbox.pagerDuty.takesToken = false;
    await query(night.database.ownerUrl, "DELETE FROM _prisma_migrations WHERE migration_name = '0003_monday'");
    const { exitCode, unwell, said } = await doctorOf(night);
    expect(unwell.filter((line) => line.startsWith('✗'))).toEqual([
      '✗ The bot token was revoked: the app was removed from the workspace, or somebody took the token back. ' +
        'Install the app to the workspace again, then copy the Bot User OAuth Token anew (api.slack.com/apps, your app, OAuth & Permissions) into SLACK_BOT_TOKEN.',
      '✗ PagerDuty (region us) refuses the token: it is wrong or was taken back, or the account is in the other region. ' +
        "Does your account's address in PagerDuty end in .eu.pagerduty.com? Then set PAGERDUTY_REGION=eu. " +
        'Otherwise make a key in PagerDuty under Integrations, API Access Keys (tick Read-only), and put it into PAGERDUTY_TOKEN.',
      '✗ The schema is 1 behind. Run nightlatch migrate, with DATABASE_OWNER_URL.',
    ]);
    expect(said).toContain('values open.');
    expect(exitCode).toBe(1);
  });

  test('the clock is an hour off, commits may be lost, and anybody may read the key', async () => {
    const night = await aWellNight();
    night.sandbox.slack.setClockAhead({ hours: -1 });
    await setForDatabase(night, 'synchronous_commit = off');
    await chmod(night.files.key, 0o644);
    const { exitCode, unwell } = await doctorOf(night);
    expect(unwell.map((line) => line.replace(night.files.key, 'KEY').replace(/1 h( \d s)?/, '1 h'))).toEqual([
      "✗ This machine's clock is 1 h ahead of Slack's: Slack's signatures look too old, so all it sends is refused. " +
        'Let it be set by NTP: timedatectl set-ntp true (in a container, on its host).',
      '✗ synchronous_commit is off: a value could be shown whose row is lost in a crash. ' +
        'Set it to on: ALTER DATABASE … SET synchronous_commit = on; look for it in ALTER ROLE and postgresql.conf too.',
      "✗ The key can't be used: KEY may be read or written by others than its owner (mode 644): chmod 400 " +
        'Mend the file, or name another in NIGHTLATCH_KEY_FILE.',
      expect.stringMatching(
        /^✗ sealed db-prod\/url, .* and \d+ more can't be opened without a key\. Set NIGHTLATCH_KEY_FILE to the key that it was sealed under, a file closed to others \(chmod 400\)\.$/,
      ),
    ]);
    expect(exitCode).toBe(1);
  });

  test('the policy file is broken, a person has left, and the bot connects as the owner', async () => {
    const night = await aWellNight();
    await night.sandbox.changePerson('bob', { deleted: true }, { silently: true });
    const people = await doctorOf(night, {}, '--only', 'people');
    expect(people.unwell).toEqual([
      '✗ bob: U02BOB is deactivated, and may do nothing here. ' +
        'Correct the id under people.bob (Slack profile, ⋮, Copy member ID), or take it out of the policy.',
    ]);
    await writeFile(night.files.policy, 'version: 1\nslak: {}\n');
    const { exitCode, said } = await doctorOf(night, { DATABASE_URL: night.database.ownerUrl });
    expect(said).toContain('✗ The role nightlatch_owner owns the tables, so it could change the log.');
    expect(said).toMatch(/✗ The policy file has \d+ mistakes: nightlatch\.yml/);
    expect(said).toContain("? Channels and user groups weren't looked at.");
    expect(exitCode).toBe(1);
  });
});

test('without anything in the environment, every area still answers', async () => {
  const night = await aWellNight();
  const nothing = Object.fromEntries(
    ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'PAGERDUTY_TOKEN', 'DATABASE_URL', 'NIGHTLATCH_KEY_FILE'].map((name) => [
      name,
      undefined,
    ]),
  );
  const { said, exitCode } = await doctorOf(night, { ...nothing, NIGHTLATCH_POLICY: '/nowhere/nightlatch.yml' });
  for (const title of [
    'Environment',
    'Slack',
    'PagerDuty',
    'Clocks',
    'Database',
    'Key and values',
    'Policy',
    'People',
    'The bot itself',
  ])
    expect(said).toContain(`${title}\n`);
  expect(said).toContain('✗ SLACK_BOT_TOKEN is missing.');
  expect(exitCode).toBe(1);
});

test('when nobody answers at all, it comes to its end and says so', async () => {
  const night = await aWellNight();
  night.sandbox.slack.failAlways(/./, 'hang');
  night.sandbox.pagerDuty.mode = 'hanging';
  const silent = await aSilentServer();
  const { exitCode, unwell } = await doctorOf(night, {
    DATABASE_URL: `postgresql://app:${CANARY}@127.0.0.1:${silent}/nightlatch`,
  });
  expect(exitCode).toBe(2);
  expect(unwell.every((line) => line.startsWith('?'))).toBe(true);
  expect(unwell.join('\n')).not.toContain('canary');
});

test('nothing secret is in anything that it prints', async () => {
  const night = await aWellNight();
  night.sandbox.slack.workspace.scopes.delete('groups:read');
  const secrets = [
    CANARY,
    night.sandbox.botToken,
    night.sandbox.pagerDutyToken,
    night.sandbox.signingSecret,
    passwordOf(night.database.appUrl),
  ];
  for (const options of [[], ['--raw'], ['--json', '--raw']]) {
    const { said } = await doctorOf(night, {}, ...options);
    for (const secret of secrets) expect(said).not.toContain(secret);
    expect(said).not.toContain('alice@example.com');
  }
  expect(night.logged()).not.toContain(CANARY);
});

test('--raw prints what the vendors answered, as a shape', async () => {
  const night = await aWellNight();
  const { said } = await doctorOf(night, {}, '--raw', '--only', 'slack,pagerduty');
  expect(said).toContain('Shape of PagerDuty /oncalls');
  expect(said).toMatch(/oncalls\[\]\.schedule\.summary: text of \d+/);
  expect(said).toContain('Shape of Slack conversations.info');
  expect(said).not.toMatch(/audit-access[^ ]*: text/);
});

async function setForDatabase(night: Night, setting: string): Promise<void> {
  const name = new URL(night.database.appUrl).pathname.slice(1);
  await query(night.database.adminUrl, `ALTER DATABASE ${name} SET ${setting}`);
}

function passwordOf(url: string): string {
  return new URL(url).password;
}

async function aSilentServer(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
