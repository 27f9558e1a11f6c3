import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PagerDutyClient, type PagerDutyOptions, pagerDutyClient } from '../../src/adapters/on-call/pagerduty/client.ts';
import { pagerDutyIncidents } from '../../src/adapters/on-call/pagerduty/incidents.ts';
import { pagerDutyOnCall } from '../../src/adapters/on-call/pagerduty/source.ts';
import { pagerDutyUsers } from '../../src/adapters/on-call/pagerduty/users.ts';
import type { FaultKind } from '../../src/domain/evidence.ts';
import { Secret } from '../../src/domain/secret.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { anAddressNobodyListensOn, aVendorServer } from './a-vendor-server.ts';
import { anEntry, from, target, until } from './an-on-call-entry.ts';

const TOKEN = 'canary-7Qm2-nightlatch-do-not-use';

const questions: [string, (client: PagerDutyClient) => Promise<unknown>][] = [
  ['shiftsOn', (client) => pagerDutyOnCall(client).shiftsOn(target, from, until)],
  ['openIncidents', (client) => pagerDutyIncidents(client).openIncidents(['PSVC123'])],
  ['incidentById', (client) => pagerDutyIncidents(client).incidentById('PINC042')],
  ['userByEmail', (client) => pagerDutyUsers(client).userByEmail('alice@example.com')],
  ['emailOf', (client) => pagerDutyUsers(client).emailOf('PALICE1')],
];

const unhandled: unknown[] = [];
const keep = (reason: unknown) => unhandled.push(reason);
beforeAll(() => process.on('unhandledRejection', keep));
afterAll(async () => {
  await new Promise(setImmediate);
  process.off('unhandledRejection', keep);
  expect(unhandled).toEqual([]);
});

// Where nothing is late by itself, a busy machine may be: a list of a hundred pages takes it seconds.
const PATIENT = { call: 20_000, check: 20_000 };

const clientOf = (url: string, more: Partial<PagerDutyOptions> = {}) =>
  pagerDutyClient({ token: new Secret(TOKEN), url, limits: PATIENT, ...more });

