import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { aBoltApp } from './a-bolt-app.ts';
import { StillClock } from './a-still-clock.ts';
import { pageOf } from './page-of.ts';

let sandbox: Sandbox;
let bolt: { close(): Promise<void> } | undefined;

beforeEach(async () => {
  sandbox = await startSandbox({ pagePort: 0, clock: new StillClock() });
});
afterEach(async () => {
  await bolt?.close();
  bolt = undefined;
  await sandbox.close();
});

const { state, post } = pageOf(() => sandbox);

/** The status for a request with these headers, which fetch would not let one set. */
function statusWith(headers: Record<string, string>, path = '/sandbox/state'): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  request(`${sandbox.pageUrl}${path}`, { headers }, (response) => resolve(response.resume().statusCode))
    .on('error', reject)
    .end();
  return promise;
}

describe('what a viewer sees', () => {
  test('everybody sees their own conversations and the world', async () => {
    const alice = await state('U01ALICE');
    expect(alice.viewer).toEqual({
      ...{ id: 'U01ALICE', name: 'Alice', part: 'on call', timezone: 'Europe/Berlin' },
      ...{ canAct: true, hasCommands: true, standing: 'member' },
    });
    expect(alice.conversations.map(({ name, kind }) => [name, kind])).toEqual([
      ['inc-42-checkout-latency', 'channel'],
      ['audit-access', 'private'],
      ['access-approvals', 'private'],
      ['partners', 'shared'],
      ['general', 'channel'],
      ['Nightlatch', 'direct'],
    ]);
    expect(alice.world.incidents).toMatchObject([{ id: 'PINC042', number: 42, status: 'triggered', service: 'Checkout' }]);
    expect(alice.world.schedules[0]).toMatchObject({ id: 'PABC123', onCall: { userId: 'U01ALICE', name: 'Alice' } });
    expect((await state('U06FRANK')).conversations.map(({ name }) => name)).toEqual(['partners']);
    expect((await state('U05ERIN')).viewer).toMatchObject({ canAct: false, hasCommands: false });
    expect((await state('U06FRANK')).viewer).toMatchObject({ canAct: true, hasCommands: false });
    expect((await fetch(`${sandbox.pageUrl}/sandbox/state?as=U404`)).status).toBe(404);
  });

  test('two adjacent shifts of one person are shown as one', async () => {
    const { world } = await state('U01ALICE');
    const until = Temporal.Instant.from(world.schedules[0]?.onCall?.until ?? '');
    const left = until.since(Temporal.Instant.from(world.now)).total('minutes');
    expect(left).toBeGreaterThan(238);
    expect(left).toBeLessThanOrEqual(240);
  });

  test('unread messages are counted until they are read', async () => {
    await post('say', { as: 'U02BOB', channel: 'C0AUDIT', text: 'hello' });
    const unread = async () => (await state('U01ALICE')).conversations.find(({ id }) => id === 'C0AUDIT')?.unread;
    expect(await unread()).toBe(1);
    await post('read', { as: 'U01ALICE', channel: 'C0AUDIT' });
    expect(await unread()).toBe(0);
  });
});

describe('what a viewer does', () => {
  test('a command, a click, a submission and its errors reach the bot and come back', async () => {
    const input = {
      type: 'input' as const,
      block_id: 'why',
      label: plain('Why'),
      element: { type: 'plain_text_input' as const, action_id: 'a' },
    };
    const button = { type: 'button' as const, action_id: 'go', text: plain('Go') };
    bolt = await aBoltApp(sandbox, (app) => {
      app.command('/unlock', async ({ ack, client, command }) => {
        await ack();
        const actions = { type: 'actions' as const, block_id: 'deeds', elements: [button] };
        await client.views.open({
          trigger_id: command.trigger_id,
          view: { type: 'modal', title: plain('Unlock'), blocks: [actions] },
        });
      });
      app.action('go', async ({ ack, client, body }) => {
        await ack();
        const view_id = body.type === 'block_actions' ? (body.view?.id ?? '') : '';
        await client.views.update({
          view_id,
          view: { type: 'modal', callback_id: 'asked', title: plain('Why?'), submit: plain('Send'), blocks: [input] },
        });
      });
      app.view('asked', ({ ack }) => ack({ response_action: 'errors', errors: { why: 'too short' } }));
    });
    const as = 'U01ALICE';
    expect(await post('command', { as, channel: 'C0INC42', text: '/unlock db-prod' })).toEqual({ status: 200, ok: true });
    await sandbox.as('alice').windowSays('[Go]');
    const { window } = await state(as);
    const view = window?.viewId ?? '';
    expect(await post('click', { as, in: { view }, blockId: 'deeds', actionId: 'go' })).toMatchObject({ ok: true });
    await sandbox.as('alice').windowSays('Why?');
    const late = await post('click', { as, in: { view }, blockId: 'deeds', actionId: 'go' });
    expect(late).toMatchObject({ status: 409, error: 'That has just changed. Look again.' });
    await post('submit', { as, view, state: { why: { a: { type: 'plain_text_input', value: 'x' } } } });
    expect((await state(as)).window).toMatchObject({ title: 'Why?', submit: 'Send', errors: { why: 'too short' }, below: 0 });
    await post('close', { as, view });
    expect((await state(as)).window).toBeUndefined();
    expect(await post('close', { as, view })).toMatchObject({ status: 409, error: 'That window is closed.' });
  });

  test('what a person could not do in Slack is refused here', async () => {
    const refused = async (as: string, channel: string) => (await post('command', { as, channel, text: '/unlock' })).error;
    expect(await refused('U05ERIN', 'C0INC42')).toBe("Erin is deactivated and can't sign in.");
    expect(await refused('U06FRANK', 'C0SHARED')).toBe("Frank is of another workspace, where /unlock isn't installed.");
    expect(await refused('U04DAVE', 'C0AUDIT')).toBe("Dave isn't in that channel.");
    await post('command', { as: 'U01ALICE', channel: 'C0INC42', text: '/nonsense' });
    expect((await state('U01ALICE')).slackNotice).toBe('/nonsense is not a valid command.');
  });
});

