import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { StillClock } from './a-still-clock.ts';
import { callSlack, section } from './call-slack.ts';

let sandbox: Sandbox;
let client: WebClient;

beforeEach(async () => {
  sandbox = await startSandbox({ clock: new StillClock() });
  client = new WebClient(sandbox.botToken, {
    slackApiUrl: sandbox.slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
});
afterEach(() => sandbox.close());

const call = (method: string, args: Record<string, unknown> = {}, token?: string) => callSlack(sandbox, method, args, token);
const post = (more: Record<string, unknown>) => call('chat.postMessage', { channel: 'C0INC42', text: 'x', ...more });

describe('who calls', () => {
  test('needs the right token', async () => {
    expect(await call('auth.test', {}, 'xoxb-other')).toMatchObject({ ok: false, error: 'invalid_auth' });
    const bare = await fetch(`${sandbox.slackApiUrl}auth.test`, { method: 'POST' });
    expect(await bare.json()).toMatchObject({ error: 'not_authed' });
    expect(await client.auth.test()).toMatchObject({ team_id: 'T0123ABCD', user_id: 'U0NIGHTBOT', bot_id: 'B0NIGHTBOT' });
  });

  test('needs the scope, and is told which', async () => {
    sandbox.slack.workspace.scopes.delete('users:read');
    expect(await call('users.info', { user: 'U01ALICE' })).toMatchObject({ error: 'missing_scope', needed: 'users:read' });
    expect(await call('team.info')).toMatchObject({ error: 'missing_scope', needed: 'team:read' });
    sandbox.slack.workspace.scopes.delete('groups:read');
    expect(await call('conversations.info', { channel: 'C0AUDIT' })).toMatchObject({
      error: 'missing_scope',
      needed: 'groups:read',
    });
  });

  test('an unknown method is unknown', async () => {
    expect(await call('views.invent')).toMatchObject({ error: 'unknown_method' });
    expect(await call('constructor')).toMatchObject({ error: 'unknown_method' });
  });
});

describe('messages', () => {
  test('go only where the bot is', async () => {
    expect(await post({ channel: 'C0GENERAL' })).toMatchObject({ error: 'not_in_channel' });
    expect(await post({ channel: 'C404' })).toMatchObject({ error: 'channel_not_found' });
    sandbox.channel('audit-access').removeBot();
    expect(await post({ channel: 'C0AUDIT' })).toMatchObject({ error: 'channel_not_found' });
    sandbox.channel('partners').archive();
    expect(await post({ channel: 'C0SHARED' })).toMatchObject({ error: 'is_archived' });
  });

  test('need something to say, and not too much of it', async () => {
    expect(await post({ text: '' })).toMatchObject({ error: 'no_text' });
    expect(await post({ text: 'x'.repeat(40_001) })).toMatchObject({ error: 'msg_too_long' });
  });

  test('to a person open the conversation with them', async () => {
    sandbox.slack.workspace.scopes.add('im:write');
    const { channel } = await post({ channel: 'U01ALICE', text: 'yours' });
    expect(channel).toMatch(/^D/);
    expect((await client.conversations.open({ users: 'U01ALICE' })).channel?.id).toBe(channel);
    expect(
      sandbox
        .as('alice')
        .directMessages()
        .map(({ text }) => text),
    ).toEqual(['yours']);
    expect(await call('conversations.open', { users: 'U05ERIN' })).toMatchObject({ error: 'user_disabled' });
    expect(await call('conversations.open', { users: 'U404' })).toMatchObject({ error: 'user_not_found' });
  });

  test('can be updated and deleted only by the app that wrote them', async () => {
    const { ts } = await post({ text: 'one', blocks: [section('one')] });
    const where = { channel: 'C0INC42', ts: String(ts) };
    await client.chat.update({ ...where, text: 'two' });
    expect(sandbox.channel('C0INC42').messages()).toMatchObject([{ fallback: 'two', text: 'one', edited: true }]);
    await client.chat.update({ ...where, text: 'two', blocks: [] });
    expect(sandbox.channel('C0INC42').messages()).toMatchObject([{ text: 'two' }]);
    expect((await client.chat.getPermalink({ channel: 'C0INC42', message_ts: where.ts })).permalink).toContain(
      '/archives/C0INC42/p',
    );
    await client.chat.delete(where);
    expect(await call('chat.update', { ...where, text: 'three' })).toMatchObject({ error: 'message_not_found' });
    const { workspace } = sandbox.slack;
    const theirs = workspace.post(workspace.channel('C0INC42'), { user: 'U02BOB', byBot: false, text: 'hi' });
    expect(await call('chat.update', { channel: 'C0INC42', ts: theirs.ts, text: 'x' })).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await call('chat.delete', { channel: 'C0INC42', ts: theirs.ts })).toMatchObject({ error: 'cant_delete_message' });
  });

  test('that are ephemeral reach one member, are in no history and cannot be updated', async () => {
    const { message_ts: ts } = await client.chat.postEphemeral({ channel: 'C0INC42', user: 'U01ALICE', text: 'psst' });
    expect(sandbox.as('alice').ephemerals('C0INC42')).toMatchObject([{ text: 'psst', ephemeral: true }]);
    expect(sandbox.as('bob').ephemerals('C0INC42')).toEqual([]);
    expect(sandbox.channel('C0INC42').messages()).toEqual([]);
    expect(await call('chat.update', { channel: 'C0INC42', ts, text: 'x' })).toMatchObject({ error: 'message_not_found' });
    expect(await call('chat.postEphemeral', { channel: 'C0AUDIT', user: 'U04DAVE', text: 'x' })).toMatchObject({
      error: 'user_not_in_channel',
    });
  });
});

describe('people and channels', () => {
  test('users.info says who is a guest, deactivated, a stranger or a bot', async () => {
    const info = async (user: string) => (await client.users.info({ user })).user;
    expect(await info('U01ALICE')).toMatchObject({
      team_id: 'T0123ABCD',
      tz: 'Europe/Berlin',
      profile: { email: 'alice@example.com' },
    });
    expect(await info('U04DAVE')).toMatchObject({ is_restricted: true });
    expect(await info('U05ERIN')).toMatchObject({ deleted: true });
    expect(await info('U06FRANK')).toMatchObject({ is_stranger: true, team_id: 'T0OTHER' });
    expect(await info('U0NIGHTBOT')).toMatchObject({ is_bot: true });
    expect(await call('users.info', { user: 'U404' })).toMatchObject({ error: 'user_not_found' });
  });

  test('the address is hidden without its scope', async () => {
    sandbox.slack.workspace.scopes.delete('users:read.email');
    expect((await client.users.info({ user: 'U01ALICE' })).user?.profile?.email).toBeUndefined();
  });

  test('lists come in pages', async () => {
    const seen: unknown[] = [];
    for await (const page of client.paginate('users.list', { limit: 3 }))
      seen.push(...((page as { members?: unknown[] }).members ?? []));
    expect(seen).toHaveLength(8);
    expect(await call('users.list', { cursor: 'nonsense' })).toMatchObject({ error: 'invalid_cursor' });
  });

  test('user groups have members', async () => {
    expect((await client.usergroups.users.list({ usergroup: 'S0LEADS' })).users).toEqual(['U02BOB', 'U03CAROL']);
    expect(await call('usergroups.users.list', { usergroup: 'S404' })).toMatchObject({ error: 'no_such_subteam' });
  });

  test('conversations.info says what is shared', async () => {
    expect((await client.conversations.info({ channel: 'C0SHARED' })).channel).toMatchObject({
      is_ext_shared: true,
      is_member: true,
    });
    expect((await client.conversations.info({ channel: 'C0GENERAL' })).channel).toMatchObject({
      is_ext_shared: false,
      is_member: false,
    });
    const names = (await client.conversations.list({ types: 'private_channel' })).channels?.map(({ name }) => name);
    expect(names).toEqual(['audit-access', 'access-approvals']);
  });
});

describe('faults', () => {
  test('a named error, HTML, bad JSON and a cut connection, then all is well', async () => {
    const { slack } = sandbox;
    slack.failNext('auth.test', 'fatal_error');
    await expect(client.auth.test()).rejects.toThrow('fatal_error');
    slack.failNext('auth.test', 'html');
    await expect(client.auth.test()).rejects.toMatchObject({ statusCode: 502 });
    slack.failNext('auth.test', 'ratelimited');
    await expect(client.auth.test()).rejects.toMatchObject({ retryAfter: 1 });
    slack.failNext('auth.test', 'drop', 2);
    await expect(client.auth.test()).rejects.toThrow();
    await expect(client.auth.test()).rejects.toThrow();
    expect((await client.auth.test()).ok).toBe(true);
    expect(slack.callsTo('auth.test').map(({ outcome }) => outcome)).toEqual([
      'fatal_error',
      'html',
      'ratelimited',
      'drop',
      'drop',
      'ok',
    ]);
  });

  test('a call may be done although its caller never hears of it', async () => {
    sandbox.slack.failNext('chat.postMessage', 'drop-after-doing-it');
    await expect(client.chat.postMessage({ channel: 'C0INC42', text: 'once' })).rejects.toThrow();
    await sandbox.channel('C0INC42').says('once');
  });

  test('a call can be held while the test does something else', async () => {
    const hold = sandbox.slack.holdNext('chat.postMessage', 'after');
    const posting = client.chat.postMessage({ channel: 'C0INC42', text: 'held' });
    await hold.reached;
    expect(sandbox.channel('C0INC42').messages()).toHaveLength(1);
    expect(sandbox.slack.callsTo('chat.postMessage')[0]?.outcome).toBe('pending');
    hold.release();
    expect((await posting).ok).toBe(true);
  });

  test('limits hold only when switched on, a post a second a channel, by the sandbox clock', async () => {
    const other = { channel: 'C0AUDIT' };
    expect((await post({})).ok && (await post({})).ok).toBe(true);
    sandbox.slack.rateLimits.on = true;
    expect((await post({})).ok).toBe(true);
    await expect(client.chat.postMessage({ channel: 'C0INC42', text: 'x' })).rejects.toMatchObject({ retryAfter: 1 });
    expect((await post(other)).ok).toBe(true);
    await sandbox.clock.advance('PT1S');
    expect((await post({})).ok).toBe(true);
  });
});
