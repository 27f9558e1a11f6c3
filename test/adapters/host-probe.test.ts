import { expect, test } from 'vitest';
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
  expect(await probe.port('127.0.0.1', portOf(ready.url))).toEqual({ state: 'taken', missing: [] });
  expect(await probe.port('0.0.0.0', portOf(ready.url))).toEqual({ state: 'taken', missing: [] });
  await using waiting = await bot(503, 'the database was not reached\nno policy is in force\n');
  expect(await probe.port('127.0.0.1', portOf(waiting.url))).toEqual({
    state: 'taken',
    missing: ['the database was not reached', 'no policy is in force'],
  });
});

test('somebody else: another page, another status, a redirect, no answer at all', async () => {
  for (const [status, text] of [
    [200, '<html>'],
    [404, 'not found'],
    [302, ''],
  ] as const) {
    await using other = await bot(status, text);
    expect(await probe.port('127.0.0.1', portOf(other.url))).toEqual({ state: 'taken', missing: undefined });
  }
  await using silent = await aVendorServer(() => undefined);
  expect(await probe.port('127.0.0.1', portOf(silent.url))).toEqual({ state: 'taken', missing: undefined });
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
  expect(await probe.port('nowhere.invalid', 3000)).toEqual({ state: 'elsewhere' });
});
