import { expect, it, onTestFinished } from 'vitest';
import { serveMetrics } from '../../../src/adapters/metrics/metrics-server.ts';

const AT = { host: '127.0.0.1', port: 0 };

async function aServer(text = async () => 'nightlatch_ready 1\n') {
  const metrics = { text, contentType: 'text/plain; version=0.0.4; charset=utf-8', watchProcess: () => undefined };
  const server = await serveMetrics(metrics, AT);
  onTestFinished(() => server.close());
  return { server, metrics, url: `http://127.0.0.1:${server.address.port}` };
}

it('tells the metrics', async () => {
  const { url } = await aServer();
  const said = await fetch(`${url}/metrics`);
  expect([said.status, said.headers.get('content-type'), await said.text()]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
    'nightlatch_ready 1\n',
  ]);
});

it.each([
  ['GET', '/', 404],
  ['GET', '/healthz', 404],
  ['GET', '/slack/events', 404],
  ['GET', '/metrics/../slack/events', 404],
  ['POST', '/metrics', 405],
  ['PUT', '/metrics', 405],
  ['DELETE', '/metrics', 405],
])('%s %s is %i', async (method, path, status) => {
  const { url } = await aServer();
  expect((await fetch(`${url}${path}`, { method })).status).toBe(status);
});

it('says so when they can’t be read, and nothing of why', async () => {
  const { url } = await aServer(() => Promise.reject(new Error('canary-7Qm2-nightlatch-do-not-use')));
  const said = await fetch(`${url}/metrics`);
  expect([said.status, await said.text()]).toEqual([500, 'the metrics could not be read\n']);
});

it('rejects where the port is taken', async () => {
  const { server, metrics } = await aServer();
  await expect(serveMetrics(metrics, { ...AT, port: server.address.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
