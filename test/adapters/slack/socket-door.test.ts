import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { BotIds } from '../../../src/adapters/slack/bot-ids.ts';
import type { Door } from '../../../src/adapters/slack/door.ts';
import { InFlight } from '../../../src/adapters/slack/in-flight.ts';
import { askSocketAddress } from '../../../src/adapters/slack/socket/socket-address.ts';
import { type SocketDoorNeeds, socketDoor } from '../../../src/adapters/slack/socket/socket-door.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { KeptLog } from './a-slack-bench.ts';

const IDS: BotIds = { teamId: 'T0123ABCD', appId: 'A0NIGHTLATCH', botId: 'B0NIGHTBOT', botUserId: 'U0NIGHTBOT' };
const NOT_CONNECTED = 'not connected to Slack';
// Of a busy machine nothing may look like Slack's silence.
const PATIENCE = { hello: 10_000, ping: 50, silence: 10_000, close: 200 };

let sandbox: Sandbox;
let log: KeptLog;
let taken: string[];

beforeEach(async () => {
  sandbox = await startSandbox({ delivers: 'over sockets' });
  log = new KeptLog();
  taken = [];
});
afterEach(() => sandbox.close());

function aDoor(differing: Partial<SocketDoorNeeds> = {}): Door {
  const door = socketDoor({
    ...{ appToken: new Secret(sandbox.appToken), apiUrl: sandbox.slackApiUrl, own: {}, inFlight: new InFlight(), log },
    patience: PATIENCE,
    processNow: () => Temporal.Now.instant(),
    post: async () => true,
    async answer(from, ack) {
      taken.push(from.kind);
      await ack();
    },
    ...differing,
  });
  onTestFinished(() => door.shut());
  return door;
}

const sockets = () => sandbox.slack.sockets;

describe('a start is refused in words, and no token is named,', () => {
  test.each([
    [
      'with a token that Slack does not know',
      'xapp-unknown',
      /^Slack refuses SLACK_APP_TOKEN \(invalid_auth\)\. Make an app-level token/,
    ],
    [
      "with the bot's token",
      'xoxb-sandbox',
      /^SLACK_APP_TOKEN is no app-level token\. Make an app-level token with the scope connections:write/,
    ],
  ])('%s', async (_, token, words) => {
    const refused = aDoor({ appToken: new Secret(token) }).open(IDS);
    await expect(refused).rejects.toMatchObject({ name: 'SocketRefused', message: expect.stringMatching(words) });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining(token) });
  });

  test('with a token that may not open sockets', async () => {
    sandbox.slack.failNext('apps.connections.open', 'missing_scope');
    await expect(aDoor().open(IDS)).rejects.toThrow('SLACK_APP_TOKEN may not open sockets.');
  });

  test('with the token of another app', async () => {
    await expect(aDoor().open({ ...IDS, appId: 'A0OTHER' })).rejects.toThrow(
      'SLACK_APP_TOKEN is of app A0NIGHTLATCH, SLACK_BOT_TOKEN of app A0OTHER: they must be of one app.',
    );
    await expect.poll(() => sockets().count).toBe(0);
  });

  test('with socket mode switched off', async () => {
    sockets().isOn = false;
    await expect(aDoor().open(IDS)).rejects.toThrow('Socket mode is switched off for this app');
  });
});

describe('what passes by itself is no refusal:', () => {
  test.each(['ratelimited', 'status-500', 'drop', 'bad-json', 'internal_error'])('%s', async (fault) => {
    const door = aDoor();
    sandbox.slack.failNext('apps.connections.open', fault);
    await expect(door.open(IDS)).rejects.toMatchObject({
      name: 'SlackFault',
      kind: expect.stringMatching(/unavailable|rate-limited/),
    });
    expect(door.notOpen()).toBe(NOT_CONNECTED);
    await door.open(IDS);
    expect(door.notOpen()).toBeUndefined();
  });

  test('ten sockets that are open already', async () => {
    const doors = Array.from({ length: 10 }, () => aDoor());
    for (const door of doors) await door.open(IDS);
    const eleventh = aDoor();
    await expect(eleventh.open(IDS)).rejects.toMatchObject({
      name: 'SlackFault',
      code: 'too_many_websockets',
      kind: 'unavailable',
    });
    await doors[0]!.shut();
    await eleventh.open(IDS);
    expect(sockets().count).toBe(10);
  });
});

