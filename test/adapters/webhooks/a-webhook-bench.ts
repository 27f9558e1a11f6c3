import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { webhookDoor } from '../../../src/wiring/webhooks.ts';
import { InMemoryWebhookDeliveries } from '../../fakes/in-memory-webhook-deliveries.ts';
import { KeepingLogger } from '../../fakes/keeping-logger.ts';
import { SettableClock } from '../../fakes/settable-clock.ts';

export const SECRET = 'whsec-of-the-subscription';
export const OLD_SECRET = 'whsec-before-the-change';

/** PagerDuty's signature over a body. */
export function signed(body: string | Buffer, secret = SECRET): string {
  return `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** INC-42 was resolved a second ago, as PagerDuty tells it; a test changes something of the event. */
export function anEvent(changed: Record<string, unknown> = {}): string {
  return JSON.stringify({
    event: {
      ...{ id: '01EVENT', event_type: 'incident.resolved', resource_type: 'incident', occurred_at: '2026-03-01T03:16:59.169Z' },
      ...{ agent: { id: 'PALICE1', type: 'user_reference' }, client: null },
      data: { id: 'Q42', type: 'incident', number: 42, status: 'resolved', service: { id: 'PSVC123' }, assignees: [] },
      ...changed,
    },
  });
}

/** The door on a port of its own, at 03:17, with two secrets, as while they are changed. It ends with the test. */
export async function aWebhookBench({ secrets = [OLD_SECRET, SECRET] } = {}) {
  const [deliveries, log] = [new InMemoryWebhookDeliveries(new SettableClock()), new KeepingLogger()];
  const state = { isOpen: true, kicks: 0 };
  const door = webhookDoor({
    ...{ webhookDeliveries: deliveries, log, isOpen: () => state.isOpen },
    webhookSecrets: secrets.map((secret) => new Secret(secret)),
    kick: () => {
      state.kicks += 1;
    },
  });
  const server = createServer(door.requestListener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const post = async (body: string | Buffer, headers: Record<string, string> = { 'x-pagerduty-signature': signed(body) }) => {
    const response = await fetch(`http://127.0.0.1:${port}/webhooks/pagerduty`, {
      ...{ method: 'POST', headers },
      body: new Uint8Array(Buffer.from(body)),
    });
    return response.status;
  };
  return {
    ...{ port, state, door, deliveries, log, post },
    /** The same, of an event under its honest signature. */
    send: (changed: Record<string, unknown> = {}) => post(anEvent(changed)),
    kept: () => deliveries.claim(10, 60),
    said: () => log.lines.map(({ level, event }) => `${level} ${event}`),
  };
}
