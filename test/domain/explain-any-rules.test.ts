import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAccess } from '../../src/domain/decide-access.ts';
import { explainAccess } from '../../src/domain/explain-access.ts';
import type { Rule } from '../../src/domain/policy.ts';
import { aResource } from '../builders/a-policy.ts';
import { AT, anyRules, anyWorld, aRequest, factsOf, type World } from './any-rules.ts';

/** Some of the rules want a reason, and the request has none; an open grant may be near its longest. */
const anyWants = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
const anyExtending = fc.option(
  fc.integer({ min: 0, max: 90 }).map((minutes) => ({
    startedAt: AT.subtract({ minutes }),
    atMost: Temporal.Duration.from({ minutes: 60 }),
  })),
  { nil: undefined },
);

function explained(
  list: Rule[],
  wants: boolean[],
  truths: World,
  breakGlass: boolean,
  extending?: { startedAt: Temporal.Instant; atMost: Temporal.Duration },
) {
  const rules = list.map((rule, index) => ({ ...rule, reasonRequired: wants[index] === true }));
  const asked = [aRequest(breakGlass), aResource({ rules }), factsOf(truths), AT, extending] as const;
  return { explanation: explainAccess(...asked), decision: decideAccess(...asked), rules };
}

describe('for any rules and facts', () => {
  it('the decision explained is the one that is made', () => {
    fc.assert(
      fc.property(anyRules, anyWants, anyWorld, fc.boolean(), anyExtending, (...given) => {
        const { explanation, decision } = explained(...given);
        expect(explanation.decision).toEqual(decision);
      }),
      { numRuns: 2000 },
    );
  });

  it('the one rule that decides is the one that the decision names, and none does where it refuses', () => {
    fc.assert(
      fc.property(anyRules, anyWants, anyWorld, fc.boolean(), anyExtending, (...given) => {
        const { explanation, decision } = explained(...given);
        const deciding = explanation.rules.filter(({ standing }) => standing === 'decides').map(({ rule }) => rule.name);
        expect(deciding).toEqual(decision.outcome === 'refuse' ? [] : [decision.rule.name]);
      }),
      { numRuns: 3000 },
    );
  });

  it('every rule is told of, in its place, and its standing fits its conditions', () => {
    fc.assert(
      fc.property(anyRules, anyWants, anyWorld, fc.boolean(), anyExtending, (...given) => {
        const { explanation, rules } = explained(...given);
        expect(explanation.rules.map(({ rule }) => rule)).toEqual(rules);
        for (const { standing, conditions } of explanation.rules) {
          const truths = conditions.map(({ finding }) => finding.truth);
          if (standing === 'passed-over') expect(truths).toContain('false');
          if (standing === 'cannot-tell') expect([truths.includes('unknown'), truths.includes('false')]).toEqual([true, false]);
          if (['decides', 'behind-unknown', 'gives-way', 'held-back'].includes(standing))
            expect(new Set(truths)).toEqual(new Set(['true']));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
