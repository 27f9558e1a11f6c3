import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { aBoltApp } from './a-bolt-app.ts';

const modal = (text: string, more: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Unlock' },
  blocks: [
    { type: 'section', text: { type: 'plain_text', text } },
    {
      type: 'actions',
      block_id: 'deeds',
      elements: [
        { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go on' }, value: 'seven', style: 'primary' },
      ],
    },
  ],
  ...more,
});

const asking: ModalView = modal('Why?', {
  submit: { type: 'plain_text', text: 'Send' },
  callback_id: 'asking',
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'why',
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: 'reason' },
    },
  ],
});

let sandbox: Sandbox;
let bolt: { close(): Promise<void> } | undefined;

async function withApp(listen: (app: App) => void): Promise<void> {
  bolt = await aBoltApp(sandbox, listen);
}

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  await bolt?.close();
  bolt = undefined;
  await sandbox.close();
});

describe('commands', () => {
  test('a command opens a window, whose button turns it', async () => {
    await withApp((app) => {
      app.command('/unlock', async ({ ack, client, command }) => {
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view: modal(`${command.text} in ${command.channel_name}`) });
      });
      app.action('go', async ({ ack, client, body, action }) => {
        await ack();
        const view = body.type === 'block_actions' ? body.view : undefined;
        const value = 'value' in action ? action.value : '';
        await client.views.update({ view_id: view?.id ?? '', hash: view?.hash ?? '', view: modal(`went ${value}`) });
      });
    });
    const alice = sandbox.as('alice');
    const answer = await alice.types('#inc-42-checkout-latency', '/unlock db-prod for 30m');
    expect(answer.status).toBe(200);
    const window = await alice.windowSays(/db-prod for 30m in inc-42/);
    expect(window.buttons).toEqual([{ text: 'Go on', actionId: 'go', blockId: 'deeds', value: 'seven', style: 'primary' }]);
    await alice.clicks('Go on');
    await alice.windowSays('went seven');
    await alice.closesWindow();
    expect(alice.window()).toBeUndefined();
    expect(sandbox.as('bob').window()).toBeUndefined();
  });

  test('an ack with words is an ephemeral message of the caller alone', async () => {
    await withApp((app) => app.command('/unlock', ({ ack }) => ack('Try `/unlock db-prod`')));
    await sandbox.as('alice').types('general', '/unlock');
    expect(
      sandbox
        .as('alice')
        .ephemerals('general')
        .map(({ text }) => text),
    ).toEqual(['Try /unlock db-prod']);
    expect(sandbox.as('bob').ephemerals('general')).toEqual([]);
    expect(sandbox.channel('general').messages()).toEqual([]);
  });

  test('a bot that is away is told to the caller by Slack itself', async () => {
    sandbox.pointAt('http://127.0.0.1:1');
    await sandbox.as('alice').types('general', '/unlock db-prod');
    expect(sandbox.as('alice').notice()).toBe('/unlock failed with the error "dispatch_failed"');
  });

  test('a bot that does not answer in time is told to the caller by Slack itself', async () => {
    await withApp((app) => app.command('/unlock', () => new Promise(() => undefined)));
    sandbox.slack.deliver.ackWithin = 30;
    const answer = await sandbox.as('alice').types('general', '/unlock db-prod');
    expect(answer).toMatchObject({ status: 0, problem: 'timeout' });
    expect(sandbox.as('alice').notice()).toBe('/unlock failed with the error "operation_timeout"');
  });

  test('a wrong signature is refused by the receiver, an honest replay is not', async () => {
    await withApp((app) => app.command('/unlock', ({ ack }) => ack()));
    const alice = sandbox.as('alice');
    expect((await alice.types('general', '/unlock', { signature: 'v0=00' })).status).toBe(401);
    const honest = await alice.types('general', '/unlock');
    expect((await sandbox.slack.deliver.replay(honest.delivery)).status).toBe(200);
    const changed = { ...honest.delivery, body: `${honest.delivery.body}&text=more` };
    expect((await sandbox.slack.deliver.raw(changed)).status).toBe(401);
    expect((await alice.types('general', '/unlock', { timestamp: '1000000000' })).status).toBe(401);
  });
});

