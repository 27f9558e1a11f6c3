import type { Rule } from './policy.ts';

/** What sets a grant's end: the time asked for, the rule's cap, an approver's limit, the shift's end, or the incident's resolve. */
export type EndReason = 'asked' | 'at-most' | 'approver' | 'shift' | 'incident';

export interface End {
  at: Temporal.Instant;
  because: EndReason;
}

/** What the person asked for. `shift-end` without a known shift end is the rule's default; `longer` is the rule's default on top of a grant's present end. */
export type AskedTime =
  | { kind: 'default' }
  | { kind: 'for'; duration: Temporal.Duration }
  | { kind: 'until'; at: Temporal.Instant }
  | { kind: 'until-shift-end' }
  | { kind: 'longer'; than: Temporal.Instant };

/** The earliest of what was asked, the rule's cap and the shift's end, saying which it is; on equal times the one named first in that list. */
export function endOfGrant(
  asked: AskedTime,
  rule: Pick<Rule, 'grant' | 'outlives'>,
  limits: { shiftEnd?: Temporal.Instant },
  from: Temporal.Instant,
): End {
  const cap: End = { at: from.add(rule.grant.atMost), because: 'at-most' };
  const candidates: End[] = [wanted(asked, rule, limits.shiftEnd, from), cap];
  if (limits.shiftEnd && !rule.outlives.has('shift')) candidates.push({ at: limits.shiftEnd, because: 'shift' });
  return candidates.reduce((a, b) => (Temporal.Instant.compare(a.at, b.at) <= 0 ? a : b));
}

function wanted(
  asked: AskedTime,
  rule: Pick<Rule, 'grant'>,
  shiftEnd: Temporal.Instant | undefined,
  from: Temporal.Instant,
): End {
  switch (asked.kind) {
    case 'default':
      return { at: from.add(rule.grant.default), because: 'asked' };
    case 'for':
      return { at: from.add(asked.duration), because: 'asked' };
    case 'until':
      return { at: asked.at, because: 'asked' };
    case 'until-shift-end':
      return shiftEnd ? { at: shiftEnd, because: 'shift' } : { at: from.add(rule.grant.default), because: 'asked' };
  }
}
