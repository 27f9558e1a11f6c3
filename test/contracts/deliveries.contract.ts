import { expect, test } from 'vitest';
import type { Deliveries, Delivery } from '../../src/ports/deliveries.ts';
import type { Make } from './under-test.ts';

const aDelivery = (changed: Partial<Delivery> = {}): Delivery => ({
  key: 'k1',
  kind: 'command',
  slackUser: 'UALICE',
  about: '/unlock db-prod',
  ...changed,
});

const seen = async (deliveries: Deliveries, delivery: Delivery) => (await deliveries.accept(delivery)).settled;

export function deliveriesContract(make: Make): void {
  test('a delivery is accepted once', async () => {
    const { deliveries } = await make();
    expect(await seen(deliveries, aDelivery())).toBe('first');
    expect(await seen(deliveries, aDelivery())).toBe('repeated');
    expect(await seen(deliveries, aDelivery({ key: 'k2' }))).toBe('first');
  });

  test('of fifty equal deliveries at once one is the first', async () => {
    const { deliveries } = await make();
    const answers = await Promise.all(Array.from({ length: 50 }, () => seen(deliveries, aDelivery())));
    expect(answers.filter((answer) => answer === 'first')).toHaveLength(1);
  });

  test('one without an answer is handed out after its time, with what was kept of it', async () => {
    const { deliveries, clock } = await make();
    const whole = aDelivery({ channel: 'C1', windowExternalId: 'w1' });
    await seen(deliveries, whole);
    await clock.advance({ seconds: 10 });
    expect(await deliveries.claimUnanswered(10, 5)).toEqual([]);
    await clock.advance({ milliseconds: 1 });
    expect(await deliveries.claimUnanswered(10, 5)).toEqual([whole]);
  });

  test('what isn’t known of a delivery is absent, not empty', async () => {
    const { deliveries, clock } = await make();
    await seen(deliveries, aDelivery());
    await clock.advance({ seconds: 11 });
    expect(Object.keys((await deliveries.claimUnanswered(10, 5))[0] as Delivery).sort()).toEqual([
      'about',
      'key',
      'kind',
      'slackUser',
    ]);
  });

  test('an answered one is not handed out', async () => {
    const { deliveries, clock } = await make();
    await seen(deliveries, aDelivery());
    await deliveries.answered('k1');
    await clock.advance({ minutes: 5 });
    expect(await deliveries.claimUnanswered(10, 5)).toEqual([]);
  });

  test('one that was handed out belongs to that replica for a minute, then to the next', async () => {
    const { deliveries, clock } = await make();
    await seen(deliveries, aDelivery());
    await clock.advance({ seconds: 11 });
    await deliveries.claimUnanswered(10, 5);
    expect(await deliveries.claimUnanswered(10, 5)).toEqual([]);
    await clock.advance({ seconds: 60 });
    expect(await deliveries.claimUnanswered(10, 5)).toHaveLength(1);
  });

  test('no more than asked for are handed out', async () => {
    const { deliveries, clock } = await make();
    for (const key of ['a', 'b', 'c']) await seen(deliveries, aDelivery({ key }));
    await clock.advance({ seconds: 11 });
    expect(await deliveries.claimUnanswered(10, 2)).toHaveLength(2);
    expect(await deliveries.claimUnanswered(10, 2)).toHaveLength(1);
  });

  test('what was answered a day ago is forgotten, what was not waits for its answer', async () => {
    const { deliveries, clock } = await make();
    for (const key of ['answered', 'waiting']) await seen(deliveries, aDelivery({ key }));
    await deliveries.answered('answered');
    await clock.advance({ hours: 24 });
    await deliveries.forget(24);
    expect(await seen(deliveries, aDelivery({ key: 'answered' }))).toBe('repeated');
    await clock.advance({ seconds: 1 });
    await deliveries.forget(24);
    expect(await seen(deliveries, aDelivery({ key: 'waiting' }))).toBe('repeated');
    expect(await seen(deliveries, aDelivery({ key: 'answered' }))).toBe('first');
  });
}