describe('response_url', () => {
  async function anUrl(): Promise<string> {
    let url = '';
    await withApp((app) =>
      app.command('/unlock', async ({ ack, command }) => {
        url = command.response_url;
        await ack();
      }),
    );
    await sandbox.as('alice').types('general', '/unlock');
    return url;
  }
  const post = (url: string, body: object) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  test('works five times', async () => {
    const url = await anUrl();
    for (const nth of [1, 2, 3, 4, 5]) expect((await post(url, { text: `${nth}` })).status).toBe(200);
    const sixth = await post(url, { text: '6' });
    expect([sixth.status, await sixth.json()]).toMatchObject([404, { ok: false, error: 'used_url' }]);
    expect(sandbox.as('alice').ephemerals('general')).toHaveLength(5);
  });

  test('works for thirty minutes', async () => {
    const url = await anUrl();
    await sandbox.clock.advance('PT30M');
    expect(await (await post(url, { text: 'late' })).json()).toMatchObject({ error: 'expired_url' });
  });

  test("can't replace a command's answer, as that is no message of the app", async () => {
    const url = await anUrl();
    expect(await (await post(url, { text: 'x', replace_original: true })).json()).toMatchObject({ error: 'no_original_message' });
    expect(await (await post(url, { delete_original: true })).json()).toMatchObject({ error: 'no_original_message' });
  });

  test('of a click in an ephemeral message replaces it', async () => {
    await withApp((app) => {
      app.command('/unlock', ({ ack }) => ack({ text: 'first', blocks: modal('first').blocks as never }));
      app.action('go', async ({ ack, respond, body }) => {
        await ack();
        const isEphemeral = body.type === 'block_actions' && body.container.is_ephemeral === true && body.message === undefined;
        await respond({ replace_original: true, text: `second, ${isEphemeral}` });
      });
    });
    const alice = sandbox.as('alice');
    await alice.types('general', '/unlock');
    await alice.clicksIn('general', 'Go on');
    await alice.ephemeralSays('general', 'second, true');
    expect(alice.ephemerals('general')).toHaveLength(1);
  });
});

describe('clicks in messages', () => {
  test('carry the message, and the clicker with their own workspace', async () => {
    const seen: unknown[] = [];
    await withApp((app) =>
      app.action('go', async ({ ack, body }) => {
        seen.push({ team: body.user.team_id, text: body.type === 'block_actions' && body.message?.text });
        await ack();
      }),
    );
    const channel = sandbox.channel('partners');
    sandbox.slack.workspace.post(sandbox.slack.workspace.channel('partners'), {
      user: sandbox.slack.workspace.botUserId,
      byBot: true,
      text: 'a card',
      blocks: modal('card').blocks as never,
    });
    await sandbox.as('frank').clicksIn('partners', 'Go on');
    expect(seen).toEqual([{ team: 'T0OTHER', text: 'a card' }]);
    expect((await channel.says('card')).edited).toBe(false);
  });

  test("only what is there can be clicked, unless it's forged", async () => {
    const seen: string[] = [];
    await withApp((app) =>
      app.action('gone', async ({ ack, action }) => {
        seen.push('value' in action ? String(action.value) : '');
        await ack();
      }),
    );
    const { workspace } = sandbox.slack;
    workspace.post(workspace.channel('audit-access'), { user: workspace.botUserId, byBot: true, text: 'no button' });
    const alice = sandbox.as('alice');
    alice.patienceMs = 0;
    await expect(alice.clicksIn('audit-access', 'Go on')).rejects.toThrow(/no message in audit-access has a button Go on/);
    const card = await sandbox.channel('audit-access').says('no button');
    await alice.forgesClick(card, { blockId: 'x', actionId: 'gone', forged: { value: 'made up' } });
    expect(seen).toEqual(['made up']);
  });
});

