import type { Answer } from './evidence.ts';
import type { Incident } from './incident.ts';
import type { GroupName, PersonName, SourceKey, TargetName } from './names.ts';
import type { Policy } from './policy.ts';
import type { AnsweredBy } from './provider.ts';
import type { Shift } from './shift.ts';

/** What the sources answered for one request; everything a rule of the resource asks about has an entry. */
export interface Facts {
  person: PersonName;
  /** Whom the policy names: whoever two sources have on call is told once. */
  people?: Policy['people'];
  /** The caller's id at PagerDuty; undefined when no account of theirs is known there. */
  sourceUser: Answer<string | undefined>;
  /** What each source of a target said, or its fallback in its place. */
  shifts: ReadonlyMap<TargetName, readonly SourceAnswer[]>;
  /** What was planned before, by source, newest first. Of a source without any nothing is known. */
  plans: ReadonlyMap<SourceKey, readonly Plan[]>;
  /** Open incidents of the resource's services. */
  incidents: Answer<readonly Incident[]>;
  /** The id of the incident to which the channel is bound where it was asked. */
  boundIncident?: string;
  /** Whether the caller is a member. */
  members: ReadonlyMap<GroupName, Answer<boolean>>;
}

/** What one source of a target said. */
export type SourceAnswer = Answer<readonly Shift[]> & AnsweredBy & { key: SourceKey };

/** All shifts that were said, as far as sources answered. */
export function shiftsSaid(said: readonly SourceAnswer[]): Shift[] {
  return said.flatMap((answer) => (answer.known ? answer.value : []));
}

/** The coming shifts of a source as they were read at one time. */
export interface Plan {
  source: SourceKey;
  readAt: Temporal.Instant;
  shifts: readonly Shift[];
}
