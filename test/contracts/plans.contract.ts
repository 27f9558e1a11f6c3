import { expect, test } from 'vitest';
import type { Shift } from '../../src/domain/shift.ts';
import { aShift } from '../builders/a-shift.ts';
import { plain } from './a-new-request.ts';
import { type Make, START, type UnderTest } from './under-test.ts';

const SOURCE = 'pagerduty schedule PABC123, 1';
const OTHER = 'rotation week';
const SHIFTS: Shift[] = [
  aShift({ start: START, end: START.add({ hours: 4 }) }),
  { target: 'db-primary', user: { provider: 'rotation', id: 'bob', name: 'bob' }, level: 2 },
];
const DAY_AGO = START.subtract({ hours: 24 });

/** Keeps one plan of each source at each of the minutes, which are told from each other by their shifts' level. */
async function keptAt({ tx, clock }: UnderTest, minutes: readonly number[], sources = [SOURCE]): Promise<void> {
  for (const minute of minutes) {
    await clock.set(START.add({ minutes: minute }));
    for (const source of sources) await tx((one) => one.plans.keep({ source, shifts: [aShift({ level: minute + 1 })] }));
  }
}

const levels = (plans: readonly { shifts: readonly Shift[] }[]) => plans.map(({ shifts }) => (shifts[0]?.level ?? 0) - 1);
const after = (minutes: number) => START.add({ minutes });

/** What was planned. */
export function plansContract(make: Make): void {
  test('a plan comes back as it was read, with entries that have no end', async () => {
    const { tx } = await make();
    await tx((one) => one.plans.keep({ source: SOURCE, shifts: SHIFTS }));
    const found = await tx((one) => one.plans.readBy([SOURCE], [START], DAY_AGO));
    expect(plain(found)).toEqual(plain([{ source: SOURCE, readAt: START, shifts: SHIFTS }]));
  });

  test('nobody at all is a plan', async () => {
    const { tx } = await make();
    await tx((one) => one.plans.keep({ source: SOURCE, shifts: [] }));
    expect(await tx((one) => one.plans.readBy([SOURCE], [START], DAY_AGO))).toHaveLength(1);
  });

  test('of several the newest that was read by the time counts, to the microsecond', async () => {
    const under = await make();
    await keptAt(under, [0, 5, 10]);
    const readBy = (at: Temporal.Instant) => under.tx((one) => one.plans.readBy([SOURCE], [at], DAY_AGO));
    expect(levels(await readBy(after(5)))).toEqual([5]);
    expect(levels(await readBy(after(5).subtract({ microseconds: 1 })))).toEqual([0]);
    expect(await readBy(START.subtract({ microseconds: 1 }))).toEqual([]);
  });

  test('one that was read before the oldest that counts is none', async () => {
    const under = await make();
    await keptAt(under, [0]);
    const since = (oldest: Temporal.Instant) => under.tx((one) => one.plans.readBy([SOURCE], [after(9)], oldest));
    expect(levels(await since(START))).toEqual([0]);
    expect(await since(START.add({ microseconds: 1 }))).toEqual([]);
  });

  test('asked of several sources and times at once each plan comes once, the newest first', async () => {
    const under = await make();
    await keptAt(under, [0, 5, 10], [SOURCE, OTHER]);
    const found = await under.tx((one) => one.plans.readBy([OTHER, SOURCE, 'none'], [after(1), after(2), after(11)], DAY_AGO));
    expect(levels(found)).toEqual([10, 10, 0, 0]);
    expect(new Set(found.map(({ source }) => source))).toEqual(new Set([SOURCE, OTHER]));
  });

  test('nothing is asked, nothing is found', async () => {
    const under = await make();
    await keptAt(under, [0]);
    expect(await under.tx((one) => one.plans.readBy([], [START], DAY_AGO))).toEqual([]);
    expect(await under.tx((one) => one.plans.readBy([SOURCE], [], DAY_AGO))).toEqual([]);
  });

  test('kept twice at one time the first stands', async () => {
    const { tx } = await make();
    await tx((one) => one.plans.keep({ source: SOURCE, shifts: SHIFTS }));
    await tx((one) => one.plans.keep({ source: SOURCE, shifts: [] }));
    expect((await tx((one) => one.plans.readBy([SOURCE], [START], DAY_AGO)))[0]?.shifts).toHaveLength(2);
  });

  test('those read before a time are forgotten, no others', async () => {
    const under = await make();
    await keptAt(under, [0, 5, 10], [SOURCE, OTHER]);
    expect(await under.tx((one) => one.plans.forget(after(5)))).toBe(2);
    expect(levels(await under.tx((one) => one.plans.readBy([SOURCE], [after(4), after(9), after(11)], DAY_AGO)))).toEqual([
      10, 5,
    ]);
  });
}
