import { decideAccess, type Extending } from './decide-access.ts';
import type { Decision } from './decision.ts';
import type { Facts } from './facts.ts';
import type { Resource, Rule } from './policy.ts';
import type { AccessRequest } from './request.ts';
import { opensAtOnce, type Standing, type WalkedRule, type WeighedCondition, walkRules } from './weigh-rule.ts';

/** A decision, and how each rule of the resource stood to it, in their order. */
export interface Explanation {
  decision: Decision;
  rules: readonly ExplainedRule[];
}

export interface ExplainedRule {
  rule: Rule;
  standing: ExplainedStanding;
  /** Empty where the rules were never looked at. */
  conditions: readonly WeighedCondition[];
}

/** How a rule stood. `decides` is the one that the decision names; there is none where it refuses. */
export type ExplainedStanding =
  | Standing
  /** It counts only when asked for by breaking glass. */
  | 'only-break-glass'
  /** All its conditions are true, but it wants a yes, and glass is broken instead. */
  | 'gives-way'
  /** All its conditions are true, and yet it is refused: the decision says why. */
  | 'held-back';

/** The decision of `decideAccess`, with what led to it, by the same weighing. */
export function explainAccess(
  request: AccessRequest,
  resource: Resource,
  facts: Facts,
  at: Temporal.Instant,
  extending?: Extending,
): Explanation {
  const decision = decideAccess(request, resource, facts, at, extending);
  if (isBeforeRules(decision)) return { decision, rules: resource.rules.map((rule) => notLookedAt(rule, request)) };
  const question = { request, facts, at };
  const normal = [...walkRules(rulesOf(resource, 'normal'), question)];
  const glass = [...walkRules(rulesOf(resource, 'break-glass'), question)];
  const decider = normal.find(({ standing }) => standing === 'decides');
  const explained = new Map([
    ...normal.map((walked) => [walked.rule, ofNormal(walked, request, decision)] as const),
    ...glass.map((walked) => [walked.rule, ofGlass(walked, request, decision, decider)] as const),
  ]);
  return { decision, rules: resource.rules.flatMap((rule) => explained.get(rule) ?? []) };
}

function rulesOf({ rules }: Resource, kind: 'normal' | 'break-glass'): Rule[] {
  return rules.filter(({ breakGlass }) => breakGlass === (kind === 'break-glass'));
}

// A named incident that isn't open is told before any rule is weighed.
function isBeforeRules(decision: Decision): boolean {
  return decision.outcome === 'refuse' && decision.because.code === 'unknown-incident';
}

function notLookedAt(rule: Rule, { breakGlass }: AccessRequest): ExplainedRule {
  return { rule, standing: rule.breakGlass && !breakGlass ? 'only-break-glass' : 'not-reached', conditions: [] };
}

function ofNormal(walked: WalkedRule, { breakGlass }: AccessRequest, decision: Decision): ExplainedRule {
  return breakGlass && walked.standing === 'decides' && !opensAtOnce(walked.found)
    ? explainedAs(walked, 'gives-way')
    : explainedAs(walked, concluded(walked, decision));
}

function ofGlass(walked: WalkedRule, request: AccessRequest, decision: Decision, decider: WalkedRule | undefined): ExplainedRule {
  if (!request.breakGlass) return explainedAs(walked, 'only-break-glass');
  // What a normal rule allows at once comes before broken glass.
  const isReached = decider === undefined || !opensAtOnce(decider.found);
  return explainedAs(walked, isReached ? concluded(walked, decision) : 'not-reached');
}

function concluded({ standing }: WalkedRule, decision: Decision): ExplainedStanding {
  return standing === 'decides' && decision.outcome === 'refuse' ? 'held-back' : standing;
}

function explainedAs({ rule, found }: WalkedRule, standing: ExplainedStanding): ExplainedRule {
  return { rule, standing, conditions: found.conditions };
}
