import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { aSlackBench, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const OUTSIDERS_GET = 'This works only for full members of this workspace.';

const seconds = (offset: number) => String(Math.floor(Date.now() / 1000) + offset);

describe('what Slack did not sign just now', () => {
  test.each([
    ['no signature at all', { headers: { 'x-slack-signature': [] } }],
    ['a wrong signature', { signature: `v0=${'0'.repeat(64)}` }],
    ['a short signature', { signature: 'v0=00' }],
    ['another version', { signature: `v1=${'0'.repeat(64)}` }],
    ["another app's secret", { secret: 'not-the-secret' }],
    ['a time 302 s ago', { timestamp: seconds(-302) }],
    ['a time 301 s ahead', { timestamp: seconds(301) }],
    ['a time a day ahead', { timestamp: seconds(86_400) }],
    ['a time without an end', { timestamp: 'Infinity' }],
    ['a time with an exponent', { timestamp: '1e3' }],
    ['no time', { timestamp: 'abc' }],
    ['two times', { timestamp: [seconds(0), seconds(0)] }],
  ])('%s is a 401 and reaches no listener', async (_, crafted) => {
    const answer = await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod', crafted);
    expect(answer.status).toBe(401);
    expect([bench.verbs.seen, [...bench.deliveries.rows]]).toEqual([[], []]);
  });

  test('a body changed after signing is a 401', async () => {
    const { delivery } = await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod');
    const changed = await bench.sandbox.slack.deliver.raw({ ...delivery, body: delivery.body.replace('db-prod', 'pay-prod') });
    expect(changed.status).toBe(401);
  });

  // To the second it is told by verify-signature.test.ts: here seconds may pass before the door looks.
  test("a signature's age is told by this process's clock", async () => {
    const at = async (offset: number) =>
      (await bench.sandbox.as('alice').types(ROOM, '/unlock', { timestamp: seconds(offset) })).status;
    expect(await at(-270)).toBe(200);
    expect(await at(57)).toBe(200);
    expect(await at(90)).toBe(401);
    bench.clock.offsetSeconds = 400;
    expect(await at(0)).toBe(401);
  });

  test('an ssl_check without a signature runs nothing', async () => {
    const payload = JSON.stringify({ type: 'block_actions', actions: [{ action_id: 'revoke', block_id: 'b' }] });
    const body = `ssl_check=1&payload=${encodeURIComponent(payload)}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await bench.sandbox.slack.deliver.raw({ headers, body })).status).toBe(401);
    expect(bench.verbs.seen).toEqual([]);
  });
});

describe('a byte-identical replay', () => {
  test('of a command acts once', async () => {
    const { delivery } = await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod');
    expect((await bench.sandbox.slack.deliver.replay(delivery)).status).toBe(200);
    await bench.adapter.drain();
    expect(bench.verbs.seen).toHaveLength(1);
  });

  test('of a click acts once', async () => {
    const alice = bench.sandbox.as('alice');
    await alice.types(ROOM, '/grants');
    await alice.windowSays('db-prod');
    const { delivery } = await alice.clicks('Give back');
    await bench.sandbox.slack.deliver.replay(delivery);
    await bench.adapter.drain();
    expect(bench.verbs.seen.filter((verb) => verb.startsWith('giveBack'))).toHaveLength(1);
  });
});

describe('signed but odd', () => {
  const form = (fields: string) => bench.sandbox.slack.deliver.signedBody(fields);
  const payload = (value: unknown) =>
    form(`payload=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`);
  const click = () => ({
    type: 'block_actions',
    user: { id: 'U01ALICE', team_id: 'T0123ABCD' },
    team: { id: 'T0123ABCD' },
    api_app_id: 'A0NIGHTLATCH',
    trigger_id: 'trigger',
    container: { type: 'message', message_ts: '1.1', channel_id: 'C0AUDIT' },
    actions: [{ action_id: 'revoke', block_id: 'b', value: 'x' }] as unknown,
  });

  test('two user ids are refused', async () => {
    const edit = (fields: Record<string, unknown>) => Object.assign(fields, { user_id: ['U01ALICE', 'U02BOB'] });
    expect((await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod', { edit })).status).toBe(400);
  });

  test.each([
    ['a payload that is no JSON', '{"type":'],
    ['a payload that is a list', '[]'],
    ['a payload that is null', 'null'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"teleport"}'],
  ])('%s is refused', async (_, text) => {
    expect((await payload(text)).status).toBe(400);
  });

  test.each([
    ['no actions', { actions: [] }],
    [
      'two actions',
      {
        actions: [
          { action_id: 'revoke', block_id: 'b' },
          { action_id: 'revoke', block_id: 'b' },
        ],
      },
    ],
    ['actions that are a text', { actions: 'revoke' }],
    ['a user that is a list', { user: [] }],
    ['an event beside the actions', { event: { type: 'message' } }],
  ])('%s is refused', async (_, differing) => {
    expect((await payload({ ...click(), ...differing })).status).toBe(400);
    expect(bench.verbs.seen).toEqual([]);
  });

  test('a prototype anywhere in an otherwise honest click is refused', async () => {
    const honest = JSON.stringify({ ...click(), extra: { inner: 1 } });
    expect((await payload(honest.replace('"inner"', '"__proto__"'))).status).toBe(400);
    expect((await payload(honest)).status).toBe(200);
  });

  test.each(['', 'a=b', '&&&', '%', 'payload=', '__proto__=x', 'payload=1&payload=2', 'command=%2Funlock&command=%2Fgrants'])(
    'the form %j is refused',
    async (body) => {
      expect((await form(body)).status).toBe(400);
    },
  );

  test('other content types are refused, and parameters of the right one are not', async () => {
    const { deliver } = bench.sandbox.slack;
    expect((await deliver.signedBody('command=/unlock', 'text/plain')).status).toBe(400);
    const { delivery } = await bench.sandbox.as('alice').types(ROOM, '/unlock one');
    const other = delivery.body.replace(/trigger_id=[^&]*/, 'trigger_id=another');
    expect((await deliver.signedBody(other, 'application/x-www-form-urlencoded; charset=utf-8')).status).toBe(200);
  });

  test('unknown buttons and commands are answered in words, and the process lives', async () => {
    const alice = bench.sandbox.as('alice');
    await alice.types(ROOM, '/unlock db-prod');
    await bench.adapter.drain();
    expect((await payload({ ...click(), actions: [{ action_id: '__proto__', block_id: 'b' }] })).status).toBe(200);
    await alice.ephemeralSays('audit-access', "I don't know that any more");
    expect((await alice.types(ROOM, '/unlockk db-prod')).status).toBe(200);
    await alice.ephemeralSays(ROOM, "I don't know that any more");
    expect(bench.verbs.seen).toHaveLength(1);
  });

  test('closed windows and message actions, which nothing here asks for, are acked and ignored', async () => {
    for (const type of ['view_closed', 'message_action']) expect((await payload({ type })).status).toBe(200);
    expect(bench.verbs.seen).toEqual([]);
  });
});

describe('too much', () => {
  // Megabytes take their time.
  beforeEach(() => {
    bench.sandbox.slack.deliver.ackWithin = 20_000;
  });

  test('50 MB are a 413 without being kept', async () => {
    expect((await bench.sandbox.slack.deliver.signedBody('a'.repeat(50 * 1024 * 1024))).status).toBe(413);
  });

  test('4 MB and a byte are a 413, 4 MB are read', async () => {
    const limit = 4 * 1024 * 1024;
    expect((await bench.sandbox.slack.deliver.signedBody('a'.repeat(limit + 1))).status).toBe(413);
    expect((await bench.sandbox.slack.deliver.signedBody('a'.repeat(limit))).status).toBe(400);
  });

  test('large half-sent bodies that nobody signed don’t pile up in memory, and keep nobody’s command out', async () => {
    const port = Number(new URL(bench.url).port);
    const large = 'a'.repeat(3 * 1024 * 1024);
    const sockets = Array.from({ length: 40 }, () => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      socket.write(`POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: ${large.length + 1}\r\n\r\n${large}`);
      return socket;
    });
    await expect.poll(async () => (await bench.sandbox.slack.deliver.signedBody(large)).status).toBe(503);
    expect((await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await expect.poll(async () => (await bench.sandbox.slack.deliver.signedBody(large)).status).toBe(400);
  });

  test('half-sent requests keep nobody else out', async () => {
    const port = Number(new URL(bench.url).port);
    const sockets = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        await once(socket, 'connect');
        socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf');
        return socket;
      }),
    );
    expect((await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});

test('only POST /slack/events is a door', async () => {
  expect((await fetch(`${bench.url}/slack/events`)).status).toBe(405);
  for (const path of ['/', '/slack/events/', '/slack/events?x=1', '/slack/install', '/slack/../slack/events/x'])
    expect((await fetch(`${bench.url}${path}`, { method: 'POST', body: 'x' })).status).toBe(404);
});

test("Slack's verification of the address is answered, signed only", async () => {
  const answer = await bench.sandbox.slack.events.verifyUrl('say it');
  expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { challenge: 'say it' }]);
});

describe('people and workspaces from outside', () => {
  const editing = (differing: object) => ({ edit: (fields: Record<string, unknown>) => void Object.assign(fields, differing) });

  test.each([
    ['another workspace', { team_id: 'T0OTHER' }],
    ['another app', { api_app_id: 'A0OTHER' }],
    ['an organisation that is not ours', { enterprise_id: 'E0OTHER' }],
    ['an installation for a whole organisation', { is_enterprise_install: 'true' }],
  ])('a command of %s gets the one sentence and nothing else', async (_, differing) => {
    const answer = await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod', editing(differing));
    expect([answer.status, JSON.parse(answer.body).text]).toEqual([200, OUTSIDERS_GET]);
    expect([bench.verbs.seen, bench.sandbox.as('alice').window()]).toEqual([[], undefined]);
  });

  test('a click by someone of a connected workspace gets the same sentence, and no listener hears of it', async () => {
    const { workspace } = bench.sandbox.slack;
    const button = { type: 'button', action_id: 'revoke', text: { type: 'plain_text', text: 'Revoke' }, value: 'x' };
    const blocks = [{ type: 'actions', block_id: 'b', elements: [button] }];
    workspace.post(workspace.channel('partners'), { user: workspace.botUserId, byBot: true, text: 'a card', blocks });
    const answer = await bench.sandbox.as('frank').clicksIn('partners', 'Revoke');
    expect([answer.status, answer.body]).toEqual([200, '']);
    await bench.sandbox.as('frank').ephemeralSays('partners', OUTSIDERS_GET);
    expect(bench.verbs.seen).toEqual([]);
  });

  test('events of another workspace are not ours', async () => {
    const answer = await bench.sandbox.slack.deliver.json({
      type: 'event_callback',
      team_id: 'T0OTHER',
      event_id: 'Ev1',
      event: { type: 'app_home_opened' },
    });
    expect([answer.status, answer.body]).toEqual([200, '']);
  });
});
