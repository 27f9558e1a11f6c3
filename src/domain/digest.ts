import type { DigestId, PersonId, PersonName, ResourceName, TargetName, VariableName } from './names.ts';

/** Seven local days: `from` is part of it, `to` is not. */
export interface Week {
  from: Temporal.Instant;
  to: Temporal.Instant;
}

/** What happened in a week, as it was told then, and who looked at it since. */
export interface Digest {
  id: DigestId;
  week: Week;
  madeAt: Temporal.Instant;
  content: DigestContent;
  reviewed?: { at: Temporal.Instant; by: { personId: PersonId; name: string } };
}

/** All of it counted from the audit log; kept as JSON, so times are ISO 8601 in UTC. */
export interface DigestContent {
  version: 1;
  /** IANA name: of the days, and of what counts as off-hours. */
  timezone: string;
  /** It was due at the end of the week's post time, and nothing ran then. */
  late: boolean;
  /** The audit log's head when it was made; `hash` in hex. What is below it can't be changed unseen by whoever keeps this. */
  head: { seq: string; hash: string };
  figures: WeekFigures;
  /** The week before; absent when the log begins later. */
  before?: WeekFigures;
  /** The seven days in order. */
  days: readonly { date: string; granted: number; refused: number }[];
  worthALook: WorthALook;
  /** Entries of that time whose text nobody could read; absent when there are none. */
  unreadable?: number;
}

/** A span of the log as it is told: a week's digest, or one that somebody asked for. */
export type Told = Pick<Digest, 'week' | 'content'>;

/** Counts of one week. */
export interface WeekFigures {
  granted: number;
  /** Of them, those that somebody else agreed to, and those that broke the glass. */
  approved: number;
  brokenGlass: number;
  denied: number;
  /** Requests that nobody answered in time. */
  unanswered: number;
  /** Equal ones within a minute count each. */
  refused: number;
  reveals: number;
  /** Different people that were granted something. */
  people: number;
  /** Revoked by somebody else. */
  revoked: number;
  /** Half of the grants took at most this long from the request; absent without any. */
  medianSecondsToAccess?: number;
}

/** What a person should look at: at most the first few of each, and how many there are. */
export interface WorthALook {
  brokenGlassUnreviewed: Some<GrantMention>;
  /** Shown and not marked rotated as things stood when it was made; not of this week alone. */
  exposed: Some<{ resource: ResourceName; variable: VariableName; lastSeenBy: string; at: string }>;
  readAfterResolve: Some<GrantMention>;
  offHours: Some<GrantMention>;
  neverRead: Some<GrantMention>;
  refusals: Some<{ person: string; resource?: ResourceName; code: string; times: number }>;
  longest: Some<GrantMention>;
  mostRead: Some<{ resource: ResourceName; variable: VariableName; times: number; people: number }>;
  /** Asked by cover that wasn't planned in time. This and the next are absent in digests of before there were plans. */
  unsettled?: Some<{ person: string; resource: ResourceName; target: TargetName; times: number }>;
  /** When a source didn't answer: whole minutes of that time alone. */
  outages?: Some<{ source: string; at: string; minutes: number }>;
}

export interface Some<T> {
  total: number;
  first: readonly T[];
}

export interface GrantMention {
  grant: string;
  holder: PersonName;
  resource: ResourceName;
  rule: string;
  at: string;
  /** Whole minutes that it was open. */
  minutes: number;
  reveals: number;
  incident?: string;
}
