import { expect, test } from 'vitest';
import { forgetDeliveries } from '../../src/use-cases/forget-deliveries.ts';
import { aQuietNight } from './a-quiet-night.ts';

const DELIVERY = { key: 'k1', kind: 'click', slackUser: 'U01ALICE', about: 'Give back' } as const;

test('an answered delivery is forgotten after a day, and looked for once an hour', async () => {
  const night = await aQuietNight();
  await night.deliveries.accept(DELIVERY);
  await night.deliveries.answered(DELIVERY.key);
  await night.clock.advance({ hours: 23, minutes: 30 });
  await forgetDeliveries(night);
  await night.clock.advance({ minutes: 45 });
  await forgetDeliveries(night);
  expect(await night.deliveries.accept(DELIVERY)).toMatchObject({ inTime: 'repeated' });
  await night.clock.advance({ minutes: 15 });
  await forgetDeliveries(night);
  expect(await night.deliveries.accept(DELIVERY)).toMatchObject({ inTime: 'first' });
});

test('a webhook that was worked off is forgotten once it would be too old to be taken again', async () => {
  const night = await aQuietNight();
  const webhook = { key: 'w1', event: 'incident.resolved', incidentId: 'Q42', occurredAt: night.clock.at.add({ minutes: 5 }) };
  await night.webhookDeliveries.accept(webhook);
  await night.webhookDeliveries.workedOff([webhook.key]);
  await night.clock.advance({ hours: 49, minutes: 5 });
  await forgetDeliveries(night);
  expect(await night.webhookDeliveries.accept(webhook)).toBe('repeated');
  await night.clock.advance({ hours: 1 });
  await forgetDeliveries(night);
  expect(await night.webhookDeliveries.accept(webhook)).toBe('too-old');
});
