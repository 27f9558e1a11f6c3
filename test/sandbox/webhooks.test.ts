import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

interface Came {
  headers: Record<string, unknown>;
  body: string;
  event: { event_type: string; data: Record<string, unknown> };
}

/** A sandbox that tells a server of what happens; `statuses` are answered one after the other, then 202. */
async function aListener(statuses: number[] = []): Promise<{ sandbox: Sandbox; came: Came[]; kinds(): string[] }> {
  const came: Came[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    came.push({ headers: request.headers, body, event: JSON.parse(body).event });
    response.writeHead(statuses.shift() ?? 202).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sandbox = await startSandbox({ webhooks: true });
  sandbox.pointAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(async () => {
    await sandbox.close();
    server.close();
    server.closeAllConnections();
  });
  return { sandbox, came, kinds: () => came.map(({ event }) => event.event_type) };
}

describe('PagerDuty tells', () => {
  test('of everything that happens to an incident, in its order, signed', async () => {
    const { sandbox, came, kinds } = await aListener();
    const { pagerDuty } = sandbox;
    const { number } = pagerDuty.openIncident('Queue is full', 'PPAY456', 'PBOB002');
    pagerDuty.setIncident(number, 'acknowledged');
    pagerDuty.setIncident(number, 'triggered');
    pagerDuty.reassignIncident(number, ['PCAROL3']);
    pagerDuty.moveIncident(number, 'PSVC123');
    pagerDuty.setIncident(number, 'resolved');
    pagerDuty.setIncident(number, 'triggered');
    pagerDuty.mergeIncident(number, 42);
    await pagerDuty.webhooks.idle();
    expect(kinds()).toEqual([
      ...['incident.triggered', 'incident.acknowledged', 'incident.unacknowledged', 'incident.reassigned'],
      ...['incident.service_updated', 'incident.resolved', 'incident.reopened', 'incident.resolved'],
    ]);
    for (const { headers, body } of came) {
      const hmac = createHmac('sha256', sandbox.webhookSecret).update(body).digest('hex');
      expect(headers['x-pagerduty-signature']).toBe(`v1=${hmac}`);
    }
    expect(came[3]?.event.data).toMatchObject({ number, assignees: [{ id: 'PCAROL3' }], resolve_reason: null });
    expect(came[3]?.event.data).not.toHaveProperty('assignments');
    expect(came[7]?.event.data).toMatchObject({ resolve_reason: { type: 'merge_resolve_reason' } });
  });

  test('again what was not taken, and of the same incident nothing else before', async () => {
    const { sandbox, kinds } = await aListener([503, 500]);
    sandbox.pagerDuty.setIncident(42, 'acknowledged');
    sandbox.pagerDuty.setIncident(42, 'resolved');
    await sandbox.pagerDuty.webhooks.idle();
    expect(kinds()).toEqual(['incident.acknowledged', 'incident.acknowledged', 'incident.acknowledged', 'incident.resolved']);
    expect(sandbox.pagerDuty.webhooks.sent.map(({ statuses }) => statuses)).toEqual([[503, 500, 202], [202]]);
  });

  test('nobody any more once three in a row were refused', async () => {
    const { sandbox, kinds } = await aListener([401, 401, 401]);
    for (const status of ['acknowledged', 'triggered', 'acknowledged', 'resolved'] as const) {
      sandbox.pagerDuty.setIncident(42, status);
      await sandbox.pagerDuty.webhooks.idle();
    }
    expect(kinds()).toHaveLength(3);
    expect([...sandbox.pagerDuty.state.subscriptions.values()]).toMatchObject([{ temporarilyDisabled: true }]);
  });

  test('what was held when it is let go, the other way round if a test wants that', async () => {
    const { sandbox, kinds } = await aListener();
    sandbox.pagerDuty.webhooks.hold();
    sandbox.pagerDuty.setIncident(42, 'acknowledged');
    sandbox.pagerDuty.setIncident(42, 'resolved');
    expect(kinds()).toEqual([]);
    await sandbox.pagerDuty.webhooks.release('the other way round');
    expect(kinds()).toEqual(['incident.resolved', 'incident.acknowledged']);
  });

  test('nothing unless somebody subscribed', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    sandbox.pagerDuty.setIncident(42, 'resolved');
    expect(sandbox.pagerDuty.webhooks.sent).toEqual([]);
  });
});

test('a subscription for one service hears of that service alone', async () => {
  const { sandbox, kinds } = await aListener();
  const [subscription] = sandbox.pagerDuty.state.subscriptions.values();
  Object.assign(subscription ?? {}, { filter: { type: 'service_reference', id: 'PSVC123' } });
  sandbox.pagerDuty.openIncident('Queue is full', 'PPAY456');
  sandbox.pagerDuty.openIncident('Latency', 'PSVC123');
  await sandbox.pagerDuty.webhooks.idle();
  expect(kinds()).toHaveLength(1);
});

test('a note is told of, with its incident', async () => {
  const { sandbox, came } = await aListener();
  const incident = [...sandbox.pagerDuty.state.incidents.values()].find(({ number }) => number === 42);
  if (!incident) throw new Error('there is no such incident');
  sandbox.pagerDuty.state.addNote(incident, { content: 'Looking', user: 'PALICE1', at: sandbox.clock.now() });
  await sandbox.pagerDuty.webhooks.idle();
  expect(came.map(({ event }) => event)).toMatchObject([
    { event_type: 'incident.annotated', data: { type: 'incident_note', content: 'Looking', incident: { id: incident.id } } },
  ]);
});