describe('an open socket', () => {
  test('that falls silent without ending is given up, and another is opened', async () => {
    const door = aDoor({ patience: { ...PATIENCE, ping: 20, silence: 500 } });
    await door.open(IDS);
    sockets().freeze();
    await expect.poll(() => sandbox.slack.callsTo('apps.connections.open').length).toBeGreaterThan(1);
    await expect.poll(() => door.notOpen()).toBeUndefined();
    expect((await sandbox.as('alice').types('general', '/unlock db-prod')).status).toBe(200);
  });

  test('stays as long as Slack answers pings, though nothing else comes', async () => {
    await aDoor({ patience: { ...PATIENCE, ping: 20, silence: 1500 } }).open(IDS);
    await expect.poll(() => sockets().pings).toBeGreaterThan(100);
    expect(sandbox.slack.callsTo('apps.connections.open')).toHaveLength(1);
  });

  test('that is replaced is tried for again while Slack says no, and is back once it says yes', async () => {
    const door = aDoor();
    await door.open(IDS);
    const heal = sandbox.slack.failAlways('apps.connections.open', 'invalid_auth');
    sockets().cut();
    await expect.poll(() => log.lines.join()).toContain('no socket to Slack, trying on');
    expect(door.notOpen()).toBe(NOT_CONNECTED);
    heal();
    await expect.poll(() => door.notOpen()).toBeUndefined();
  });

  test('that ends because socket mode was switched off is opened again once it is on', async () => {
    const door = aDoor();
    await door.open(IDS);
    sockets().switchOff();
    await expect.poll(() => log.lines.join()).toContain('SocketRefused');
    expect(door.notOpen()).toBe(NOT_CONNECTED);
    sockets().isOn = true;
    await expect.poll(() => door.notOpen()).toBeUndefined();
  });

  test('takes what was sent right behind its hello', async () => {
    const door = aDoor();
    await door.open(IDS);
    sockets().freeze();
    const typed = sandbox.as('alice').types('general', '/unlock db-prod');
    sockets().cut();
    expect((await typed).status).toBe(200);
    expect(taken).toContain('command');
  });

  test('is closed while Slack is asked for another, and nothing is opened afterwards', async () => {
    const door = aDoor();
    await door.open(IDS);
    const asked = sandbox.slack.holdNext('apps.connections.open', 'after');
    sockets().cut();
    await asked.reached;
    await door.shut();
    asked.release();
    await sandbox.slack.called('apps.connections.open');
    expect(sockets().count).toBe(0);
  });
});

describe('an address that is not Slack’s is not called:', () => {
  const answering = (url: unknown) => async () => ({ ok: true, url });

  test.each(['wss://wss-primary.slack.com/link/?ticket=t&app_id=a', 'wss://wss-backup.slack.com/link/?ticket=t'])(
    '%s is',
    async (url) => {
      expect(await askSocketAddress(answering(url), 'https://slack.com/api/')).toBe(url);
      expect(await askSocketAddress(answering(url), undefined)).toBe(url);
    },
  );

  test.each([
    'ws://wss-primary.slack.com/link/',
    'wss://slack.com.example.org/link/',
    'wss://evilslack.com/',
    'wss://wss.slack.com@example.org/',
    'wss://user@wss.slack.com/',
    'wss://wss.slack.com:8443/',
    'https://wss.slack.com/',
    'ws://127.0.0.1:4000/',
    'nonsense',
    '',
  ])('%s', async (url) => {
    await expect(askSocketAddress(answering(url), 'https://slack.com/api/')).rejects.toMatchObject({ code: 'address_elsewhere' });
  });

  test('in the sandbox only its own host is', async () => {
    const api = 'http://127.0.0.1:4000/slack-api/';
    expect(await askSocketAddress(answering('ws://127.0.0.1:4000/x'), api)).toBe('ws://127.0.0.1:4000/x');
    for (const url of ['ws://127.0.0.1:4001/x', 'ws://localhost:4000/x', 'wss://wss-primary.slack.com/'])
      await expect(askSocketAddress(answering(url), api)).rejects.toMatchObject({ code: 'address_elsewhere' });
  });

  test('an answer without one is no answer', async () => {
    await expect(askSocketAddress(answering(7), undefined)).rejects.toMatchObject({ code: 'odd_shape', kind: 'unavailable' });
  });
});

test('an address where nobody says hello is given up', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  server.on('upgrade', (_, socket) => socket.on('error', () => undefined));
  server.on('request', (request, response) => {
    const { port } = server.address() as AddressInfo;
    request
      .resume()
      .on('end', () => response.setHeader('content-type', 'application/json').end(`{"ok":true,"url":"ws://127.0.0.1:${port}/"}`));
  });
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const door = aDoor({ apiUrl, patience: { hello: 100, ping: 20, silence: 1000, close: 100 } });
  await expect(door.open(IDS)).rejects.toMatchObject({ name: 'SlackFault', kind: 'unavailable' });
});

test('every delivery is counted once, by what its answer by HTTP would have been', async () => {
  const counted: number[] = [];
  const metrics = {
    acked({ status, seconds }: { status: number; seconds: number }) {
      expect(seconds).toBeGreaterThanOrEqual(0);
      counted.push(status);
    },
  };
  await aDoor({ metrics }).open(IDS);
  const { deliver } = sandbox.slack;
  await sandbox.as('alice').types('general', '/unlock db-prod');
  await deliver.payload({ type: 'view_closed' });
  deliver.ackWithin = 50;
  await deliver.payload({ type: 'teleport' });
  // Nothing came back of the last one, so nothing says that it has arrived by now.
  await expect.poll(() => counted).toEqual([200, 200, 400]);
});
