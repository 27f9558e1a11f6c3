import type { Shortfall } from './condition.ts';
import type { RuleName } from './names.ts';

export interface RuleShortfall {
  rule: RuleName;
  because: Shortfall;
}

// What the caller can mend soonest comes first; what only others can change comes last.
const EASE: Readonly<Record<Shortfall['kind'], number>> = {
  'several-open-incidents': 0,
  'variable-not-given': 1,
  'incident-too-old': 1,
  'incident-opened-by-caller': 2,
  'no-open-incident': 3,
  'not-on-call': 4,
  'not-linked': 5,
  'not-a-member': 6,
};

/** The shortfall to say when several rules failed: of the rule with the fewest, its hardest; between equal rules the one that is easiest to mend. */
export function closestShortfall(shortfalls: readonly RuleShortfall[]): RuleShortfall | undefined {
  const rules = [...Map.groupBy(shortfalls, ({ rule }) => rule).values()];
  const [closest] = rules
    .map((ofRule) => ({ count: ofRule.length, hardest: ofRule.reduce((a, b) => (ease(b) > ease(a) ? b : a)) }))
    .toSorted((a, b) => a.count - b.count || ease(a.hardest) - ease(b.hardest));
  return closest?.hardest;
}

function ease({ because }: RuleShortfall): number {
  return EASE[because.kind];
}
