import fc from 'fast-check';
import type { Facts } from '../../src/domain/facts.ts';
import type { ApprovalRule, Rule } from '../../src/domain/policy.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import { aRule } from '../builders/a-policy.ts';
import { fromPagerDuty } from '../builders/a-shift.ts';

export const AT = Temporal.Instant.from('2026-11-22T02:17:00Z');
const APPROVE: ApprovalRule = {
  by: [{ kind: 'group', group: 'leads' }],
  count: 1,
  within: Temporal.Duration.from({ minutes: 15 }),
};
export const TARGETS = ['t0', 't1', 't2'];
export const GROUPS = ['g0', 'g1', 'g2'];

export type Truth = 'true' | 'false' | 'unknown';
/** What is true of each target and group. */
export type World = Record<string, Truth>;

export const anyWorld: fc.Arbitrary<World> = fc.record(
  Object.fromEntries([...TARGETS, ...GROUPS].map((name) => [name, fc.constantFrom<Truth>('true', 'false', 'unknown')])),
);

/** Rules of both kinds, named by their place; none wants a reason. */
export const anyRules: fc.Arbitrary<Rule[]> = fc
  .array(
    fc.record({
      onCall: fc.option(fc.constantFrom(...TARGETS), { nil: undefined }),
      member: fc.option(fc.constantFrom(...GROUPS), { nil: undefined }),
      asks: fc.boolean(),
      breakGlass: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .map((list) =>
    list.map(({ onCall, member, asks, breakGlass }, index) =>
      aRule({
        name: String(index),
        when: { ...(onCall && { onCall: [onCall] }), ...(member && { member: [member] }) },
        ...(asks && { approve: APPROVE }),
        breakGlass,
      }),
    ),
  );

/** What the sources say in such a world. */
export function factsOf(truths: World): Facts {
  const silent = { known: false, source: 'PagerDuty', fault: 'timeout' } as const;
  const shift = (target: string) => ({
    target,
    user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
    level: 1,
    end: AT.add({ hours: 4 }),
  });
  return {
    person: 'alice',
    plans: new Map(),
    sourceUser: { known: true, value: 'PALICE1' },
    shifts: new Map(
      TARGETS.map((name) => [
        name,
        fromPagerDuty(truths[name] === 'unknown' ? silent : { known: true, value: truths[name] === 'true' ? [shift(name)] : [] }),
      ]),
    ),
    incidents: { known: true, value: [] },
    members: new Map(
      GROUPS.map((name) => [name, truths[name] === 'unknown' ? silent : { known: true, value: truths[name] === 'true' }]),
    ),
  };
}

/** All of db-prod, for as long as is usual. */
export function aRequest(breakGlass: boolean): AccessRequest {
  return { resource: 'db-prod', variables: [], time: { kind: 'default' }, breakGlass, channel: 'C0INC42' };
}
