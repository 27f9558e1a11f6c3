import { describe, expect, it } from 'vitest';
import { type AskedTime, type EndLimits, endOfGrant } from '../../src/domain/end-of-grant.ts';
import { aRule } from '../builders/a-policy.ts';

const AT = Temporal.Instant.from('2026-11-22T02:17:00Z');
// 30 min unless asked, 60 min at most.
const RULE = aRule();
const minutes = (count: number) => Temporal.Duration.from({ minutes: count });
const longer = (than: Temporal.Instant): AskedTime => ({ kind: 'longer', than });

/** Minutes from `AT`, and why. */
function endOf(asked: AskedTime, limits: EndLimits = {}, rule = RULE): [number, string] {
  const { at, because } = endOfGrant(asked, rule, limits, AT);
  return [AT.until(at).total('minutes'), because];
}

describe('a longer time', () => {
  it("is the rule's default on top of the present end", () => {
    expect(endOf(longer(AT.add(minutes(5))))).toEqual([35, 'asked']);
    expect(endOf(longer(AT))).toEqual([30, 'asked']);
  });

  it('counts from now where that end has passed', () => {
    expect(endOf(longer(AT.subtract(minutes(5))))).toEqual([30, 'asked']);
  });

  it("is cut at the shift's end", () => {
    expect(endOf(longer(AT.add(minutes(5))), { shiftEnd: AT.add(minutes(20)) })).toEqual([20, 'shift']);
  });
});

describe('the cap', () => {
  it('counts from the start of the grant', () => {
    expect(endOf(longer(AT.add(minutes(5))), { startedAt: AT.subtract(minutes(40)) })).toEqual([20, 'at-most']);
    expect(endOf({ kind: 'for', duration: minutes(20) }, { startedAt: AT.subtract(minutes(40)) })).toEqual([20, 'asked']);
  });

  it('is the smaller of what the rule gives and what was promised', () => {
    const startedAt = AT.subtract(minutes(10));
    expect(endOf(longer(AT.add(minutes(25))), { startedAt, atMost: minutes(45) })).toEqual([35, 'at-most']);
    expect(endOf(longer(AT.add(minutes(25))), { startedAt, atMost: minutes(90) })).toEqual([50, 'at-most']);
  });

  it.each([
    [59, 1],
    [60, 0],
    [61, -1],
  ])('of a grant that began %i min ago is %i min away, and once it is reached it is the answer', (ago, left) => {
    expect(endOf(longer(AT), { startedAt: AT.subtract(minutes(ago)) })).toEqual([left, 'at-most']);
  });

  it('that is reached is said rather than anything earlier', () => {
    const limits = { startedAt: AT.subtract(minutes(70)), shiftEnd: AT.subtract(minutes(20)) };
    expect(endOf({ kind: 'until', at: AT.subtract(minutes(90)) }, limits)).toEqual([-10, 'at-most']);
  });
});
