import { isIn } from './count-figures.ts';
import { type GrantLog, type LoggedGrant, openUntil } from './count-grants.ts';
import type { GrantMention, Week, WorthALook } from './digest.ts';
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
  const mention = (grant: LoggedGrant) => mentionOf(grant, week.to);
  const some = (grants: LoggedGrant[], by: (one: GrantMention) => (string | number)[]) => someOf(grants.map(mention), by);
  const byTime = ({ at, grant }: GrantMention) => [at, grant];
  const byLength = ({ minutes, at, grant }: GrantMention) => [-minutes, at, grant];
  return {
    readAfterResolve: some(
      all.filter((grant) => isReadAfterResolve(grant, log, week)),
      byTime,
    ),
    offHours: some(
      given.filter(({ at }) => isOffHours(at, officeHours, timezone)),
      byTime,
    ),
    neverRead: some(
      given.filter((grant) => isNeverRead(grant, week)),
      byLength,
    ),
    longest: some(given, byLength),
  };
}

// Only the last reveal counts: where that came before the resolve, the others did.
function isReadAfterResolve({ lastReveal, resolvedAt, incident }: LoggedGrant, log: GrantLog, week: Week): boolean {
  const resolved = resolvedAt ?? (incident === undefined ? undefined : log.resolvedAt(incident));
  if (!lastReveal || !resolved || !isIn(week, lastReveal)) return false;
  return Temporal.Instant.compare(resolved, lastReveal) < 0;
}

// What is still open may be read yet.
function isNeverRead(grant: LoggedGrant, { to }: Week): boolean {
  const isOver = grant.endedAt !== undefined || (grant.endsAt !== undefined && Temporal.Instant.compare(grant.endsAt, to) <= 0);
  return isOver && grant.reveals === 0;
}

function mentionOf(grant: LoggedGrant, now: Temporal.Instant): GrantMention {
  const { id, holder, resource, rule, at, reveals, incident } = grant;
  const minutes = Math.max(0, Math.floor(at.until(openUntil(grant, now)).total('minutes')));
  const mention = { grant: id, holder, resource, rule, at: at.toString({ smallestUnit: 'second' }), minutes, reveals };
  return incident === undefined ? mention : { ...mention, incident };
}
