import type { Week } from './digest.ts';
import { instantIn, type LoggedEntry, textIn } from './logged-entry.ts';

/** What the log says of one grant so far. Times are milliseconds since 1970: a log has a million of them. */
export interface LoggedGrant {
  id: string;
  holder: string;
  resource: string;
  rule: string;
  at: number;
  reveals: number;
  incident?: string;
  /** When time ends it, unless somebody does before. */
  endsAt?: number;
  endedAt?: number;
  lastReveal?: number;
  /** When the log says that its incident was resolved. */
  resolvedAt?: number;
}

/** Follows grants through the log. */
export interface GrantLog {
  /** Takes in an entry; every kind that says nothing of a grant is passed over. */
  add(entry: LoggedEntry): void;
  /** Those that were given or read in the week, or were open in it, in the order in which they were given. */
  all(): LoggedGrant[];
  /** When an incident was resolved, as one of its grants was told: another may have ended by itself before it would have been shortened. */
  resolvedAt(incident: string): number | undefined;
}

/** Follows grants through the log; those that ended before `week` are forgotten. */
export function grantLog(week: Week): GrantLog {
  const grants = new Map<string, LoggedGrant>();
  const resolved = new Map<string, number>();
  const begin = week.from.epochMilliseconds;
  return {
    add(entry) {
      const id = textIn(entry.about, 'grant');
      if (id === undefined) return;
      if (entry.kind === 'access-granted') grants.set(id, granted(id, entry));
      const grant = grants.get(id);
      if (grant) follow(grant, entry);
      if (entry.kind === 'grant-shortened') noteResolved(resolved, entry);
      if (entry.kind === 'grant-ended' && entry.at < begin) grants.delete(id);
    },
    all: () => [...grants.values()],
    resolvedAt: (incident) => resolved.get(incident),
  };
}

function granted(id: string, { at, by, about }: LoggedEntry): LoggedGrant {
  return {
    ...{ id, at, holder: nameIn(by), resource: textIn(about, 'resource') ?? 'unknown', rule: textIn(about, 'rule') ?? '' },
    reveals: 0,
  };
}

function follow(grant: LoggedGrant, { at, kind, about }: LoggedEntry): void {
  switch (kind) {
    case 'access-granted':
    case 'grant-extended':
    case 'grant-shortened':
      noteTerms(grant, about);
      return;
    case 'revealed':
      grant.reveals += 1;
      grant.lastReveal = at;
      return;
    case 'reveal-failed':
      grant.reveals = Math.max(0, grant.reveals - 1);
      return;
    case 'grant-ended':
      grant.endedAt = at;
  }
}

function noteTerms(grant: LoggedGrant, about: LoggedEntry['about']): void {
  const endsAt = instantIn(about, 'endsAt');
  const incident = textIn(about, 'incident');
  const resolvedAt = instantIn(about, 'resolvedAt');
  if (endsAt !== undefined) grant.endsAt = endsAt;
  if (incident !== undefined) grant.incident = incident;
  if (resolvedAt !== undefined) grant.resolvedAt = resolvedAt;
}

function noteResolved(resolved: Map<string, number>, { about }: LoggedEntry): void {
  const incident = textIn(about, 'incident');
  const at = instantIn(about, 'resolvedAt');
  if (incident !== undefined && at !== undefined) resolved.set(incident, at);
}

/** Whole minutes that the grant gave something, as far as is known at `now`: a job may have written its end down late. */
export function minutesOpen(
  { at, endsAt = Number.POSITIVE_INFINITY, endedAt = Number.POSITIVE_INFINITY }: LoggedGrant,
  now: number,
): number {
  return Math.max(0, Math.floor((Math.min(now, endsAt, endedAt) - at) / 60_000));
}

/** Who did it, as the policy called them then. */
export function nameIn(by: LoggedEntry['by']): string {
  return textIn(by, 'name') ?? textIn(by, 'kind') ?? 'unknown';
}
