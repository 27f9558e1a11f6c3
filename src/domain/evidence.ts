import type { GroupName, TargetName } from './names.ts';

/** What the sources said when a decision was made; kept with the request, the grant and the audit entry. */
export interface Evidence {
  askedAt: Temporal.Instant;
  onCall: readonly OnCallEvidence[];
  incident?: IncidentEvidence;
  member?: readonly { group: GroupName; found: boolean }[];
  /** The cover that would have allowed it at once was not planned so long ago. */
  unsettled?: Unsettled;
  /** So far the cover was planned, though it lasts longer: what opened at once ends by then. */
  plannedEnd?: Temporal.Instant;
  /** Incidents of which naming one would have opened it without anybody's yes. */
  severalOpen?: readonly { number: number; title: string }[];
}

/** `readAt`: of the plan that has no such cover; without it there is no plan to compare with. */
export interface Unsettled {
  target: TargetName;
  readAt?: Temporal.Instant;
}

export interface OnCallEvidence {
  provider: string;
  target: TargetName;
  /** Who they are there, where they are on call. */
  user?: string;
  /** It answered in the place of another one. */
  insteadOf?: { provider: string; fault: FaultKind };
  level?: number;
  shiftEnd?: Temporal.Instant;
  /** `yes`, `no`, or what kept the source from answering. */
  answer: 'yes' | 'no' | FaultKind;
}

export interface IncidentEvidence {
  id: string;
  number: number;
  title: string;
  service: string;
  urgency: string;
  openedAt: Temporal.Instant;
  openedBy?: string;
  tiedBy: 'named' | 'channel' | 'only-open';
}

/** Why a source could not answer; `not-there`: it hasn't what the policy names, `not-asked`: it was left out of an explanation. */
export type FaultKind =
  | 'timeout'
  | 'network'
  | 'bad-body'
  | 'rate-limited'
  | 'auth'
  | 'server'
  | 'shape'
  | 'not-there'
  | 'not-asked';

/** A source's answer, or the fact that there was none. */
export type Answer<T> = { known: true; value: T } | { known: false; source: string; fault: FaultKind };
