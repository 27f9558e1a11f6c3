import type { EndReason } from './end-of-grant.ts';
import type { Evidence } from './evidence.ts';
import type {
  GrantId,
  PersonId,
  PersonName,
  PolicyHash,
  RequestId,
  ResourceName,
  RuleName,
  SlackUserId,
  VariableName,
} from './names.ts';

export type GrantState = 'active' | 'ended';

/** Why a grant ended. Final. */
export type EndCause =
  | ('expired' | 'shift-ended' | 'incident-resolved' | 'revoked' | 'given-back')
  | ('person-left' | 'policy-changed' | 'lockdown' | 'channel-shared');

/** The legal moves of a grant; the database holds the same table. */
export const GRANT_MOVES: Readonly<Record<GrantState, readonly GrantState[]>> = { active: ['ended'], ended: [] };

/** Access that was given. It has an end from its first moment. */
export interface Grant {
  id: GrantId;
  requestId: RequestId;
  holder: { personId: PersonId; name: string; slackId: SlackUserId };
  resource: ResourceName;
  variables: readonly VariableName[];
  rule: RuleName;
  /** Given by a rule that counts only when asked for by name. */
  breakGlass: boolean;
  reason: string;
  policyHash: PolicyHash;
  evidence: Evidence;
  incident?: { id: string; number: number; title: string };
  terms: GrantTerms;
  state: GrantState;
  startedAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  endsBecause: EndReason;
  /** One reading of who is on call said that its holder's cover ends before it does. */
  handOff?: HandOffReading;
  ended?: { at: Temporal.Instant; cause: EndCause; by?: { personId: PersonId; name: string } };
  /** Who agreed to it, or to its last extension, in order; empty where nobody had to. */
  approvedBy: readonly { personId: PersonId; name: string }[];
  /** Present where its rule wants somebody to look at it afterwards. */
  review?: Review;
  /** How often its end was moved later, or variables were added. */
  extensions: number;
  /** How often values of it were shown, and which variables those were. */
  reveals: Reveals;
}

/** `exposed` are those shown that nobody has marked rotated since; `rotated` says who last marked one of them. */
export interface Reveals {
  count: number;
  variables: readonly VariableName[];
  exposed: readonly VariableName[];
  rotated?: { at: Temporal.Instant; by: { personId: PersonId; name: string } };
}

/** That somebody other than the holder is to look at a grant, and who did. */
export interface Review {
  by: readonly PersonName[];
  dueAt: Temporal.Instant;
  done?: { at: Temporal.Instant; by: { personId: PersonId; name: string } };
}

/** An earlier end of its holder's cover than a grant has, as one reading said. */
export interface HandOffReading {
  endsAt: Temporal.Instant;
  readAt: Temporal.Instant;
}

/** What the rule promised when the grant was made; a later policy doesn't stretch it. */
export interface GrantTerms {
  /** The longest it may last from its start, extensions included. */
  atMost: Temporal.Duration;
  showFor: Temporal.Duration;
  maxReveals: number;
  graceAfterResolve: Temporal.Duration;
  /** Whether the incident's resolve ends it. */
  endsWithIncident: boolean;
  /** Whether the holder's hand-off ends it, also one that comes earlier than was planned. */
  endsWithShift: boolean;
}

/** Whether the grant gives anything at `at`: only while active and strictly before its end. */
export function isUsable(grant: Grant, at: Temporal.Instant): boolean {
  return grant.state === 'active' && Temporal.Instant.compare(at, grant.endsAt) < 0;
}

/** The cause to record for a grant whose time has come. */
export function causeByTime(grant: Pick<Grant, 'endsBecause'>): EndCause {
  switch (grant.endsBecause) {
    case 'asked':
    case 'at-most':
    case 'approver':
      return 'expired';
    case 'shift':
      return 'shift-ended';
    case 'incident':
      return 'incident-resolved';
  }
}

const BY_TIME: ReadonlySet<EndCause> = new Set(['expired', 'shift-ended', 'incident-resolved']);

/** When and why a grant was over, also before a job wrote it down: what time ended was over at its end, however much later that was noticed. */
export function endOf({ ended, endsAt, endsBecause }: Grant): { at: Temporal.Instant; cause: EndCause } {
  if (!ended) return { at: endsAt, cause: causeByTime({ endsBecause }) };
  const isLate = BY_TIME.has(ended.cause) && Temporal.Instant.compare(ended.at, endsAt) > 0;
  return { at: isLate ? endsAt : ended.at, cause: ended.cause };
}
