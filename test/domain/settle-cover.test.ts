import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Facts, Plan, SourceAnswer } from '../../src/domain/facts.ts';
import { settleCover } from '../../src/domain/settle-cover.ts';
import type { Shift } from '../../src/domain/shift.ts';
import { aRule } from '../builders/a-policy.ts';
import { aShift, aUser } from '../builders/a-shift.ts';

const AT = Temporal.Instant.from('2026-11-22T02:17:00Z');
const KEY = 'pagerduty schedule PABC123, 1';
const RULE = aRule({ when: { onCall: ['db-primary', 'db-second'] }, settled: Temporal.Duration.from({ minutes: 15 }) });

const ago = (duration: Temporal.DurationLike) => AT.subtract(duration);
const ahead = (hours: number) => AT.add({ hours });
const tonight = (given: Partial<Shift> = {}) => aShift({ start: ago({ hours: 1 }), end: ahead(4), ...given });
const said = (shifts: readonly Shift[], key = KEY): SourceAnswer => ({ known: true, value: shifts, provider: 'pagerduty', key });
const planned = (readAt: Temporal.Instant, shifts: readonly Shift[], source = KEY): Plan => ({ source, readAt, shifts });

/** Alice is on call now, and that was planned. */
function settled(plans: readonly Plan[], rule = RULE, given: Partial<Facts> = {}) {
  return settleCover(
    rule,
    'db-primary',
    {
      person: 'alice',
      sourceUser: { known: true, value: 'PALICE1' },
      shifts: new Map([['db-primary', [said([tonight()])]]]),
      plans: Map.groupBy(plans, ({ source }) => source),
      ...given,
    },
    AT,
  );
}

describe('the plan that is compared with', () => {
  test.each([
    ['a second too new', { minutes: 14, seconds: 59 }, { isSettled: false, unsettled: { target: 'db-primary' } }],
    ['just old enough', { minutes: 15 }, { isSettled: true, until: ahead(4) }],
    ['a day old', { hours: 24 }, { isSettled: true, until: ahead(4) }],
    ['a second too old', { hours: 24, seconds: 1 }, { isSettled: false, unsettled: { target: 'db-primary' } }],
  ])('%s', (_what, age, expected) => {
    expect(settled([planned(ago(age), [tonight()])])).toEqual(expected);
  });

  test('is the newest of those that are old enough', () => {
    const [older, newer] = [ago({ minutes: 40 }), ago({ minutes: 20 })];
    expect(settled([planned(newer, []), planned(older, [tonight()])])).toEqual({
      isSettled: false,
      unsettled: { target: 'db-primary', readAt: newer },
    });
    expect(settled([planned(ago({ minutes: 3 }), []), planned(newer, [tonight()]), planned(older, [])])).toMatchObject({
      isSettled: true,
    });
  });

  test('none is needed where any cover does', () => {
    expect(settled([], { ...RULE, settled: new Temporal.Duration() })).toEqual({ isSettled: true });
  });
});

describe('cover was planned', () => {
  const OLD = ago({ minutes: 20 });

  test.each([
    ['from a second later on', { start: AT.add({ seconds: 1 }) }],
    ['until now', { end: AT }],
    ['for somebody else', { user: aUser('PBOB002', 'Bob') }],
  ])('not when it was %s', (_what, given) => {
    expect(settled([planned(OLD, [tonight(given)])])).toEqual({
      isSettled: false,
      unsettled: { target: 'db-primary', readAt: OLD },
    });
  });

  test('until the end of a run of shifts that follow each other', () => {
    const runs = [tonight(), tonight({ start: ahead(4), end: ahead(12) }), tonight({ start: ahead(13), end: ahead(20) })];
    expect(settled([planned(OLD, runs)])).toEqual({ isSettled: true, until: ahead(12) });
  });

  test('for as long as matters where it has no end', () => {
    const { end: _, ...permanent } = tonight();
    expect(settled([planned(OLD, [permanent])])).toEqual({ isSettled: true });
  });

  test('for another target of the same rule, since that gives the same', () => {
    const shifts = new Map([
      ['db-primary', [said([tonight()])]],
      ['db-second', [said([], 'second')]],
    ]);
    expect(settled([planned(OLD, []), planned(OLD, [tonight()], 'second')], RULE, { shifts })).toMatchObject({ isSettled: true });
  });

  test('not by a source that was not asked, nor by one that does not answer', () => {
    const plans = [planned(OLD, [tonight()], 'other')];
    expect(settled(plans)).toMatchObject({ isSettled: false });
    const silent = { known: false, source: 'PagerDuty', fault: 'timeout', provider: 'pagerduty', key: 'other' } as const;
    const shifts = new Map([['db-primary', [said([tonight()]), silent]]]);
    expect(settled(plans, RULE, { shifts })).toMatchObject({ isSettled: false });
  });

  test('by the rotation file, whose people are known by name', () => {
    const shifts = [tonight({ user: { provider: 'rotation', id: 'alice', name: 'alice' } })];
    const answer: SourceAnswer = { ...said(shifts, 'rotation week'), provider: 'rotation' };
    const given = { shifts: new Map([['db-primary', [answer]]]), sourceUser: { known: true, value: undefined } } as const;
    expect(settled([planned(OLD, shifts, 'rotation week')], RULE, given)).toMatchObject({ isSettled: true });
  });
});

test('for any plans, cover is settled only by the newest one that is old enough, and never longer than that says', () => {
  const minutes = (count: number) => Temporal.Duration.from({ minutes: count });
  const anyPlans = fc.uniqueArray(
    fc.record({
      age: fc.integer({ min: 0, max: 30 * 60 }),
      from: fc.integer({ min: -600, max: 60 }),
      hours: fc.integer({ min: 1, max: 12 }),
    }),
    { maxLength: 8, selector: ({ age }) => age },
  );
  fc.assert(
    fc.property(anyPlans, (all) => {
      const newestFirst = all.toSorted((a, b) => a.age - b.age);
      const plans = newestFirst.map(({ age, from, hours }) => {
        const start = AT.add(minutes(from));
        return planned(AT.subtract(minutes(age)), [tonight({ start, end: start.add({ hours }) })]);
      });
      const compared = newestFirst.find(({ age }) => age >= 15 && age <= 24 * 60);
      const covers = compared && compared.from <= 0 && compared.from + compared.hours * 60 > 0;
      const found = settled(plans);
      expect(found.isSettled).toBe(covers ?? false);
      if (found.isSettled && compared) {
        expect(found.until).toEqual(AT.add(minutes(compared.from + compared.hours * 60)));
      }
    }),
    { numRuns: 2000 },
  );
});
