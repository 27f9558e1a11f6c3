import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAccess } from '../../src/domain/decide-access.ts';
import type { Rule } from '../../src/domain/policy.ts';
import { aResource } from '../builders/a-policy.ts';
import { AT, anyRules, anyWorld, aRequest, factsOf, GROUPS, TARGETS, type Truth, type World } from './any-rules.ts';

function decide(list: Rule[], truths: World, breakGlass: boolean) {
  const decision = decideAccess(aRequest(breakGlass), aResource({ rules: list }), factsOf(truths), AT);
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
      fc.property(anyRules, anyWorld, fc.boolean(), (list, truths, breakGlass) => {
        expect(decide(list, truths, breakGlass)).toEqual(expected(list, truths, breakGlass));
      }),
      { numRuns: 3000 },
    );
  });

  it('nothing is allowed at once by a rule that asks, nor behind one of its kind that is not plainly false', () => {
    fc.assert(
      fc.property(anyRules, anyWorld, fc.boolean(), (list, truths, breakGlass) => {
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
      fc.property(anyRules, anyWorld, fc.constantFrom(...TARGETS, ...GROUPS), fc.boolean(), (list, truths, name, breakGlass) => {
        const after = decide(list, { ...truths, [name]: 'unknown' }, breakGlass);
        if (after.outcome === 'allow') expect(decide(list, truths, breakGlass).outcome).toBe('allow');
      }),
      { numRuns: 2000 },
    );
  });
});
