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

/** What bounds an end beside the time asked for. Of a grant that is extended: its start, and the longest that it was promised. */
export interface EndLimits {
  shiftEnd?: Temporal.Instant;
  startedAt?: Temporal.Instant;
  atMost?: Temporal.Duration;
}

/**
 * The earliest of what was asked, the cap and the shift's end, saying which it is; on equal times the one named first in that list. The cap counts
 * from the grant's start. Once it is reached it is the answer, and not after `from`: nothing is left then, which is the caller's to say.
 */
export function endOfGrant(
  asked: AskedTime,
  rule: Pick<Rule, 'grant' | 'outlives'>,
  limits: EndLimits,
  from: Temporal.Instant,
): End {
  const cap: End = { at: capOf(rule, limits, from), because: 'at-most' };
  if (Temporal.Instant.compare(cap.at, from) <= 0) return cap;
  const candidates: End[] = [wanted(asked, rule, limits.shiftEnd, from), cap];
  if (limits.shiftEnd && !rule.outlives.has('shift')) candidates.push({ at: limits.shiftEnd, because: 'shift' });
  return candidates.reduce((a, b) => (Temporal.Instant.compare(a.at, b.at) <= 0 ? a : b));
}

function capOf(rule: Pick<Rule, 'grant'>, { startedAt, atMost }: EndLimits, from: Temporal.Instant): Temporal.Instant {
  const isPromisedLess = atMost !== undefined && Temporal.Duration.compare(atMost, rule.grant.atMost) < 0;
  return (startedAt ?? from).add(isPromisedLess ? atMost : rule.grant.atMost);
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
    case 'longer':
      return { at: later(asked.than, from).add(rule.grant.default), because: 'asked' };
  }
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}
