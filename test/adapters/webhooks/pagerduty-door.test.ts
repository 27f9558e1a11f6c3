import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { anEvent, aWebhookBench, OLD_SECRET, SECRET, signed } from './a-webhook-bench.ts';

const body = anEvent();
const nothing = `v1=${'0'.repeat(64)}`;

describe('what PagerDuty signed', () => {
  test('is kept with what it is about, and worked off at once', async () => {
    const bench = await aWebhookBench();
    expect(await bench.send()).toBe(202);
    expect(await bench.kept()).toMatchObject([
      {
        ...{ event: 'incident.resolved', incidentId: 'Q42', serviceId: 'PSVC123' },
        occurredAt: Temporal.Instant.from('2026-03-01T03:16:59.169Z'),
      },
    ]);
    expect(bench.state.kicks).toBe(1);
  });

  test.each([
    ['by either of our secrets', signed(body, OLD_SECRET)],
    ['beside another signature, while PagerDuty changes its secret', `${nothing},${signed(body)}`],
    ['with blanks around it', ` ${nothing} ,  ${signed(body)} `],
    ['in capitals', signed(body).toUpperCase().replace('V1', 'v1')],
    ['beside signatures of another version', `v2=abc,${signed(body)}`],
  ])('counts %s', async (_, signature) => {
    const bench = await aWebhookBench();
    expect(await bench.post(body, { 'x-pagerduty-signature': signature })).toBe(202);
  });

  test('counts when its signatures come in a header each', async () => {
    const bench = await aWebhookBench();
    const socket = connect(bench.port, '127.0.0.1');
    const headers = ['Host: x', `Content-Length: ${body.length}`, `X-PagerDuty-Signature: ${nothing}`];
    headers.push(`X-PagerDuty-Signature: ${signed(body)}`, 'Connection: close');
    socket.end(`POST /webhooks/pagerduty HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('202');
  });
});

describe('what PagerDuty did not sign', () => {
  test.each([
    ['no signature', {}],
    ['an empty one', { 'x-pagerduty-signature': '' }],
    ['a wrong one', { 'x-pagerduty-signature': nothing }],
    ["another's secret", { 'x-pagerduty-signature': signed(body, 'whsec-of-somebody-else') }],
    ['another body', { 'x-pagerduty-signature': signed(body.replace('Q42', 'Q43')) }],
    ['one cut short', { 'x-pagerduty-signature': signed(body).slice(0, -2) }],
    ['one without its version', { 'x-pagerduty-signature': signed(body).slice(3) }],
    ['the right one after ten that are not', { 'x-pagerduty-signature': [...Array(10).fill(nothing), signed(body)].join() }],
  ])('%s is a 401, and nothing is kept', async (_, headers: Record<string, string>) => {
    const bench = await aWebhookBench();
    expect(await bench.post(body, headers)).toBe(401);
    expect([await bench.kept(), bench.state.kicks]).toEqual([[], 0]);
    expect(bench.said()).toEqual(['warn unsigned webhook refused']);
  });

  test('without a secret of ours everything is a 401, what was signed by nothing too', async () => {
    const bench = await aWebhookBench({ secrets: [] });
    expect(await bench.send()).toBe(401);
    expect(await bench.post(body, { 'x-pagerduty-signature': signed(body, '') })).toBe(401);
  });

  test('a truncated body is a 401', async () => {
    const bench = await aWebhookBench();
    expect(await bench.post(body.slice(0, -5), { 'x-pagerduty-signature': signed(body) })).toBe(401);
  });

  test('another method is a 405', async () => {
    const bench = await aWebhookBench();
    expect((await fetch(`http://127.0.0.1:${bench.port}/webhooks/pagerduty`)).status).toBe(405);
  });
});

describe('how large it is', () => {
  const padded = (bytes: number) => {
    const bare = anEvent({ padding: '' });
    return anEvent({ padding: 'x'.repeat(bytes - bare.length) });
  };

  test('256 KiB are taken, a byte more is a 413', async () => {
    const bench = await aWebhookBench();
    expect(await bench.post(padded(256 * 1024))).toBe(202);
    expect(await bench.post(padded(256 * 1024 + 1))).toBe(413);
  });

  test('a body that ends before its length gets no answer, and nothing is kept', async () => {
    const bench = await aWebhookBench();
    const socket = connect(bench.port, '127.0.0.1');
    socket.on('error', () => undefined);
    const head = ['Host: x', `Content-Length: ${body.length}`, `X-PagerDuty-Signature: ${signed(body)}`];
    socket.write(`POST /webhooks/pagerduty HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${body.slice(0, 20)}`);
    socket.destroySoon();
    await once(socket, 'close');
    await bench.door.drain();
    expect(await bench.kept()).toEqual([]);
  });
});

describe('what is not for us is taken with a 200 all the same', () => {
  test.each([
    ['a ping', { event_type: 'pagey.ping', data: { type: 'ping' } }, 'info webhook pinged'],
    ['a kind from the future', { event_type: 'incident.teleported' }, 'info webhook of no use'],
    ['a service', { event_type: 'service.updated' }, 'info webhook of no use'],
    ['a note, such as one of ours', { event_type: 'incident.annotated' }, 'info webhook of no use'],
    ['one without an incident', { data: null }, 'error webhook not understood'],
    ['an incident whose id is a path', { data: { id: '../users' } }, 'error webhook not understood'],
    ['one without a time', { occurred_at: 'yesterday' }, 'error webhook not understood'],
    ['one whose kind is a list', { event_type: ['incident.resolved'] }, 'error webhook not understood'],
    ['one without an id', { id: '' }, 'error webhook not understood'],
  ])('%s', async (_, changed, line) => {
    const bench = await aWebhookBench();
    expect(await bench.send(changed)).toBe(200);
    expect([await bench.kept(), bench.state.kicks, bench.said()]).toEqual([[], 0, [line]]);
  });

  test.each(['', '{', '[]', 'null', '"event"', '{"event":{"id":"x"'])('the signed body %j', async (text) => {
    const bench = await aWebhookBench();
    expect(await bench.post(text)).toBe(200);
    expect([await bench.kept(), bench.said()]).toEqual([[], ['error webhook not understood']]);
  });

  test('a service that cannot be read is one that was not told', async () => {
    const bench = await aWebhookBench();
    expect(await bench.send({ data: { id: 'Q42', service: 'Checkout' } })).toBe(202);
    expect((await bench.kept()).map((one) => 'serviceId' in one)).toEqual([false]);
  });
});

describe('what came before', () => {
  test('is taken and left, whatever the headers call it', async () => {
    const bench = await aWebhookBench();
    const again = { 'x-pagerduty-signature': signed(body), 'x-webhook-id': 'another' };
    expect([await bench.send(), await bench.send(), await bench.post(body, again)]).toEqual([202, 202, 202]);
    expect([(await bench.kept()).length, bench.state.kicks]).toEqual([1, 1]);
  });

  test('is told by the event, so that another of the same incident is another', async () => {
    const bench = await aWebhookBench();
    await bench.send({ id: '01A' });
    await bench.send({ id: '01B' });
    expect(await bench.kept()).toHaveLength(2);
  });

  test.each([
    ['two days and an hour old', '2026-02-27T02:16:59Z', 'warn webhook left, too-old'],
    ['of a time to come', '2026-03-01T03:22:01Z', 'warn webhook left, too-early'],
  ])('%s it is taken and left, with a line', async (_, occurred_at, line) => {
    const bench = await aWebhookBench();
    expect(await bench.send({ occurred_at })).toBe(202);
    expect([await bench.kept(), bench.state.kicks, bench.said()]).toEqual([[], 0, [line]]);
  });
});

describe('what cannot be kept', () => {
  test('is a 503, so that it comes again', async () => {
    const bench = await aWebhookBench();
    bench.deliveries.down = true;
    expect(await bench.send()).toBe(503);
    expect([bench.said(), bench.state.kicks]).toEqual([['error webhook not kept'], 0]);
    bench.deliveries.down = false;
    expect(await bench.send()).toBe(202);
  });

  test('is a 503 while the database was not looked at, and forged ones are a 401 even then', async () => {
    const bench = await aWebhookBench();
    bench.state.isOpen = false;
    expect(await bench.send()).toBe(503);
    expect(await bench.post(body, {})).toBe(401);
  });
});

test('no line holds a secret, a signature or a body', async () => {
  const bench = await aWebhookBench();
  await bench.send();
  await bench.send({ data: { title: 'canary', id: '..' } });
  await bench.post(body, { 'x-pagerduty-signature': nothing });
  const said = JSON.stringify(bench.log.lines);
  for (const word of [SECRET, OLD_SECRET, 'canary', signed(body), nothing]) expect(said).not.toContain(word);
});
