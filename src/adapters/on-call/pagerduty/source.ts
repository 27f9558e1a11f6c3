import type { PagerDutyTarget, TargetSource } from '../../../domain/policy.ts';
import type { Shift } from '../../../domain/shift.ts';
import { type OnCallSource, SourceUnavailable } from '../../../ports/on-call-source.ts';
import type { PagerDutyClient } from './client.ts';
import { type OnCallEntry, onCallPage } from './responses.ts';
import { assertThere, type Scope, scopeOf } from './things.ts';

/** Who is on call, by `GET /oncalls`: it reads schedules of both generations, and names escalation levels. */
export function pagerDutyOnCall(client: PagerDutyClient): OnCallSource {
  return {
    async shiftsOn(target, from, until) {
      if (target.provider !== 'pagerduty') throw new SourceUnavailable('PagerDuty', 'shape');
      const check = client.check();
      const scope = await scopeOf(check, target.of);
      const query = { ...filterFor(scope), since: from.toString(), until: until.toString() };
      const entries = await check.all('/oncalls', onCallPage, query);
      // An entry that wasn't asked for means that the filter wasn't heard, and then the rest may be of anybody too.
      if (!entries.every((entry) => isOf(scope, entry))) throw new SourceUnavailable('PagerDuty', 'shape');
      // Of what was deleted nothing is listed either, and that isn't "nobody".
      if (entries.length === 0) await assertThere(check, scope);
      const counting = entries.filter((entry) => counts(target, entry)).map((entry) => shiftOf(target, entry));
      return once(counting.filter((shift) => touches(shift, from, until)));
    },
  };
}

/** The query that keeps `/oncalls` to what is asked about. */
export function filterFor(scope: Scope) {
  return 'schedule' in scope ? { 'schedule_ids[]': [scope.schedule] } : { 'escalation_policy_ids[]': [scope.escalationPolicy] };
}

/** Whether an entry is of what was asked about. */
export function isOf(scope: Scope, entry: OnCallEntry): boolean {
  return 'schedule' in scope ? entry.schedule?.id === scope.schedule : entry.escalation_policy.id === scope.escalationPolicy;
}

function counts(target: PagerDutyTarget, entry: OnCallEntry): boolean {
  return entry.escalation_level <= target.levels && (entry.end !== null || target.countPermanent);
}

function shiftOf(target: TargetSource, entry: OnCallEntry): Shift {
  const { user, start, end } = entry;
  return {
    target: target.target,
    user: { provider: 'pagerduty', id: user.id, name: user.summary ?? user.id },
    level: entry.escalation_level,
    ...(start && { start }),
    ...(end && { end }),
  };
}

function touches(shift: Shift, from: Temporal.Instant, until: Temporal.Instant): boolean {
  const begins = shift.start === undefined || Temporal.Instant.compare(shift.start, until) < 0;
  return begins && (shift.end === undefined || Temporal.Instant.compare(from, shift.end) < 0);
}

// The same shift comes back for every policy and level that its schedule is on; the lowest level is the one that is rung first.
function once(shifts: readonly Shift[]): Shift[] {
  const kept = new Map<string, Shift>();
  for (const shift of shifts.toSorted((a, b) => a.level - b.level)) {
    const key = JSON.stringify([shift.user.id, shift.start?.toString(), shift.end?.toString()]);
    if (!kept.has(key)) kept.set(key, shift);
  }
  return [...kept.values()];
}
