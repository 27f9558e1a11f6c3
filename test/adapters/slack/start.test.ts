import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogLevel } from '@slack/web-api';
import { expect, test } from 'vitest';
import { silentBodies } from '../../../src/adapters/slack/clients.ts';
import { slackAdapter, slackOutside } from '../../../src/adapters/slack/slack-adapter.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { KeepingLogger } from '../../fakes/keeping-logger.ts';
import { NOW } from '../slack-blocks/a-grant.ts';
import { aSlackBench, CANARY, goodVerbs, InMemoryDeliveries, KeptLog } from './a-slack-bench.ts';

const bench = aSlackBench();

function anotherAdapter(differing: { botToken?: string }) {
  const { sandbox } = bench;
  const log = new KeptLog();
  const settings = {
    signingSecret: new Secret(sandbox.signingSecret),
    botToken: new Secret(differing.botToken ?? sandbox.botToken),
    apiUrl: sandbox.slackApiUrl,
    hooksHost: 'hooks.slack.com',
  };
  const policy = { current: () => undefined };
  const outside = slackOutside({ settings, policy, after: () => undefined, log });
  const needs = {
    verbs: goodVerbs(),
    deliveries: new InMemoryDeliveries(),
    clock: { now: async () => NOW },
    kickCards: () => undefined,
  };
  const adapter = slackAdapter({ settings, policy, outside, log, processNow: () => Temporal.Now.instant(), ...needs });
  return { adapter, outside };
}

test('says which workspace the token is of', async () => {
  const { adapter, outside } = anotherAdapter({});
  expect(await adapter.start()).toBe('T0123ABCD');
  await outside.close();
});

test('a token that Slack does not know does not start, and is named nowhere', async () => {
  const { adapter, outside } = anotherAdapter({ botToken: 'xoxb-wrong' });
  await expect(adapter.start()).rejects.toMatchObject({
    name: 'SlackFault',
    code: 'invalid_auth',
    message: 'auth.test: invalid_auth',
  });
  await outside.close();
});

test('nobody is let in before it started', async () => {
  const { adapter, outside } = anotherAdapter({});
  const server = createServer(adapter.requestListener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  bench.sandbox.pointAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect((await bench.sandbox.as('alice').types('direct', '/unlock db-prod')).status).toBe(503);
  await adapter.start();
  expect((await bench.sandbox.as('alice').types('direct', '/unlock db-prod')).status).toBe(200);
  await adapter.drain();
  server.close();
  server.closeAllConnections();
  await outside.close();
});

test("Slack's packages can log no body, at no level", () => {
  const log = new KeptLog();
  const logger = silentBodies(log);
  logger.setLevel(LogLevel.DEBUG);
  for (const say of [logger.debug, logger.info, logger.warn, logger.error]) say(`http request body: ${CANARY}`, { view: CANARY });
  expect(logger.getLevel()).toBe(LogLevel.INFO);
  expect(log.lines.join()).not.toContain(CANARY);
});

test("warnings of Slack's packages are told at once, and then once a minute with their number", () => {
  const log = new KeepingLogger();
  let now = 0;
  const { warn } = silentBodies(log, () => now);
  for (now = 0; now < 125_000; now += 1000) warn('http request failed');
  expect(log.lines).toEqual([1, 60, 60].map((times) => ({ level: 'info', event: 'slack package warned', fields: { times } })));
});
