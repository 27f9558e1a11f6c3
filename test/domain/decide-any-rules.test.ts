import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAccess } from '../../src/domain/decide-access.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type { ApprovalRule, Rule } from '../../src/domain/policy.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import { aResource, aRule } from '../builders/a-policy.ts';

const AT = Temporal.Instant.from('2026-11-22T02:17:00Z');
const APPROVE: ApprovalRule = {
  by: [{ kind: 'group', group: 'leads' }],
  count: 1,
  within: Temporal.Duration.from({ minutes: 15 }),
};
const TARGETS = ['t0', 't1', 't2'];
const GROUPS = ['g0', 'g1', 'g2'];

type Truth = 'true' | 'false' | 'unknown';
/** What is true of each target and group. */
type World = Record<string, Truth>;

const world: fc.Arbitrary<World> = fc.record(
  Object.fromEntries([...TARGETS, ...GROUPS].map((name) => [name, fc.constantFrom<Truth>('true', 'false', 'unknown')])),
);

const rules: fc.Arbitrary<Rule[]> = fc
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

function decide(list: Rule[], truths: World, breakGlass: boolean) {
  const silent = { known: false, source: 'PagerDuty', fault: 'timeout' } as const;
  const shift = (target: string) => ({ target, user: { id: 'PALICE1', name: 'Alice' }, level: 1, end: AT.add({ hours: 4 }) });
  const facts: Facts = {
    sourceUser: { known: true, value: 'PALICE1' },
    shifts: new Map(
      TARGETS.map((name) => [
        name,
        truths[name] === 'unknown' ? silent : { known: true, value: truths[name] === 'true' ? [shift(name)] : [] },
      ]),
    ),
    incidents: { known: true, value: [] },
    members: new Map(
      GROUPS.map((name) => [name, truths[name] === 'unknown' ? silent : { known: true, value: truths[name] === 'true' }]),
    ),
  };
  const request: AccessRequest = {
    resource: 'db-prod',
    variables: [],
    time: { kind: 'default' },
    breakGlass,
    channel: 'C0INC42',
  };
  const decision = decideAccess(request, aResource({ rules: list }), facts, AT);
  if (decision.outcome === 'refuse') return { outcome: 'refuse', by: decision.because.code };
  return { outcome: decision.outcome, by: decision.rule.name };
}

function truthOf({ when }: Rule, truths: World): Truth {
  const each = [...(when.onCall ?? []), ...(when.member ?? [])].map((name) => truths[name]);
  if (each.includes('false')) return 'false';
  return each.includes('unknown') ? 'unknown' : 'true';
}

/** The policy's words taken one by one: a rule decides if it is true, none above it decides, and it asks or nothing above it is unknown. */
function expected(list: Rule[], truths: World, breakGlass: boolean): { outcome: string; by: string } {
  const among = (some: Rule[]) => {
    const isUnknown = (rule: Rule) => truthOf(rule, truths) === 'unknown';
    const decides = some.find(
      (rule, index) => truthOf(rule, truths) === 'true' && (rule.approve !== undefined || !some.slice(0, index).some(isUnknown)),
    );
    if (decides) return { outcome: decides.approve ? 'ask' : 'allow', by: decides.name };
    return { outcome: 'refuse', by: some.some(isUnknown) ? 'cannot-tell' : 'not-allowed' };
  };
  const normal = among(list.filter((rule) => !rule.breakGlass));
  if (!breakGlass || normal.outcome === 'allow') return normal;
  const glass = list.filter((rule) => rule.breakGlass);
  return glass.length > 0 ? among(glass) : { outcome: 'refuse', by: 'no-break-glass' };
}

describe('for any rules and facts', () => {
  it('the decision is what the policy says', () => {
    fc.assert(
      fc.property(rules, world, fc.boolean(), (list, truths, breakGlass) => {
        expect(decide(list, truths, breakGlass)).toEqual(expected(list, truths, breakGlass));
      }),
      { numRuns: 3000 },
    );
  });

  it('nothing is allowed at once by a rule that asks, nor behind one of its kind that is not plainly false', () => {
    fc.assert(
      fc.property(rules, world, fc.boolean(), (list, truths, breakGlass) => {
        const { outcome, by } = decide(list, truths, breakGlass);
        if (outcome !== 'allow') return;
        const rule = list[Number(by)] as Rule;
        expect(rule.approve).toBeUndefined();
        expect(rule.breakGlass && !breakGlass).toBe(false);
        const above = list.slice(0, Number(by)).filter((other) => other.breakGlass === rule.breakGlass);
        expect(above.map((other) => truthOf(other, truths))).toEqual(above.map(() => 'false'));
      }),
      { numRuns: 2000 },
    );
  });

  it('a source that falls silent opens nothing that it did not open before', () => {
    fc.assert(
      fc.property(rules, world, fc.constantFrom(...TARGETS, ...GROUPS), fc.boolean(), (list, truths, name, breakGlass) => {
        const after = decide(list, { ...truths, [name]: 'unknown' }, breakGlass);
        if (after.outcome === 'allow') expect(decide(list, truths, breakGlass).outcome).toBe('allow');
      }),
      { numRuns: 2000 },
    );
  });
});
