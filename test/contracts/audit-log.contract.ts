import { expect, test } from 'vitest';
import { type Make, START, type UnderTest } from './under-test.ts';

/** Appends one entry a time, each after the one before. */
async function appended({ tx, clock }: UnderTest, ...after: Temporal.DurationLike[]): Promise<void> {
  for (const [nth, wait] of after.entries()) {
    await clock.advance(wait);
    await tx(async (one) => one.record({ kind: 'log-read', by: { kind: 'nightlatch' }, about: { nth } }));
  }
}

async function nths({ auditLog }: UnderTest, from: Temporal.Instant, to: Temporal.Instant): Promise<number[]> {
  const found: number[] = [];
  for await (const rows of auditLog.between(from, to)) found.push(...rows.map(({ record }) => JSON.parse(record).about.nth));
  return found;
}

/** Reading a span of the log. */
export function auditLogContract(make: Make): void {
  test('an empty log has not begun, and holds nothing of any time', async () => {
    const under = await make();
    expect(await under.auditLog.begins()).toBeUndefined();
    expect(await nths(under, START, START.add({ hours: 1 }))).toEqual([]);
  });

  test('it began with its first entry', async () => {
    const under = await make();
    await appended(under, { seconds: 1 }, { hours: 5 });
    expect(String(await under.auditLog.begins())).toBe(String(START.add({ seconds: 1 })));
  });

  test('a span holds what was made at its begin or later and before its end, to the microsecond, in order', async () => {
    const under = await make();
    await appended(under, { seconds: 1 }, { microseconds: 1 }, { hours: 1 }, { microseconds: 1 }, { hours: 100 });
    const from = START.add({ seconds: 1, microseconds: 1 });
    expect(await nths(under, from, from.add({ hours: 1, microseconds: 1 }))).toEqual([1, 2]);
    expect(await nths(under, from.subtract({ microseconds: 1 }), from)).toEqual([0]);
    expect(await nths(under, START, START.add({ hours: 1000 }))).toEqual([0, 1, 2, 3, 4]);
    expect(await nths(under, START.add({ hours: 200 }), START.add({ hours: 300 }))).toEqual([]);
    expect(await nths(under, from, from)).toEqual([]);
  });

  test('what was made while the clock was set back a little is found all the same', async () => {
    const under = await make();
    await appended(under, { hours: 1 }, { hours: 1 }, { minutes: -90 }, { hours: 5 });
    expect(await nths(under, START.add({ minutes: 15 }), START.add({ minutes: 45 }))).toEqual([2]);
    expect(await nths(under, START.add({ minutes: 45 }), START.add({ hours: 3 }))).toEqual([0, 1]);
  });
}
