import { isIn } from './count-figures.ts';
import { type GrantLog, type LoggedGrant, minutesOpen } from './count-grants.ts';
import type { GrantMention, Some, Week, WorthALook } from './digest.ts';
import type { DigestTimes } from './policy.ts';
import { someOf } from './some-of.ts';
import { isOffHours } from './week-of.ts';

type GrantLooks = Pick<WorthALook, 'readAfterResolve' | 'offHours' | 'neverRead' | 'longest'>;

/** Which grants of the week are worth a look. */
export function grantLooks(
  log: GrantLog,
  { week, timezone, officeHours }: { week: Week; timezone: string; officeHours: DigestTimes['officeHours'] },
): GrantLooks {
  const all = log.all();
  const given = all.filter(({ at }) => isIn(week, at));
  const now = week.to.epochMilliseconds;
  const some = (grants: LoggedGrant[], by: (one: LoggedGrant) => (string | number)[]): Some<GrantMention> => {
    const { total, first } = someOf(grants, by);
    return { total, first: first.map((grant) => mentionOf(grant, now)) };
  };
  const byTime = ({ at, id }: LoggedGrant) => [at, id];
  const byLength = (grant: LoggedGrant) => [-minutesOpen(grant, now), grant.at, grant.id];
  const isOff = offHours(officeHours, timezone);
  return {
    readAfterResolve: some(
      all.filter((grant) => isReadAfterResolve(grant, log, week)),
      byTime,
    ),
    offHours: some(given.filter(isOff), byTime),
    neverRead: some(
      given.filter((grant) => isNeverRead(grant, now)),
      byLength,
    ),
    longest: some(given, byLength),
  };
}

// What counts as off-hours changes on the minute at most, and asking a clock about each of a hundred thousand would take a second.
function offHours(officeHours: DigestTimes['officeHours'], timezone: string): (grant: LoggedGrant) => boolean {
  const minutes = new Map<number, boolean>();
  return ({ at }) => {
    const minute = Math.floor(at / 60_000);
    const isOff = minutes.get(minute) ?? isOffHours(Temporal.Instant.fromEpochMilliseconds(at), officeHours, timezone);
    minutes.set(minute, isOff);
    return isOff;
  };
}

// Only the last reveal counts: where that came before the resolve, the others did.
function isReadAfterResolve({ lastReveal, resolvedAt, incident }: LoggedGrant, log: GrantLog, week: Week): boolean {
  const resolved = resolvedAt ?? (incident === undefined ? undefined : log.resolvedAt(incident));
  return lastReveal !== undefined && resolved !== undefined && isIn(week, lastReveal) && resolved < lastReveal;
}

// What is still open may be read yet.
function isNeverRead({ endedAt, endsAt = Number.POSITIVE_INFINITY, reveals }: LoggedGrant, now: number): boolean {
  return reveals === 0 && (endedAt !== undefined || endsAt <= now);
}

function mentionOf(grant: LoggedGrant, now: number): GrantMention {
  const { id, holder, resource, rule, reveals, incident } = grant;
  const at = Temporal.Instant.fromEpochMilliseconds(grant.at).toString({ smallestUnit: 'second' });
  const mention = { grant: id, holder, resource, rule, at, minutes: minutesOpen(grant, now), reveals };
  return incident === undefined ? mention : { ...mention, incident };
}
