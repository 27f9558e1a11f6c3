import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { aBoltApp } from './a-bolt-app.ts';
import { aModal, callSlack, plain, section } from './call-slack.ts';

let sandbox: Sandbox;
let bolt: { close(): Promise<void> } | undefined;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  await bolt?.close();
  bolt = undefined;
  await sandbox.close();
});

const button = { type: 'button' as const, action_id: 'revoke', text: plain('Revoke'), value: 'g1' };
const aHome = (text: string) => ({
  type: 'home' as const,
  blocks: [
    { type: 'section' as const, text: plain(text) },
    { type: 'actions' as const, block_id: 'deeds', elements: [button] },
  ],
});
const publish = (args: Record<string, unknown>) => callSlack(sandbox, 'views.publish', args);

describe('the home tab', () => {
  test('is published when it is opened, and its buttons reach the bot from a home view', async () => {
    const clicked: unknown[] = [];
    bolt = await aBoltApp(sandbox, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: aHome(`${event.tab} of ${event.user}`) });
      });
      app.action('revoke', async ({ ack, body, client }) => {
        await ack();
        if (body.type !== 'block_actions') return;
        clicked.push([body.container.type, body.view?.type, body.actions[0]?.block_id, 'channel' in body, 'message' in body]);
        await client.views.publish({ user_id: body.user.id, hash: body.view?.hash ?? '', view: aHome('nothing held') });
      });
    });
    const alice = sandbox.as('alice');
    await alice.opensHome();
    await alice.homeSays('home of U01ALICE');
    await alice.clicksInHome('Revoke');
    await alice.homeSays('nothing held');
    expect(clicked).toEqual([['view', 'home', 'deeds', false, false]]);
    expect(sandbox.as('bob').home()).toBeUndefined();
    expect(() => alice.clicksInHome('Extend')).toThrow(/Alice's home has no button Extend; it has: Revoke/);
  });

  test('comes along when it is opened again, but not with the messages', async () => {
    const views: unknown[] = [];
    bolt = await aBoltApp(sandbox, (app) =>
      app.event('app_home_opened', async ({ event }) => void views.push([event.tab, event.channel, event.view?.type])),
    );
    const alice = sandbox.as('alice');
    await alice.opensHome();
    await publish({ user_id: 'U01ALICE', view: aHome('hello') });
    await alice.opensHome();
    await sandbox.slack.events.homeOpened(alice.person, 'messages');
    expect(views).toEqual([
      ['home', 'D001ALICE', undefined],
      ['home', 'D001ALICE', 'home'],
      ['messages', 'D001ALICE', undefined],
    ]);
  });

  test('takes only the present hash', async () => {
    const first = (await publish({ user_id: 'U01ALICE', view: aHome('one') })).view as { hash: string; id: string };
    const second = (await publish({ user_id: 'U01ALICE', hash: first.hash, view: aHome('two') })).view as {
      hash: string;
      id: string;
    };
    expect(second.id).toBe(first.id);
    expect(await publish({ user_id: 'U01ALICE', hash: first.hash, view: aHome('three') })).toMatchObject({
      error: 'hash_conflict',
    });
    expect(await publish({ user_id: 'U02BOB', hash: first.hash, view: aHome('one') })).toMatchObject({ error: 'hash_conflict' });
    expect(sandbox.as('alice').home()?.text).toContain('two');
  });

  test.each([
    ['nobody', { user_id: 'U404', view: aHome('x') }, 'invalid_arguments'],
    ['the bot', { user_id: 'U0NIGHTBOT', view: aHome('x') }, 'invalid_arguments'],
    ['no person', { view: aHome('x') }, 'invalid_arguments'],
    ['a person, as a modal,', { user_id: 'U01ALICE', view: aModal() }, 'invalid_arguments'],
    ['a person, with a title,', { user_id: 'U01ALICE', view: { ...aHome('x'), title: plain('Home') } }, 'invalid_arguments'],
    [
      'a person, with 101 blocks,',
      { user_id: 'U01ALICE', view: { type: 'home', blocks: Array(101).fill(section('x')) } },
      'invalid_arguments',
    ],
  ])('of %s is not published', async (_, args, error) => {
    expect(await publish(args)).toMatchObject({ ok: false, error });
    expect(sandbox.as('alice').home()).toBeUndefined();
  });

  test('is not there unless the app has one, and is no window that could be updated or pushed onto', async () => {
    const { view } = await publish({ user_id: 'U01ALICE', view: aHome('x') });
    const { id } = view as { id: string };
    expect(await callSlack(sandbox, 'views.update', { view_id: id, view: aModal() })).toMatchObject({ error: 'not_found' });
    const trigger_id = sandbox.slack.triggers.issue('U01ALICE', id);
    expect(await callSlack(sandbox, 'views.push', { trigger_id, view: aModal() })).toMatchObject({ error: 'not_found' });
    sandbox.slack.workspace.hasHomeTab = false;
    expect(await publish({ user_id: 'U01ALICE', view: aHome('x') })).toMatchObject({ error: 'not_enabled' });
  });
});

describe('a global shortcut', () => {
  test('reaches the bot with a trigger that opens a window, and with no channel', async () => {
    const heard: Record<string, unknown>[] = [];
    bolt = await aBoltApp(sandbox, (app) =>
      app.shortcut('open_unlock_form', async ({ ack, client, shortcut }) => {
        heard.push({ ...shortcut });
        await ack();
        await client.views.open({ trigger_id: shortcut.trigger_id, view: { type: 'modal', title: plain('Unlock'), blocks: [] } });
      }),
    );
    const alice = sandbox.as('alice');
    await alice.usesShortcut('Unlock something');
    await alice.windowSays('Unlock');
    expect(heard).toEqual([
      {
        type: 'shortcut',
        token: expect.any(String),
        action_ts: expect.stringMatching(/^\d+\.\d{6}$/),
        team: { id: 'T0123ABCD', domain: 'nightlatch-sandbox' },
        user: { id: 'U01ALICE', username: 'alice', team_id: 'T0123ABCD' },
        is_enterprise_install: false,
        enterprise: null,
        callback_id: 'open_unlock_form',
        trigger_id: expect.any(String),
      },
    ]);
    expect(() => alice.usesShortcut('make_coffee')).toThrow(/there are: Unlock something/);
  });
});