async function faultOf(answer: Promise<unknown>): Promise<FaultKind> {
  const error = await answer.then(
    (value) => expect.fail(`answered ${inspect(value)}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SourceUnavailable);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/canary|alice@/);
  return (error as SourceUnavailable).kind;
}

const says =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
const saysJson = (body: unknown) => says(200, JSON.stringify(body));
const padded = JSON.stringify({ padding: 'x'.repeat(10_000_000), oncalls: [], limit: 100, offset: 0, more: false });
const oops = '{"error":{"message":"no","code":2000}}';

const outages: [string, FaultKind, RequestListener][] = [
  ['401', 'auth', says(401, oops)],
  ['403', 'auth', says(403, oops)],
  ['401 without JSON', 'auth', says(401, 'HTTP Token: Access denied.')],
  ['429 with ratelimit-reset', 'rate-limited', says(429, oops, { 'ratelimit-reset': '37' })],
  ['429 that asks to wait a day', 'rate-limited', says(429, oops, { 'retry-after': '86400' })],
  ['429 without JSON', 'rate-limited', says(429, 'slow down')],
  ['400', 'shape', says(400, oops)],
  ['500', 'server', says(500, oops)],
  ['502 in HTML', 'server', says(502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' })],
  ['503 that asks to wait a day', 'server', says(503, '', { 'retry-after': '86400' })],
  ['an empty body', 'bad-body', says(200, '')],
  ['no content', 'shape', says(204, '')],
  ['half a JSON', 'bad-body', says(200, '{"oncalls": [{"us')],
  ['null', 'bad-body', says(200, 'null')],
  ['{}', 'shape', says(200, '{}')],
  ['a list', 'shape', says(200, '[]')],
  [
    'fields of other kinds',
    'shape',
    saysJson({ oncalls: 'soon', users: { id: 7 }, incidents: null, incident: [], user: 7, more: 'maybe' }),
  ],
  ['10 MB', 'bad-body', says(200, padded)],
  [
    '10 MB in few bytes',
    'bad-body',
    (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(padded)),
  ],
  ['a reset connection', 'network', (request) => request.socket.destroy()],
  ['something that is not HTTP', 'network', (request) => request.socket.end('SSH-2.0-OpenSSH\r\n')],
  ['a redirect to nowhere', 'shape', says(302, '')],
  ['a redirect within the origin', 'shape', says(301, '', { location: '/elsewhere' })],
];

describe.each(questions)('%s', (_, ask) => {
  test.each(outages)('at %s fails as %s', async (_name, kind, answer) => {
    await using server = await aVendorServer(answer);
    expect(await faultOf(ask(clientOf(server.url)))).toBe(kind);
  });

  test('at a server that never answers fails as timeout, asked once', async () => {
    await using server = await aVendorServer(() => {});
    expect(await faultOf(ask(clientOf(server.url, { limits: { call: 40, check: 80 } })))).toBe('timeout');
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  test.each<[string, RequestListener]>([
    ['never ends', (_, response) => response.writeHead(200).write('{"oncalls":[')],
    ['is cut short', (_, response) => response.writeHead(200, { 'content-length': '999' }).write('{', () => response.destroy())],
  ])('at a body that %s fails as timeout', async (_name, answer) => {
    await using server = await aVendorServer(answer);
    expect(await faultOf(ask(clientOf(server.url, { limits: { call: 200, check: 400 } })))).toBe('timeout');
  });

  test('where nobody listens fails as network', async () => {
    expect(await faultOf(ask(clientOf(await anAddressNobodyListensOn())))).toBe('network');
  });

  test('keeps the token from wherever a redirect leads', async () => {
    await using elsewhere = await aVendorServer(says(200, '{}'));
    await using server = await aVendorServer(says(307, '', { location: `${elsewhere.url}/oncalls` }));
    expect(await faultOf(ask(clientOf(server.url)))).toBe('shape');
    expect(elsewhere.requests).toEqual([]);
  });

  test.each(['', ' ', `${TOKEN}\r\nX-More: yes`])('with the token %j fails as auth and asks nothing', async (token) => {
    await using server = await aVendorServer(says(200, '{}'));
    expect(await faultOf(ask(clientOf(server.url, { token: new Secret(token) })))).toBe('auth');
    expect(server.requests).toEqual([]);
  });
});

describe('a list', () => {
  test('that says 404 is no empty list', async () => {
    await using server = await aVendorServer(says(404, oops));
    expect(await faultOf(pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until))).toBe('shape');
    expect(await faultOf(pagerDutyIncidents(clientOf(server.url)).openIncidents('any'))).toBe('shape');
  });

  test('that never ends is given up after a hundred pages', async () => {
    await using server = await aVendorServer((request, response) => {
      const offset = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('offset'));
      response.end(JSON.stringify({ oncalls: [], limit: 100, offset, more: true }));
    });
    expect(await faultOf(pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until))).toBe('shape');
    expect(server.requests).toHaveLength(100);
  });

  test('that repeats its first page for ever is no list', async () => {
    await using server = await aVendorServer(saysJson({ oncalls: [], limit: 100, offset: 0, more: true }));
    expect(await faultOf(pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until))).toBe('shape');
  });

  test('whose second page hangs fails as timeout and gives nothing of the first', async () => {
    await using server = await aVendorServer((request, response) => {
      if (request.url?.includes('offset=0'))
        response.end(JSON.stringify({ oncalls: [anEntry()], limit: 1, offset: 0, more: true }));
    });
    const client = clientOf(server.url, { limits: { call: 400, check: 400 } });
    expect(await faultOf(pagerDutyOnCall(client).shiftsOn(target, from, until))).toBe('timeout');
  });

  test('is read on by what the server gave a page, when that is less than was asked', async () => {
    await using server = await aVendorServer((request, response) => {
      const offset = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('offset'));
      const user = { id: `PUSER${offset}`, summary: 'One' };
      response.end(JSON.stringify({ oncalls: [anEntry({ user })], limit: 1, offset, more: offset < 2 }));
    });
    const shifts = await pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until);
    expect(shifts.map((shift) => shift.user.id)).toEqual(['PUSER0', 'PUSER1', 'PUSER2']);
  });
});

describe('a retry', () => {
  const whole = JSON.stringify({ oncalls: [anEntry()], limit: 100, offset: 0, more: false });

  test.each<[string, RequestListener]>([
    ['502', says(502, '<html>')],
    ['a reset', (request) => request.socket.destroy()],
  ])('after one %s gets the answer', async (_, first) => {
    let asked = 0;
    await using server = await aVendorServer((...call) => (asked++ === 0 ? first : says(200, whole))(...call));
    expect(await pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until)).toHaveLength(1);
  });

  test('is made once', async () => {
    await using server = await aVendorServer(says(500, oops));
    await faultOf(pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until));
    expect(server.requests).toHaveLength(2);
  });

  test.each([401, 400, 404])('is not made after %i', async (status) => {
    await using server = await aVendorServer(says(status, oops));
    await faultOf(pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until));
    expect(server.requests).toHaveLength(1);
  });
});

test('nothing leaves without a token, and that is told as not asked', async () => {
  let requests = 0;
  await using server = await aVendorServer((_, response) => {
    requests += 1;
    response.end();
  });
  expect(await faultOf(pagerDutyOnCall(clientOf(server.url, { token: undefined })).shiftsOn(target, from, until))).toBe(
    'not-asked',
  );
  expect(requests).toBe(0);
});