describe("the app's home and shortcuts", () => {
  test('a viewer opens the home, clicks in it, and starts a shortcut', async () => {
    const heard: string[] = [];
    const button = { type: 'button' as const, action_id: 'go', text: plain('Go') };
    bolt = await aBoltApp(sandbox, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        heard.push(`${event.tab} of ${event.user}`);
        const view = { type: 'home' as const, blocks: [{ type: 'actions' as const, block_id: 'deeds', elements: [button] }] };
        await client.views.publish({ user_id: event.user, view });
      });
      app.action('go', async ({ ack, body }) => {
        heard.push(body.type === 'block_actions' ? `clicked in a ${body.view?.type}` : body.type);
        await ack();
      });
      app.shortcut('open_unlock_form', async ({ ack }) => {
        heard.push('shortcut');
        await ack();
      });
    });
    const as = 'U01ALICE';
    expect((await state(as)).home).toBeUndefined();
    await post('home', { as, tab: 'home' });
    await sandbox.as('alice').homeSays('[Go]');
    const { home, shortcuts } = await state(as);
    expect(home?.blocks).toHaveLength(1);
    expect(await post('click', { as, in: { view: home?.viewId ?? '' }, blockId: 'deeds', actionId: 'go' })).toMatchObject({
      ok: true,
    });
    expect(shortcuts).toEqual([{ callbackId: 'open_unlock_form', name: 'Unlock something' }]);
    await post('shortcut', { as, callbackId: 'open_unlock_form' });
    expect(heard).toEqual(['home of U01ALICE', 'clicked in a home', 'shortcut']);
  });

  test('those of another workspace have neither', async () => {
    expect((await state('U06FRANK')).shortcuts).toEqual([]);
    const refused = "Frank is of another workspace, where the app isn't installed.";
    expect(await post('home', { as: 'U06FRANK', tab: 'home' })).toMatchObject({ error: refused });
    expect(await post('shortcut', { as: 'U06FRANK', callbackId: 'open_unlock_form' })).toMatchObject({ error: refused });
    expect(await post('shortcut', { as: 'U01ALICE', callbackId: 'none' })).toMatchObject({ error: 'There is no such shortcut.' });
  });
});

describe('what is typed at the page', () => {
  test.each([
    ['/grants @Bob', '<@U02BOB|bob>'],
    ['/grants @bob history 7d', '<@U02BOB|bob> history 7d'],
    ['/grants @alice, @nobody', '<@U01ALICE|alice>, @nobody'],
    ['/unlock db-prod because carol@alice.example & <@U02BOB>', 'db-prod because carol@alice.example &amp; &lt;@U02BOB&gt;'],
  ])('%s reaches the bot escaped, as Slack does it', async (typed, text) => {
    const heard: string[] = [];
    bolt = await aBoltApp(sandbox, (app) =>
      app.command(/.*/, async ({ ack, command }) => {
        heard.push(command.text);
        await ack();
      }),
    );
    expect(await post('command', { as: 'U01ALICE', channel: 'C0INC42', text: typed })).toMatchObject({ ok: true });
    expect(heard).toEqual([text]);
  });

  test("a message's mention is one, and its angle brackets are not", async () => {
    await post('say', { as: 'U02BOB', channel: 'C0AUDIT', text: '@Alice <!channel>' });
    expect(sandbox.channel('C0AUDIT').messages().at(-1)?.text).toBe('@Alice <!channel>');
    const { conversations } = await state('U01ALICE');
    const { messages } = conversations.find(({ id }) => id === 'C0AUDIT') ?? {};
    expect(messages?.at(-1)?.text).toBe('<@U01ALICE|alice> &lt;!channel&gt;');
  });
});

describe("Slack's note", () => {
  const note = async () => (await state('U01ALICE')).slackNotice;
  beforeEach(() => post('command', { as: 'U01ALICE', channel: 'C0INC42', text: '/nonsense' }));

  test('does not come back once it is dismissed', async () => {
    expect(await note()).toBe('/nonsense is not a valid command.');
    await post('dismiss', { as: 'U01ALICE' });
    expect(await note()).toBeUndefined();
  });

  test('nor once it is eight seconds old', async () => {
    await sandbox.clock.advance('PT8S');
    expect(await note()).toBeUndefined();
    expect(sandbox.as('alice').notice()).toBe('/nonsense is not a valid command.');
  });
});

describe('its door', () => {
  test('opens only to the page itself', async () => {
    const { host } = new URL(sandbox.pageUrl ?? '');
    expect(await statusWith({ host })).toBe(200);
    expect(await statusWith({ host: 'evil.example' })).toBe(403);
    expect(await statusWith({ host, origin: 'http://evil.example' })).toBe(403);
    expect(await statusWith({ host, origin: `http://${host}` })).toBe(200);
    const form = await fetch(`${sandbox.pageUrl}/sandbox/clock`, { method: 'POST', body: '{"advance":"PT1M"}' });
    expect(form.status).toBe(415);
    const front = await fetch(`${sandbox.pageUrl}/`);
    expect([front.status, front.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("script-src 'self'"),
    ]);
  });
});

function plain(text: string): { type: 'plain_text'; text: string } {
  return { type: 'plain_text', text };
}
