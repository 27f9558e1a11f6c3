import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { callSlack, plain } from './call-slack.ts';

let sandbox: Sandbox;
const bots: { stop(): void }[] = [];

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  for (const bot of bots.splice(0)) bot.stop();
  await sandbox.close();
});

/** A bot that says yes to everything and keeps what it was sent. */
async function aListener(): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    bodies.push(Buffer.concat(pieces).toString());
    response.end();
  }).listen(0, '127.0.0.1');
  bots.push({
    stop() {
      server.close();
      server.closeAllConnections();
    },
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

const groupLookUp = () => callSlack(sandbox, 'usergroups.users.list', { usergroup: 'S0LEADS' });

describe('a user group', () => {
  test('has whom it was given', async () => {
    expect(await groupLookUp()).toMatchObject({ users: ['U02BOB', 'U03CAROL'] });
    sandbox.setGroup('S0LEADS', ['carol']);
    expect(await groupLookUp()).toMatchObject({ users: ['U03CAROL'] });
    sandbox.setGroup('dba-leads', []);
    expect(await groupLookUp()).toMatchObject({ users: [] });
    expect(() => sandbox.setGroup('nobody', [])).toThrow(/no user group nobody/);
  });

  test("can't be looked up until the fault is over", async () => {
    const heal = sandbox.slack.failAlways('usergroups.users.list', 'plan_upgrade_required');
    for (const _ of [1, 2, 3]) expect(await groupLookUp()).toMatchObject({ ok: false, error: 'plan_upgrade_required' });
    heal();
    expect((await groupLookUp()).ok).toBe(true);
    sandbox.slack.failAlways('usergroups.users.list', 'ratelimited');
    expect(await groupLookUp()).toMatchObject({ error: 'ratelimited' });
    sandbox.slack.heal();
    expect((await groupLookUp()).ok).toBe(true);
  });
});

test('a changed person is told to the bot and looked up changed', async () => {
  const bot = await aListener();
  sandbox.pointAt(bot.url);
  await sandbox.changePerson('bob', { deleted: true });
  await sandbox.changePerson('carol', { guest: true }, { silently: true });
  expect(bot.bodies.map((body) => JSON.parse(body).event)).toMatchObject([
    { type: 'user_change', user: { id: 'U02BOB', deleted: true } },
  ]);
  expect(await callSlack(sandbox, 'users.info', { user: 'U03CAROL' })).toMatchObject({ user: { is_restricted: true } });
});

test('an archived channel takes neither a message nor an update, until it is back', async () => {
  const channel = 'C0APPR';
  const { ts } = await callSlack(sandbox, 'chat.postMessage', { channel, text: 'card' });
  sandbox.channel(channel).archive();
  expect(await callSlack(sandbox, 'chat.postMessage', { channel, text: 'more' })).toMatchObject({ error: 'is_archived' });
  expect(await callSlack(sandbox, 'chat.update', { channel, ts, text: 'turned' })).toMatchObject({ error: 'is_archived' });
  expect(await callSlack(sandbox, 'conversations.info', { channel })).toMatchObject({ channel: { is_archived: true } });
  sandbox.channel(channel).unarchive();
  expect((await callSlack(sandbox, 'chat.update', { channel, ts, text: 'turned' })).ok).toBe(true);
});

describe('a delivery sent three times', () => {
  test.each([
    ['command', () => sandbox.as('alice').types('general', '/unlock db-prod', { times: 3 })],
    ['click', () => clickOnACard()],
    ['shortcut', () => sandbox.as('alice').usesShortcut('open_unlock_form', { times: 3 })],
    ['event', () => sandbox.as('alice').opensHome({ times: 3 })],
    ['change', () => sandbox.changePerson('bob', { deleted: true }, { times: 3 })],
    ['submission', () => submission()],
  ])('is the same %s each time', async (_, send) => {
    const bot = await aListener();
    sandbox.pointAt(bot.url);
    await send();
    expect(bot.bodies).toHaveLength(3);
    expect(new Set(bot.bodies).size).toBe(1);
    const signatures = sandbox.slack.deliver.sent.map(({ delivery }) => delivery.headers['x-slack-signature']);
    expect(new Set(signatures).size).toBe(1);
  });

  test('goes to each replica in turn', async () => {
    const [one, two] = [await aListener(), await aListener()];
    await sandbox.as('alice').types('general', '/unlock', { times: 3, to: [one.url, two.url] });
    expect([one.bodies.length, two.bodies.length]).toEqual([2, 1]);
  });

  function clickOnACard() {
    const { workspace } = sandbox.slack;
    const approve = { type: 'button', action_id: 'approve', text: plain('Approve') };
    const blocks = [{ type: 'actions', block_id: 'deeds', elements: [approve] }];
    workspace.post(workspace.channel('C0APPR'), { user: workspace.botUserId, byBot: true, text: 'card', blocks });
    return sandbox.as('bob').clicksIn('C0APPR', 'Approve', { times: 3 });
  }

  async function submission() {
    const trigger_id = sandbox.slack.triggers.issue('U01ALICE');
    const view = { type: 'modal', title: plain('Deny'), submit: plain('Deny'), blocks: [] };
    await callSlack(sandbox, 'views.open', { trigger_id, view });
    return sandbox.as('alice').submits({}, { times: 3 });
  }
});

test('what a reader sees of mentions are names, in rich text and in markup', async () => {
  const [user, group] = [
    { type: 'user', user_id: 'U02BOB' },
    { type: 'usergroup', usergroup_id: 'S0LEADS' },
  ];
  const elements = [{ type: 'rich_text_section', elements: [user, { type: 'text', text: ' or ' }, group] }];
  const blocks = [
    { type: 'rich_text', elements },
    { type: 'section', text: { type: 'mrkdwn', text: '<@U03CAROL> and <!subteam^S0LEADS>' } },
  ];
  await callSlack(sandbox, 'chat.postMessage', { channel: 'C0APPR', text: 'asked', blocks });
  expect((await sandbox.channel('C0APPR').says('asked')).text).toBe('@Bob or @dba-leads\n@Carol and @dba-leads');
});

test("a button's question before it acts is seen with it", async () => {
  const confirm = { title: plain('Revoke?'), text: plain('Alice loses it now.'), confirm: plain('Revoke'), deny: plain('Keep') };
  const button = { type: 'button', action_id: 'revoke', style: 'danger', text: plain('Revoke'), confirm };
  const blocks = [{ type: 'actions', block_id: 'deeds', elements: [button] }];
  await callSlack(sandbox, 'chat.postMessage', { channel: 'C0APPR', text: 'card', blocks });
  const { buttons } = await sandbox.channel('C0APPR').says('card');
  expect(buttons).toEqual([
    { text: 'Revoke', actionId: 'revoke', blockId: 'deeds', style: 'danger', confirm: 'Revoke?\nAlice loses it now.' },
  ]);
});

test('Bob stands by while Alice holds db-primary, and she while he does', async () => {
  const standby = async () => {
    const { state } = sandbox.pagerDuty;
    const user = (name: string) => state.onCallNow(state.schedule(name), sandbox.clock.now())?.user;
    return [user('db-primary'), user('db-standby'), user('db-secondary')];
  };
  expect(await standby()).toEqual(['PALICE1', 'PBOB002', 'PCAROL3']);
  await sandbox.clock.advance('PT5H');
  expect(await standby()).toEqual(['PBOB002', 'PALICE1', 'PCAROL3']);
  await sandbox.clock.advance('PT8H');
  expect(await standby()).toEqual(['PALICE1', 'PBOB002', 'PCAROL3']);
});
