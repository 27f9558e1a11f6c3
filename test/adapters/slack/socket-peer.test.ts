import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { BotIds } from '../../../src/adapters/slack/bot-ids.ts';
import type { Door } from '../../../src/adapters/slack/door.ts';
import { InFlight } from '../../../src/adapters/slack/in-flight.ts';
import { socketDoor } from '../../../src/adapters/slack/socket/socket-door.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { KeptLog } from './a-slack-bench.ts';

const IDS: BotIds = { teamId: 'T0123ABCD', appId: 'A0NIGHTLATCH', botId: 'B0NIGHTBOT', botUserId: 'U0NIGHTBOT' };
const hello = (app_id = IDS.appId) => JSON.stringify({ type: 'hello', connection_info: { app_id } });
const disconnect = (reason: string) => JSON.stringify({ type: 'disconnect', reason });

/** Alice's command, good in itself. */
function command(id: string, differing: object = {}): string {
  const fields = { team_id: IDS.teamId, api_app_id: IDS.appId, command: '/unlock', text: 'db-prod', user_id: 'U01ALICE' };
  const payload = { ...fields, channel_id: 'C0GENERAL', trigger_id: `trigger-${id}`, ...differing };
  return JSON.stringify({ type: 'slash_commands', envelope_id: id, payload });
}

interface Peer {
  apiUrl: string;
  /** What came back, in the order it came. */
  heard: string[];
  connections: number;
}

/** Somebody in Slack's place who says whatever the test has them say to each socket. */
async function aPeer(says: (socket: WebSocket, nth: number) => void): Promise<Peer> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 0 } });
  const peer: Peer = { apiUrl: '', heard: [], connections: 0 };
  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (data) => void peer.heard.push(String(data)));
    peer.connections += 1;
    says(socket, peer.connections);
  });
  server.on('request', (request, response) => {
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    request
      .resume()
      .on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: true, url })));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
    server.closeAllConnections();
  });
  peer.apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return peer;
}

function aDoor(peer: Peer): { door: Door; taken: string[]; log: KeptLog } {
  const [taken, log] = [[] as string[], new KeptLog()];
  const door = socketDoor({
    ...{ appToken: new Secret('xapp-test'), apiUrl: peer.apiUrl, own: {}, inFlight: new InFlight(), log },
    patience: { hello: 10_000, ping: 50, silence: 10_000, close: 200 },
    processNow: () => Temporal.Now.instant(),
    post: async () => true,
    async answer(from, ack) {
      taken.push(from.kind === 'command' ? from.triggerId : from.kind);
      await ack();
    },
  });
  onTestFinished(() => door.shut());
  return { door, taken, log };
}

const acked = (peer: Peer, id: string) => expect.poll(() => peer.heard.join()).toContain(id);

describe('nothing is taken on a socket that did not greet this app', () => {
  test.each([
    ['before any hello', []],
    ['after the hello of another app', [hello('A0OTHER')]],
    ['after a hello without an app', ['{"type":"hello"}']],
    ['after notice of its end', [disconnect('warning')]],
    ['after a goodbye', [disconnect('link_disabled')]],
    ['after a goodbye and a hello', [disconnect('refresh_requested'), hello()]],
  ])('%s', async (_, frames) => {
    const peer = await aPeer((socket, nth) => {
      // In one packet, so that nothing of ours happens in between.
      const said = nth === 1 ? [...frames, command('early')] : [hello(), command('fine')];
      for (const frame of said) socket.send(frame, { compress: false });
      if (nth === 1) socket.close();
    });
    const { door, taken } = aDoor(peer);
    await expect(door.open(IDS)).rejects.toBeInstanceOf(Error);
    await door.open(IDS);
    await acked(peer, 'fine');
    expect(taken).toEqual(['trigger-fine']);
    expect(peer.heard.join()).not.toContain('early');
  });
});

describe('a socket with too much in one message is ended, and another opened,', () => {
  const BIG = 5 * 1024 * 1024;
  test.each<[string, (socket: WebSocket) => void]>([
    ['in one frame', (socket) => socket.send('a'.repeat(BIG), { compress: false })],
    ['packed small', (socket) => socket.send('a'.repeat(BIG), { compress: true })],
    [
      'in ten thousand fragments',
      (socket) => {
        for (let nth = 0; nth < 10_000; nth += 1) socket.send('a'.repeat(BIG / 10_000), { compress: false, fin: false });
      },
    ],
  ])('%s', async (_, floods) => {
    const peer = await aPeer((socket, nth) => {
      socket.send(hello());
      if (nth === 1) floods(socket);
      else socket.send(command('after'));
    });
    const { door, taken } = aDoor(peer);
    await door.open(IDS);
    await acked(peer, 'after');
    expect([peer.connections, taken]).toEqual([2, ['trigger-after']]);
  });
});

test('ten thousand pings, odd frames and further hellos neither end a socket nor change whose it is', async () => {
  const peer = await aPeer((socket) => {
    socket.send(hello());
    for (let nth = 0; nth < 10_000; nth += 1) socket.ping();
    for (const frame of [hello('A0OTHER'), '{', '[]', hello(), '{"type":"disconnect","reason":"DROP TABLE"}']) socket.send(frame);
    socket.send(command('after'));
  });
  const { door, taken } = aDoor(peer);
  await door.open(IDS);
  await acked(peer, 'after');
  expect([peer.connections, taken, door.notOpen()]).toEqual([1, ['trigger-after'], undefined]);
});

test('a peer that gives notice at every hello is called ever more rarely', async () => {
  const peer = await aPeer((socket) => {
    socket.send(hello());
    socket.send(disconnect('warning'));
  });
  const { door, log } = aDoor(peer);
  await door.open(IDS);
  const notices = () => log.lines.filter((line) => line.includes('notice of the end')).length;
  await expect.poll(notices).toBe(4);
  expect(peer.connections).toBe(4);
});

describe('what by HTTP would be refused', () => {
  test.each([
    ['another workspace', { team_id: 'T0OTHER' }],
    ['another app', { api_app_id: 'A0OTHER' }],
    ['no app', { api_app_id: undefined }],
    ['another organisation', { enterprise_id: 'E0OTHER' }],
    ['a list of workspaces', { team_id: ['T0123ABCD'] }],
    ['a person who is no id', { user_id: { id: 'U01ALICE' } }],
    ['a channel that is a path', { channel_id: '../C0GENERAL' }],
  ])('is refused here too: %s', async (_, differing) => {
    const peer = await aPeer((socket) => {
      for (const frame of [hello(), command('odd', differing), command('after')]) socket.send(frame);
    });
    const { door, taken } = aDoor(peer);
    await door.open(IDS);
    await acked(peer, 'after');
    expect(taken).toEqual(['trigger-after']);
  });

  test('a click or an event under another name is what its envelope says, and so nothing', async () => {
    const peer = await aPeer((socket) => {
      const as = (type: string) => JSON.stringify({ ...JSON.parse(command(`as-${type}`)), type });
      for (const frame of [hello(), as('interactive'), as('events_api'), as('hello'), as('teleport'), command('after')])
        socket.send(frame);
    });
    const { door, taken } = aDoor(peer);
    await door.open(IDS);
    await acked(peer, 'after');
    expect(taken).toEqual(['trigger-after']);
  });
});

test('whose app it is, is told to a terminal only where it is an id', async () => {
  const peer = await aPeer((socket) => socket.send(hello('A\u001b[2J\n0OTHER')));
  await expect(aDoor(peer).door.open(IDS)).rejects.toMatchObject({ name: 'SlackFault', code: 'odd_shape' });
});
