import { expect, onTestFinished, test } from 'vitest';
import { serveMetrics } from '../../src/adapters/metrics/metrics-server.ts';
import { hostProbe } from '../../src/adapters/system/host-probe.ts';
import { aVendorServer } from './a-vendor-server.ts';

const probe = hostProbe();
const bot = (status: number, text: string) =>
  aVendorServer((request, response) => {
    const known = request.url === '/readyz';
    response.writeHead(known ? status : 404, { 'content-type': 'text/plain; charset=utf-8' }).end(known ? text : 'no');
  });
const portOf = (url: string) => Number(new URL(url).port);

test('a bot that is ready, and one that is not', async () => {
  await using ready = await bot(200, 'ready\n');
  expect(await probe.port('127.0.0.1', portOf(ready.url))).toEqual({ state: 'taken', by: { what: 'bot', missing: [] } });
  expect(await probe.port('0.0.0.0', portOf(ready.url))).toEqual({ state: 'taken', by: { what: 'bot', missing: [] } });
  await using waiting = await bot(503, 'the database was not reached\nno policy is in force\n');
  expect(await probe.port('127.0.0.1', portOf(waiting.url))).toEqual({
    state: 'taken',
    by: { what: 'bot', missing: ['the database was not reached', 'no policy is in force'] },
  });
});

test('the metrics of a bot, and those of somebody else', async () => {
  const serving = (text: string) =>
    serveMetrics(
      { text: async () => text, contentType: 'text/plain', watchProcess: () => undefined },
      { host: '127.0.0.1', port: 0 },
    );
  for (const [text, what] of [
    ['# HELP nightlatch_ready 1 while /readyz says ready.\nnightlatch_ready 1\n', 'metrics'],
    ['# HELP node_load1 1m load average.\nnode_load1 0.1\n', 'stranger'],
  ] as const) {
    const metrics = await serving(text);
    onTestFinished(() => metrics.close());
    expect(await probe.port('127.0.0.1', metrics.address.port)).toEqual({ state: 'taken', by: { what } });
  }
});

test('somebody else: another page, another status, a redirect, no answer at all', async () => {
  for (const [status, text] of [
    [200, '<html>'],
    [404, 'not found'],
    [302, ''],
  ] as const) {
    await using other = await bot(status, text);
    expect(await probe.port('127.0.0.1', portOf(other.url))).toEqual({ state: 'taken', by: { what: 'stranger' } });
  }
  await using silent = await aVendorServer(() => undefined);
  expect(await probe.port('127.0.0.1', portOf(silent.url))).toEqual({ state: 'taken', by: { what: 'stranger' } });
});

test('a port that is free stays free', async () => {
  const server = await bot(200, 'ready');
  const port = portOf(server.url);
  await server[Symbol.asyncDispose]();
  expect(await probe.port('127.0.0.1', port)).toEqual({ state: 'free' });
  expect(await probe.port('127.0.0.1', port)).toEqual({ state: 'free' });
});

test('an address of another machine, and a host that is none', async () => {
  expect(await probe.port('198.51.100.7', 3000)).toEqual({ state: 'elsewhere' });
  // Too long for a name, so that nobody's name server is asked.
  expect(await probe.port(`${'x'.repeat(64)}.invalid`, 3000)).toEqual({ state: 'elsewhere' });
});
