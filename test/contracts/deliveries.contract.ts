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

/** What became of it, also where that came too late for the ack. */
async function accepted(deliveries: Deliveries, delivery = aDelivery()): Promise<'first' | 'repeated' | 'unsaved'> {
  const inTime = await deliveries.accept(delivery);
  return inTime === 'unsaved' ? deliveries.settled(delivery.key) : inTime;
}

export function deliveriesContract(make: Make): void {
  test('a delivery is accepted once', async () => {
    const { deliveries } = await make();
    expect(await accepted(deliveries)).toBe('first');
    expect(await accepted(deliveries)).toBe('repeated');
    expect(await accepted(deliveries, aDelivery({ key: 'k2' }))).toBe('first');
    expect(await deliveries.settled('never seen')).toBe('unsaved');
  });

  test('of fifty equal deliveries at once one is the first', async () => {
    const { deliveries } = await make();
    const answers = await Promise.all(Array.from({ length: 50 }, () => accepted(deliveries)));
    expect(answers.filter((answer) => answer === 'first')).toHaveLength(1);
  });

  test('one without an answer is handed out after its time, with what was kept of it', async () => {
    const { deliveries, clock } = await make();
    const whole = aDelivery({ channel: 'C1', windowExternalId: 'w1' });
    await accepted(deliveries, whole);
    await clock.advance({ seconds: 10 });
    expect(await deliveries.claimUnanswered(10, 5)).toEqual([]);
    await clock.advance({ milliseconds: 1 });
    expect(await deliveries.claimUnanswered(10, 5)).toEqual([whole]);
  });

  test('what isn’t known of a delivery is absent, not empty', async () => {
    const { deliveries, clock } = await make();
    await accepted(deliveries);
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
    await accepted(deliveries);
    await deliveries.answered('k1');
    await clock.advance({ minutes: 5 });
    expect(await deliveries.claimUnanswered(10, 5)).toEqual([]);
  });

  test('one that was handed out belongs to that replica for a minute, then to the next', async () => {
    const { deliveries, clock } = await make();
    await accepted(deliveries);
    await clock.advance({ seconds: 11 });
    await deliveries.claimUnanswered(10, 5);
    expect(await deliveries.claimUnanswered(10, 5)).toEqual([]);
    await clock.advance({ seconds: 60 });
    expect(await deliveries.claimUnanswered(10, 5)).toHaveLength(1);
  });

  test('no more than asked for are handed out', async () => {
    const { deliveries, clock } = await make();
    for (const key of ['a', 'b', 'c']) await accepted(deliveries, aDelivery({ key }));
    await clock.advance({ seconds: 11 });
    expect(await deliveries.claimUnanswered(10, 2)).toHaveLength(2);
    expect(await deliveries.claimUnanswered(10, 2)).toHaveLength(1);
  });

  test('what was answered a day ago is forgotten, what was not waits for its answer', async () => {
    const { deliveries, clock } = await make();
    for (const key of ['answered', 'waiting']) await accepted(deliveries, aDelivery({ key }));
    await deliveries.answered('answered');
    await clock.advance({ hours: 24 });
    await deliveries.forget(24);
    expect(await accepted(deliveries, aDelivery({ key: 'answered' }))).toBe('repeated');
    await clock.advance({ seconds: 1 });
    await deliveries.forget(24);
    expect(await accepted(deliveries, aDelivery({ key: 'waiting' }))).toBe('repeated');
    expect(await accepted(deliveries, aDelivery({ key: 'answered' }))).toBe('first');
  });
}
