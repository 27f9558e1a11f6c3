import { expect, test } from 'vitest';
import { plain } from './a-new-request.ts';
import { type Make, START } from './under-test.ts';

const LONG_AGO = START.subtract({ hours: 168 });
const FAR = START.add({ hours: 168 });

/** Times during which a source didn't answer. */
export function sourceOutagesContract(make: Make): void {
  test('an outage begins once, and lasts until it is ended', async () => {
    const { tx, clock } = await make();
    expect(await tx((one) => one.outages.begin('PagerDuty', 'timeout'))).toBe(true);
    await clock.advance({ minutes: 1 });
    expect(await tx((one) => one.outages.begin('PagerDuty', 'server'))).toBe(false);
    expect(plain(await tx((one) => one.outages.open()))).toEqual(
      plain([{ source: 'PagerDuty', fault: 'timeout', since: START }]),
    );
  });

  test('its end says what it was, once', async () => {
    const { tx, clock } = await make();
    await tx((one) => one.outages.begin('PagerDuty', 'timeout'));
    await clock.advance({ minutes: 7 });
    const ended = { source: 'PagerDuty', fault: 'timeout', since: START, endedAt: START.add({ minutes: 7 }) };
    expect(plain(await tx((one) => one.outages.end('PagerDuty')))).toEqual(plain(ended));
    expect(await tx((one) => one.outages.end('PagerDuty'))).toBeUndefined();
    expect(await tx((one) => one.outages.open())).toEqual([]);
    expect(plain(await tx((one) => one.outages.between(LONG_AGO, FAR)))).toEqual(plain([ended]));
  });

  test('of two sources each has its own, and one that was over begins anew', async () => {
    const { tx, clock } = await make();
    await tx((one) => one.outages.begin('PagerDuty', 'timeout'));
    await clock.advance({ minutes: 1 });
    await tx((one) => one.outages.begin('Slack', 'network'));
    await clock.advance({ minutes: 1 });
    await tx((one) => one.outages.end('PagerDuty'));
    await clock.advance({ minutes: 1 });
    expect(await tx((one) => one.outages.begin('PagerDuty', 'auth'))).toBe(true);
    expect((await tx((one) => one.outages.open())).map(({ source, fault }) => [source, fault])).toEqual([
      ['Slack', 'network'],
      ['PagerDuty', 'auth'],
    ]);
    expect(await tx((one) => one.outages.between(LONG_AGO, FAR))).toHaveLength(3);
  });

  test('begun by many at once it began once', async () => {
    const { tx } = await make();
    const begun = await Promise.all([1, 2, 3, 4, 5].map(() => tx((one) => one.outages.begin('PagerDuty', 'timeout'))));
    expect(begun.filter(Boolean)).toHaveLength(1);
  });

  test('one lasted in a span when any time of it did: ends are no part of what they end', async () => {
    const { tx, clock } = await make();
    await tx((one) => one.outages.begin('PagerDuty', 'timeout'));
    await clock.advance({ minutes: 10 });
    await tx((one) => one.outages.end('PagerDuty'));
    const at = (minutes: number) => START.add({ minutes });
    const between = async (from: number, to: number) => (await tx((one) => one.outages.between(at(from), at(to)))).length === 1;
    expect([
      await between(-5, 0),
      await between(-5, 1),
      await between(3, 4),
      await between(9, 20),
      await between(10, 20),
    ]).toEqual([false, true, true, true, false]);
  });
}
