import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

let sandbox: Sandbox;
let client: WebClient;

beforeEach(async () => {
  sandbox = await startSandbox();
  client = new WebClient(sandbox.botToken, {
    slackApiUrl: sandbox.slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
});
afterEach(() => sandbox.close());

type Answer = { ok: boolean; error?: string; [key: string]: unknown };

async function call(method: string, args: Record<string, unknown> = {}, token = sandbox.botToken): Promise<Answer> {
  const response = await fetch(`${sandbox.slackApiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  return (await response.json()) as Answer;
}

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string, more = {}) => ({ type: 'section', text: plain(text), ...more });
const button = (more = {}) => ({ type: 'button', action_id: 'go', text: plain('Go'), ...more });
const aModal = (more: Record<string, unknown> = {}) => ({
  type: 'modal',
  title: plain('Unlock'),
  blocks: [section('hello')],
  ...more,
});
const trigger = () => sandbox.slack.triggers.issue('U01ALICE');
const open = (view: unknown, trigger_id = trigger()) => call('views.open', { trigger_id, view });
const opened = async (more = {}) => {
  const { view } = await open(aModal(more));
  return view as { id: string; hash: string; external_id: string };
};
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

describe('triggers', () => {
  test('work once, within three seconds, and only if handed out', async () => {
    const used = trigger();
    expect((await open(aModal(), used)).ok).toBe(true);
    expect(await open(aModal(), used)).toMatchObject({ error: 'exchanged_trigger_id' });
    expect(await open(aModal(), '1.2.3')).toMatchObject({ error: 'invalid_trigger_id' });
    const old = trigger();
    sandbox.slack.ageTriggers();
    expect(await open(aModal(), old)).toMatchObject({ error: 'expired_trigger_id' });
  });
});

describe('views', () => {
  test('an update changes the hash, and an old hash conflicts', async () => {
    const { id, hash } = await opened();
    const updated = await call('views.update', { view_id: id, hash, view: aModal() });
    expect((updated.view as { hash: string }).hash).not.toBe(hash);
    expect(await call('views.update', { view_id: id, hash, view: aModal() })).toMatchObject({ error: 'hash_conflict' });
    expect((await call('views.update', { view_id: id, view: aModal() })).ok).toBe(true);
  });

  test('an unknown or closed view is not found', async () => {
    expect(await call('views.update', { view_id: 'V404', view: aModal() })).toMatchObject({ error: 'not_found' });
    const { id } = await opened();
    await sandbox.as('alice').closesWindow();
    expect(await call('views.update', { view_id: id, view: aModal() })).toMatchObject({ error: 'not_found' });
  });

  test('an external id is unique, finds its view, and is lost when an update omits it', async () => {
    await opened({ external_id: 'one' });
    expect(await open(aModal({ external_id: 'one' }))).toMatchObject({ error: 'duplicate_external_id' });
    expect((await call('views.update', { external_id: 'one', view: aModal({ external_id: 'one' }) })).ok).toBe(true);
    expect((await call('views.update', { external_id: 'one', view: aModal() })).ok).toBe(true);
    expect(await call('views.update', { external_id: 'one', view: aModal() })).toMatchObject({ error: 'not_found' });
  });

  test('a window over 250 kB is too large', async () => {
    const blocks = Array.from({ length: 90 }, () => section('x'.repeat(3000)));
    expect(await open(aModal({ blocks }))).toMatchObject({ error: 'view_too_large' });
  });

  const input = { type: 'input', label: plain('Why'), element: { type: 'plain_text_input' } };
  test.each([
    ['a title of 25 characters', { title: plain('x'.repeat(25)) }],
    ['private metadata of 3001 characters', { private_metadata: 'x'.repeat(3001) }],
    ['a callback id of 256 characters', { callback_id: 'x'.repeat(256) }],
    ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }],
    ['an input without submit', { blocks: [input] }],
    ['no blocks at all', { blocks: undefined }],
    ['a markdown block', { blocks: [{ type: 'markdown', text: 'x' }] }],
    ['a table', { blocks: [{ type: 'table', rows: [[{}]] }] }],
    ['a key that no view has', { colour: 'red' }],
  ])('with %s is refused with its reasons', async (_, more) => {
    const answer = await open(aModal(more));
    expect(answer).toMatchObject({ error: 'invalid_arguments' });
    expect((answer.response_metadata as { messages: string[] }).messages[0]).toMatch(/^\[ERROR\] .* \[json-pointer:\/view/);
    expect(sandbox.as('alice').window()).toBeUndefined();
  });

  test('what was typed stays where ids stay', async () => {
    const blocks = [{ ...input, block_id: 'b', element: { type: 'plain_text_input', action_id: 'a' } }];
    const { id } = await opened({ blocks, submit: plain('Send') });
    await sandbox.as('alice').chooses('b', 'a', { value: 'typed' });
    const { view } = await call('views.update', { view_id: id, view: aModal({ blocks, submit: plain('Send') }) });
    expect(view).toMatchObject({ state: { values: { b: { a: { value: 'typed' } } } } });
  });

  test('the home tab is published for a person', async () => {
    await client.views.publish({ user_id: 'U01ALICE', view: { type: 'home', blocks: [{ type: 'divider' }] } });
    expect(sandbox.as('alice').home()?.blocks).toHaveLength(1);
    expect(sandbox.as('alice').window()).toBeUndefined();
  });
});

describe('blocks', () => {
  const options = Array.from({ length: 101 }, (_, n) => ({ text: plain(`${n}`), value: `${n}` }));
  const inActions = (element: unknown) => ({ type: 'actions', elements: [element] });
  test.each([
    ['51 of them', Array.from({ length: 51 }, () => ({ type: 'divider' }))],
    ['an unknown type', [{ type: 'poem' }]],
    ['an input in a message', [{ type: 'input', label: plain('x'), element: { type: 'plain_text_input' } }]],
    ['an alert in a message', [{ type: 'alert', text: plain('x') }]],
    ['a section text of 3001 characters', [section('x'.repeat(3001))]],
    ['an empty text', [section('')]],
    ['a section without text', [{ type: 'section' }]],
    ['eleven fields', [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }]],
    ['a field of 2001 characters', [{ type: 'section', fields: [plain('x'.repeat(2001))] }]],
    ['a header of 151 characters', [{ type: 'header', text: plain('x'.repeat(151)) }]],
    ['a header in markup', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]],
    ['button text of 76 characters', [inActions(button({ text: plain('x'.repeat(76)) }))]],
    ['a button value of 2001 characters', [inActions(button({ value: 'x'.repeat(2001) }))]],
    ['a button without text', [inActions({ type: 'button', action_id: 'a' })]],
    ['a button style that is none', [inActions(button({ style: 'red' }))]],
    ['an action id of 256 characters', [inActions(button({ action_id: 'x'.repeat(256) }))]],
    ['a block id of 256 characters', [section('x', { block_id: 'x'.repeat(256) })]],
    ['one block id twice', [section('x', { block_id: 'b' }), section('y', { block_id: 'b' })]],
    ['one action id twice in a block', [{ type: 'actions', elements: [button(), button()] }]],
    ['eleven context elements', [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) }]],
    ['26 actions', [{ type: 'actions', elements: Array.from({ length: 26 }, (_, n) => button({ action_id: `a${n}` })) }]],
    ['101 options', [inActions({ type: 'static_select', action_id: 's', options })]],
    [
      'an option text of 76 characters',
      [inActions({ type: 'static_select', options: [{ text: plain('x'.repeat(76)), value: 'v' }] })],
    ],
    ['a select with no options', [inActions({ type: 'static_select', action_id: 's' })]],
    ['six choices behind an overflow', [inActions({ type: 'overflow', options: options.slice(0, 6) })]],
    ['a confirm title of 101 characters', [inActions(button({ confirm: aConfirm({ title: plain('x'.repeat(101)) }) }))]],
    ['a confirm text of 301 characters', [inActions(button({ confirm: aConfirm({ text: plain('x'.repeat(301)) }) }))]],
    ['a key that no block has', [section('x', { colour: 'red' })]],
    ['a rich text element that is none', [{ type: 'rich_text', elements: [{ type: 'rich_text_song', elements: [] }] }]],
    ['seven series in a chart', [aChart(7)]],
    ['three charts', [aChart(1), aChart(1), aChart(1)]],
  ])('with %s are refused with their place', async (_, blocks) => {
    const answer = await post({ blocks });
    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect((answer.response_metadata as { messages: string[] }).messages[0]).toMatch(/\[json-pointer:\/blocks/);
    expect(sandbox.channel('inc-42-checkout-latency').messages()).toEqual([]);
  });

  function aConfirm(more: object): object {
    return { title: plain('Sure?'), text: plain('Really'), confirm: plain('Yes'), deny: plain('No'), ...more };
  }
  function aChart(series: number): object {
    const data = [{ label: 'Mo', value: 1 }];
    const chart = {
      type: 'bar',
      series: Array.from({ length: series }, (_, n) => ({ name: `s${n}`, data })),
      axis_config: { categories: ['Mo'] },
    };
    return { type: 'data_visualization', title: 'Reads', chart };
  }

  test('that are right are accepted, ids filled in, text flattened', async () => {
    const preformatted = {
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'PGPASSWORD' }] }],
    };
    const blocks = [
      { type: 'header', text: plain('Grant') },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '*db-prod* for <@U01ALICE> in <#C0INC42>, until <!date^0^{time}|07:00> &amp; on' },
        accessory: button(),
      },
      preformatted,
      aChart(6),
    ];
    const { message } = await post({ blocks });
    expect((message as { blocks: { block_id: string }[] }).blocks.every(({ block_id }) => block_id.length > 0)).toBe(true);
    const [seen] = sandbox.channel('inc-42-checkout-latency').messages();
    expect(seen?.text).toBe('Grant\ndb-prod for @Alice in #inc-42-checkout-latency, until 07:00 & on\n[Go]\nPGPASSWORD\nReads');
    const more = aModal({ blocks: [preformatted, { type: 'alert', text: plain('careful') }] });
    expect((await open(more)).ok).toBe(true);
  });

  test('that are no array are refused by another name', async () => {
    expect(await post({ blocks: '{"type"' })).toMatchObject({ error: 'invalid_blocks_format' });
    expect(await post({ blocks: { type: 'divider' } })).toMatchObject({ error: 'invalid_blocks_format' });
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
    expect(seen).toHaveLength(7);
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
