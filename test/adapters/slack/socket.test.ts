import { describe, expect, test } from 'vitest';
import { aSlackBench, CANARY, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench(undefined, { delivers: 'over sockets' });
const OUTSIDERS_GET = 'This works only for full members of this workspace.';

const sockets = () => bench.sandbox.slack.sockets;
const editing = (differing: object) => ({ edit: (fields: Record<string, unknown>) => void Object.assign(fields, differing) });

describe('what comes over the socket', () => {
  test('is acked without an answer, and the answer is a window', async () => {
    const alice = bench.sandbox.as('alice');
    const answer = await alice.types(ROOM, '/unlock db-prod');
    expect([answer.status, answer.body]).toEqual([200, '']);
    await alice.windowSays('Checking who is on call…');
  });

  test('twice is worked on once, whether the envelope or only the payload is the same', async () => {
    const alice = bench.sandbox.as('alice');
    const { delivery } = await alice.types(ROOM, '/unlock db-prod', { times: 2 });
    await bench.sandbox.slack.deliver.replay(delivery);
    await alice.windowSays('Checking who is on call…');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toHaveLength(1);
    await expect.poll(() => sockets().acks).toHaveLength(3);
  });

  test('and is nothing that Nightlatch listens to is acked and ignored', async () => {
    const { deliver, events } = bench.sandbox.slack;
    for (const type of ['view_closed', 'message_action']) expect((await deliver.payload({ type })).status).toBe(200);
    expect((await events.send({ type: 'reaction_added' })).status).toBe(200);
    expect(bench.verbs.seen).toEqual([]);
  });
});

describe('what is odd gets no ack, since nothing else says no, and the process lives', () => {
  test.each([
    ['no user', { user_id: undefined }],
    ['two user ids', { user_id: ['U01ALICE', 'U02BOB'] }],
    ['a number for a command', { command: 7 }],
    ['no trigger', { trigger_id: '' }],
  ])('a command with %s', async (_, differing) => {
    bench.sandbox.slack.deliver.ackWithin = 50;
    const answer = await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod', editing(differing));
    expect(answer).toMatchObject({ status: 0, problem: 'timeout' });
    expect(bench.sandbox.as('alice').notice()).toBe('/unlock failed with the error "operation_timeout"');
    expect(bench.verbs.seen).toEqual([]);
  });

  test('frames that are no JSON, no envelopes, binary, or hold a prototype', async () => {
    const envelope = (payload: string) => `{"type":"interactive","envelope_id":"e1","payload":${payload}}`;
    const odd = [
      '',
      '{',
      'null',
      '[]',
      '7',
      '{"type":"hello"}',
      '{"type":"app_rate_limited"}',
      '{"type":"disconnect","reason":7}',
    ];
    sockets().say(...odd, envelope('null'), envelope('{"__proto__":{"type":"block_actions"}}'), Buffer.from('{"type":"hello"}'));
    expect((await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod')).status).toBe(200);
    await bench.sandbox.as('alice').windowSays('Checking who is on call…');
    expect(sockets().acks).toHaveLength(1);
  });

  test('a frame of 5 MB ends the socket, and another is opened', async () => {
    sockets().say(`{"type":"interactive","envelope_id":"e1","payload":"${'a'.repeat(5 * 1024 * 1024)}"}`);
    await expect.poll(() => bench.log.lines.join()).toContain('socket to Slack is closed, opening another');
    await expect.poll(() => sockets().count).toBe(1);
    expect((await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod')).status).toBe(200);
  });

  test('nothing of any body is logged', async () => {
    sockets().say(`{"type":"${CANARY}"`, `{"type":"interactive","envelope_id":"${CANARY}","payload":{"type":"${CANARY}"}}`);
    await bench.sandbox.as('alice').types(ROOM, `/unlock db-prod because ${CANARY}`);
    await bench.adapter.drain();
    expect(bench.log.lines.length).toBeGreaterThan(0);
    expect(bench.log.lines.join()).not.toContain(CANARY);
  });
});

describe('people and workspaces from outside', () => {
  test.each([
    ['another workspace', { team_id: 'T0OTHER' }],
    ['another app', { api_app_id: 'A0OTHER' }],
    ['no app', { api_app_id: undefined }],
    ['an organisation that is not ours', { enterprise_id: 'E0OTHER' }],
    ['an installation for a whole organisation', { is_enterprise_install: 'true' }],
    ['such an installation, told in JSON', { is_enterprise_install: true }],
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
    expect((await bench.sandbox.as('frank').clicksIn('partners', 'Revoke')).status).toBe(200);
    await bench.sandbox.as('frank').ephemeralSays('partners', OUTSIDERS_GET);
    expect(bench.verbs.seen).toEqual([]);
  });

  test('an event of another workspace is acked and not ours', async () => {
    const event = { type: 'app_home_opened', user: 'U01ALICE', tab: 'home' };
    const envelope = { type: 'event_callback', team_id: 'T0OTHER', api_app_id: 'A0NIGHTLATCH', event_id: 'Ev1', event };
    expect((await bench.sandbox.slack.deliver.json(envelope)).status).toBe(200);
    expect(bench.verbs.seen).toEqual([]);
  });
});

describe('stopping', () => {
  test('acks what was taken in before the socket is closed, finishes it, and takes nothing more', async () => {
    const { requestAccess } = bench.verbs;
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    bench.verbs.requestAccess = async (...asked) => {
      reached.resolve();
      await released.promise;
      return requestAccess(...asked);
    };
    expect((await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod')).status).toBe(200);
    await reached.promise;
    let isDrained = false;
    const drained = bench.adapter.drain().then(() => {
      isDrained = true;
    });
    await expect.poll(() => sockets().count).toBe(0);
    expect((await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod')).problem).toBe('connection');
    expect(isDrained).toBe(false);
    released.resolve();
    await drained;
    expect(bench.verbs.seen).toHaveLength(1);
  });

  test('a delivery whose row is still being written is acked all the same', async () => {
    const { accept } = bench.deliveries;
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    bench.deliveries.accept = async (delivery) => {
      reached.resolve();
      await released.promise;
      return accept.call(bench.deliveries, delivery);
    };
    const typed = bench.sandbox.as('alice').types(ROOM, '/unlock db-prod');
    await reached.promise;
    const drained = bench.adapter.drain();
    released.resolve();
    expect((await typed).status).toBe(200);
    await drained;
    expect(bench.verbs.seen).toHaveLength(1);
  });
});
