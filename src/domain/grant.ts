import type { EndReason } from './end-of-grant.ts';
import type { Evidence } from './evidence.ts';
import type { GrantId, PersonId, PolicyHash, RequestId, ResourceName, RuleName, SlackUserId, VariableName } from './names.ts';

export type GrantState = 'active' | 'ended';

/** Why a grant ended. Final. */
export type EndCause = 'expired' | 'shift-ended' | 'incident-resolved' | 'revoked' | 'given-back';

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
  reason: string;
  policyHash: PolicyHash;
  evidence: Evidence;
  incident?: { id: string; number: number; title: string };
  terms: GrantTerms;
  state: GrantState;
  startedAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  endsBecause: EndReason;
  ended?: { at: Temporal.Instant; cause: EndCause; by?: { personId: PersonId; name: string } };
  /** How often values of it were shown, and which variables those were. */
  reveals: { count: number; variables: readonly VariableName[] };
}

/** What the rule promised when the grant was made; a later policy doesn't stretch it. */
export interface GrantTerms {
  showFor: Temporal.Duration;
  maxReveals: number;
  graceAfterResolve: Temporal.Duration;
  /** Whether the incident's resolve ends it. */
  endsWithIncident: boolean;
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
      return 'expired';
    case 'shift':
      return 'shift-ended';
    case 'incident':
      return 'incident-resolved';
  }
}
