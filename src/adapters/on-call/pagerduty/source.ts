import type { PagerDutyTarget, TargetSource } from '../../../domain/policy.ts';
import type { Shift } from '../../../domain/shift.ts';
import { type OnCallSource, SourceUnavailable } from '../../../ports/on-call-source.ts';
import type { PagerDutyClient } from './client.ts';
import { type OnCallEntry, onCallPage } from './responses.ts';

/** Who is on call, by `GET /oncalls`: it reads schedules of both generations, and names escalation levels. */
export function pagerDutyOnCall(client: PagerDutyClient): OnCallSource {
  return {
    async shiftsOn(target, from, until) {
      if (target.provider !== 'pagerduty') throw new SourceUnavailable('PagerDuty', 'shape');
      const query = { ...filterFor(target), since: from.toString(), until: until.toString() };
      const entries = await client.check().all('/oncalls', onCallPage, query);
      // An entry that wasn't asked for means that the filter wasn't heard, and then the rest may be of anybody too.
      if (!entries.every((entry) => isOf(target, entry))) throw new SourceUnavailable('PagerDuty', 'shape');
      const counting = entries.filter((entry) => counts(target, entry)).map((entry) => shiftOf(target, entry));
      return once(counting.filter((shift) => touches(shift, from, until)));
    },
  };
}

/** The query that keeps `/oncalls` to a target. */
export function filterFor({ of }: Pick<PagerDutyTarget, 'of'>) {
  if ('schedule' in of) return { 'schedule_ids[]': [of.schedule] };
  return { 'escalation_policy_ids[]': ['escalationPolicy' in of ? of.escalationPolicy : ''] };
}

/** Whether an entry is of the target that was asked for. */
export function isOf({ of }: Pick<PagerDutyTarget, 'of'>, entry: OnCallEntry): boolean {
  if ('schedule' in of) return entry.schedule?.id === of.schedule;
  return 'escalationPolicy' in of && entry.escalation_policy.id === of.escalationPolicy;
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
