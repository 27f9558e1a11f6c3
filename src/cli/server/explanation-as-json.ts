import type { Decision } from '../../domain/decision.ts';
import { sayDecision, sayExplainedRule } from '../../domain/say-explanation.ts';
import { whoIsCalled } from '../../domain/say-who.ts';
import type { FoundByPolicy } from '../../use-cases/explain-policy.ts';
import type { AskedOfPolicy } from './print-explanation.ts';

/** An explanation for programs: the same words, with stable codes beside them. */
export function explanationAsJson(
  { explanation, resource, request, presumed }: FoundByPolicy,
  { person, at, policy }: AskedOfPolicy,
): object {
  const telling = { resource, reader: { timezone: policy.timezone, now: at }, who: whoIsCalled(person) };
  return {
    ...{ policy: policy.hash, person, resource: resource.name, at: at.toString(), breakGlass: request.breakGlass, presumed },
    decision: { ...decisionAsJson(explanation.decision), text: sayDecision(explanation.decision, telling).text },
    rules: explanation.rules.map((explained) => {
      const { name, gives, conditions } = sayExplainedRule(explained, telling);
      return {
        name,
        standing: explained.standing,
        gives,
        conditions: conditions.map(({ mark, text }) => ({ truth: TRUTHS[mark], text })),
      };
    }),
  };
}

const TRUTHS = { '✓': true, '✗': false, '?': 'unknown', '–': null } as const;

function decisionAsJson(decision: Decision): object {
  if (decision.outcome === 'refuse') return { outcome: 'refuse', code: decision.because.code };
  const { outcome, rule, end, variables } = decision;
  return { outcome, rule: rule.name, until: end.at.toString(), endsBecause: end.because, variables };
}
