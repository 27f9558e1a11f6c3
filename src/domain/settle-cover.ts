import type { Unsettled } from './evidence.ts';
import type { Facts, Plan } from './facts.ts';
import { callerIds } from './find-conditions.ts';
import type { TargetName } from './names.ts';
import type { Rule } from './policy.ts';
import { coverOf } from './shift.ts';

/** A plan older than this is none: what was planned since isn't known. */
export const OLDEST_PLAN = Temporal.Duration.from({ hours: 24 });

/** Whether cover was planned in time. `until`: that much of it was; absent, all of it that matters. */
export type Settling = { isSettled: true; until?: Temporal.Instant } | { isSettled: false; unsettled: Unsettled };

/**
 * Compares the caller's cover of `target` at `at` with the newest plans that were read as long ago as the rule wants. Cover by any of the rule's
 * targets may have been planned for any of them: they give the same.
 */
export function settleCover(
  rule: Pick<Rule, 'when' | 'settled'>,
  target: TargetName,
  facts: Pick<Facts, 'person' | 'sourceUser' | 'shifts' | 'plans'>,
  at: Temporal.Instant,
): Settling {
  if (rule.settled.blank) return { isSettled: true };
  const compared = rule.when.onCall?.flatMap((name) => plansOf(name, rule.settled, facts, at)) ?? [];
  const ids = callerIds(facts);
  const planned = coverOf(
    ids,
    compared.flatMap(({ shifts }) => shifts),
    at,
  );
  if (planned) return planned.end === undefined ? { isSettled: true } : { isSettled: true, until: planned.end };
  const [newest] = plansOf(target, rule.settled, facts, at).toSorted((a, b) => Temporal.Instant.compare(b.readAt, a.readAt));
  return { isSettled: false, unsettled: newest ? { target, readAt: newest.readAt } : { target } };
}

/** Of each source of the target that answered, the newest plan that is old enough, and not too old. */
function plansOf(
  target: TargetName,
  settled: Temporal.Duration,
  { shifts, plans }: Pick<Facts, 'shifts' | 'plans'>,
  at: Temporal.Instant,
): Plan[] {
  const [latest, oldest] = [at.subtract(settled), at.subtract(OLDEST_PLAN)];
  const isCompared = ({ readAt }: Plan) =>
    Temporal.Instant.compare(readAt, latest) <= 0 && Temporal.Instant.compare(readAt, oldest) >= 0;
  return (shifts.get(target) ?? []).flatMap(({ known, key }) => (known ? (plans.get(key)?.find(isCompared) ?? []) : []));
}
