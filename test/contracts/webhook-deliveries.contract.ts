import { expect, test } from 'vitest';
import type { WebhookDelivery } from '../../src/ports/webhook-deliveries.ts';
import { type Make, START } from './under-test.ts';

const aWebhook = (changed: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
  key: 'k1',
  event: 'incident.resolved',
  incidentId: 'Q42',
  occurredAt: START,
  ...changed,
});

const keysOf = (due: readonly WebhookDelivery[]) => due.map(({ key }) => key).sort();

export function webhookDeliveriesContract(make: Make): void {
  test('a webhook is accepted once', async () => {
    const { webhookDeliveries } = await make();
    expect(await webhookDeliveries.accept(aWebhook())).toBe('first');
    expect(await webhookDeliveries.accept(aWebhook())).toBe('repeated');
    expect(await webhookDeliveries.accept(aWebhook({ key: 'k2' }))).toBe('first');
  });

  test('of twenty equal ones at once one is the first', async () => {
    const { webhookDeliveries } = await make();
    const taken = await Promise.all(Array.from({ length: 20 }, () => webhookDeliveries.accept(aWebhook())));
    expect(taken.filter((one) => one === 'first')).toHaveLength(1);
  });

  test.each([
    ['49 hours ago', { hours: -49 }, 'first'],
    ['a millisecond before that', { hours: -49, milliseconds: -1 }, 'too-old'],
    ['five minutes ahead', { minutes: 5 }, 'first'],
    ['a millisecond after that', { minutes: 5, milliseconds: 1 }, 'too-early'],
  ] as const)('what happened %s is told as such', async (_, apart, taken) => {
    const { webhookDeliveries } = await make();
    const delivery = aWebhook({ occurredAt: START.add(apart) });
    expect(await webhookDeliveries.accept(delivery)).toBe(taken);
    expect(await webhookDeliveries.claim(5, 60)).toHaveLength(taken === 'first' ? 1 : 0);
  });

  test('it is due at once, with all that was kept of it', async () => {
    const { webhookDeliveries, clock } = await make();
    await webhookDeliveries.accept(aWebhook({ serviceId: 'PSVC123' }));
    await clock.advance({ minutes: 90 });
    expect(await webhookDeliveries.claim(5, 60)).toEqual([
      { ...aWebhook({ serviceId: 'PSVC123' }), attempt: 1, hoursWaited: 1.5 },
    ]);
  });

  test('what it did not say is absent, not empty', async () => {
    const { webhookDeliveries } = await make();
    await webhookDeliveries.accept(aWebhook());
    const [due] = await webhookDeliveries.claim(5, 60);
    expect(Object.keys(due ?? {}).sort()).toEqual(['attempt', 'event', 'hoursWaited', 'incidentId', 'key', 'occurredAt']);
  });

  test('one that was given to somebody is given to nobody else until its lease is over', async () => {
    const { webhookDeliveries, clock } = await make();
    await webhookDeliveries.accept(aWebhook());
    await webhookDeliveries.claim(5, 60);
    await clock.advance({ seconds: 59 });
    expect(await webhookDeliveries.claim(5, 60)).toEqual([]);
    await clock.advance({ seconds: 1 });
    expect(await webhookDeliveries.claim(5, 60)).toMatchObject([{ attempt: 2 }]);
  });

  test('what was worked off is given to nobody, and is still known', async () => {
    const { webhookDeliveries, clock } = await make();
    await webhookDeliveries.accept(aWebhook());
    await webhookDeliveries.claim(5, 60);
    await webhookDeliveries.workedOff(['k1']);
    await clock.advance({ hours: 2 });
    expect(await webhookDeliveries.claim(5, 60)).toEqual([]);
    expect(await webhookDeliveries.accept(aWebhook())).toBe('repeated');
  });

  test('what failed comes again when it was told to', async () => {
    const { webhookDeliveries, clock } = await make();
    for (const key of ['k1', 'k2']) await webhookDeliveries.accept(aWebhook({ key }));
    await webhookDeliveries.claim(5, 60);
    await webhookDeliveries.failed(['k1'], 5);
    await webhookDeliveries.failed(['k2'], 600);
    await clock.advance({ seconds: 4 });
    expect(await webhookDeliveries.claim(5, 60)).toEqual([]);
    await clock.advance({ seconds: 1 });
    expect(keysOf(await webhookDeliveries.claim(5, 60))).toEqual(['k1']);
  });

  test('no more than asked for are given, the longest due first', async () => {
    const { webhookDeliveries, clock } = await make();
    for (const key of ['c', 'a', 'b']) {
      await webhookDeliveries.accept(aWebhook({ key }));
      await clock.advance({ seconds: 1 });
    }
    expect(keysOf(await webhookDeliveries.claim(2, 60))).toEqual(['a', 'c']);
    expect(keysOf(await webhookDeliveries.claim(2, 60))).toEqual(['b']);
  });

  test('what was worked off is forgotten in time, what waits is not', async () => {
    const { webhookDeliveries, clock } = await make();
    for (const key of ['done', 'waits']) await webhookDeliveries.accept(aWebhook({ key }));
    await webhookDeliveries.workedOff(['done']);
    await clock.advance({ hours: 48 });
    await webhookDeliveries.forget(48);
    expect(await webhookDeliveries.accept(aWebhook({ key: 'done' }))).toBe('repeated');
    await clock.advance({ milliseconds: 1 });
    await webhookDeliveries.forget(48);
    expect(await webhookDeliveries.accept(aWebhook({ key: 'done' }))).toBe('first');
    expect(await webhookDeliveries.accept(aWebhook({ key: 'waits' }))).toBe('repeated');
  });
}