describe('submissions', () => {
  async function withAnswer(answer: object | undefined): Promise<string[]> {
    const heard: string[] = [];
    await withApp((app) => {
      app.command('/ask', async ({ ack, client, command }) => {
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view: asking });
      });
      app.view('asking', async ({ ack, view }) => {
        heard.push(`said ${view.state.values.why?.reason?.value}`);
        await ack(answer as never);
      });
      app.view({ callback_id: 'asking', type: 'view_closed' }, async ({ ack }) => {
        heard.push('closed');
        await ack();
      });
    });
    const alice = sandbox.as('alice');
    await alice.types('general', '/ask');
    await alice.windowSays('Reason');
    return heard;
  }
  const values = { why: { reason: { type: 'plain_text_input', value: 'replica lag' } } };

  test('close the window when acked empty, and carry its inputs', async () => {
    const heard = await withAnswer(undefined);
    await sandbox.as('alice').submits(values);
    expect(heard).toEqual(['said replica lag']);
    expect(sandbox.as('alice').window()).toBeUndefined();
  });

  test('a required input left empty never reaches the bot', async () => {
    const heard = await withAnswer(undefined);
    expect(await sandbox.as('alice').submits()).toBeUndefined();
    expect(heard).toEqual([]);
    expect(sandbox.as('alice').window()?.errors).toEqual({ why: 'Please complete this required field.' });
  });

  test.each([
    ['update', { response_action: 'update', view: modal('turned') }, 'turned'],
    ['push', { response_action: 'push', view: modal('on top') }, 'on top'],
  ])('answered with %s change the window', async (_, answer, expected) => {
    await withAnswer(answer);
    await sandbox.as('alice').submits(values);
    expect(sandbox.as('alice').window()?.text).toContain(expected);
  });

  test('answered with errors show them', async () => {
    await withAnswer({ response_action: 'errors', errors: { why: 'too short' } });
    await sandbox.as('alice').submits(values);
    expect(sandbox.as('alice').window()?.errors).toEqual({ why: 'too short' });
  });

  test('answered with clear close everything; closing is told only to who asked for it', async () => {
    const heard = await withAnswer({ response_action: 'clear' });
    await sandbox.as('alice').closesWindow();
    expect(heard).toEqual(['closed']);
  });
});

describe('events', () => {
  test('one that fails comes again at once, after a minute and after five, then no more', async () => {
    const tries: (string | undefined)[] = [];
    const { createServer } = await import('node:http');
    const server = createServer((request, response) => {
      tries.push(request.headers['x-slack-retry-num'] as string | undefined);
      response.writeHead(500).end();
    }).listen(0, '127.0.0.1');
    bolt = { close: async () => void server.close() };
    await new Promise((resolve) => server.once('listening', resolve));
    sandbox.pointAt(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
    await sandbox.slack.events.send({ type: 'user_change' });
    await sandbox.clock.advance('PT0.001S');
    await sandbox.clock.advance('PT1M');
    await sandbox.clock.advance('PT5M');
    await sandbox.clock.advance('PT1H');
    expect(tries).toEqual([undefined, '1', '2', '3']);
    const ids = sandbox.slack.deliver.sent.map(({ delivery }) => JSON.parse(delivery.body).event_id);
    expect(new Set(ids).size).toBe(1);
  });

  test('reach Bolt, and its url verification answers', async () => {
    const heard: string[] = [];
    await withApp((app) => app.event('user_change', async ({ event }) => void heard.push(event.user.id)));
    await sandbox.slack.changePerson('bob', { deleted: true });
    expect(heard).toEqual(['U02BOB']);
    expect((await sandbox.slack.events.verifyUrl('say it')).body).toContain('say it');
  });
});
