import type { Unanswered } from './condition.ts';
import type { AskedTime } from './end-of-grant.ts';
import type { Evidence } from './evidence.ts';
import type { IncidentName } from './incident.ts';
import type {
  ChannelId,
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
import type { ApprovalTerms } from './policy.ts';

/** What a person asked for, once the words were understood. Nothing in it is trusted. */
export interface AccessRequest {
  resource: ResourceName;
  /** Empty: all that the rule gives. */
  variables: readonly VariableName[];
  time: AskedTime;
  incident?: IncidentName;
  /** At most 500 characters, controls removed. */
  reason?: string;
  /** Rules for when the normal way can't work may count too. */
  breakGlass: boolean;
  channel: ChannelId;
}

export type RequestState = 'pending' | 'granted' | 'denied' | 'withdrawn' | 'expired' | 'overtaken';

/** The legal moves of a request; the database holds the same table. */
export const REQUEST_MOVES: Readonly<Record<RequestState, readonly RequestState[]>> = {
  pending: ['granted', 'denied', 'withdrawn', 'expired', 'overtaken'],
  granted: [],
  denied: [],
  withdrawn: [],
  expired: [],
  overtaken: [],
};

/** A request that waits, or once waited, for somebody's yes. */
export interface PendingRequest {
  id: RequestId;
  requester: { personId: PersonId; name: string; slackId: SlackUserId };
  asked: AccessRequest;
  /** The open grant whose end it would move, or whose variables it would add to. */
  extends?: GrantId;
  rule: RuleName;
  terms: ApprovalTerms;
  /** Who could agree when it was asked: nobody who joined since may. */
  eligible: readonly EligibleApprover[];
  /** What the rule would give: variables and, from now, until when; the last approval decides both again. */
  offer: {
    variables: readonly VariableName[];
    length: Temporal.Duration;
    incident?: { id: string; number: number; title: string };
  };
  /** What couldn't be checked when it was asked. */
  unchecked: readonly Unanswered[];
  policyHash: PolicyHash;
  evidence: Evidence;
  state: RequestState;
  madeAt: Temporal.Instant;
  expiresAt: Temporal.Instant;
  approvals: readonly Approval[];
  /** Why it isn't concluded though all have agreed. */
  waitsFor?: WaitsFor;
  settled?: Settled;
  /** When the requester last had the approvers asked again. */
  nudgedAt?: Temporal.Instant;
}

/** Somebody who could agree when the request was made. `onCall`: for a target of the rule or of the resource. */
export interface EligibleApprover {
  person: PersonName;
  slackId: SlackUserId;
  name: string;
  onCall: boolean;
}

/** One person's yes. `by` says how it was given. */
export interface Approval {
  personId: PersonId;
  name: string;
  slackId: SlackUserId;
  at: Temporal.Instant;
  by: 'click';
  /** The most it may last, where they said so. */
  atMost?: Temporal.Duration;
}

/** All have agreed, but a source can't be asked, or the grant before it hasn't ended. */
export type WaitsFor = { kind: 'source'; unanswered: Unanswered } | { kind: 'old-end'; at: Temporal.Instant };

/** How a request ended, and who or what ended it. */
export interface Settled {
  at: Temporal.Instant;
  by?: { personId: PersonId; name: string };
  /** A denier's reason, at most 500 characters. */
  reason?: string;
  /** Why it was overtaken. */
  because?: Overtaken;
}

/** Why a request that was agreed to, or could have been, can't be granted any more. `text` is what a refusal would have said. */
export type Overtaken =
  | { code: 'refused'; text: string }
  | { code: 'terms-changed' }
  | { code: 'grant-ended' }
  | { code: 'person-left' }
  | { code: 'locked-down'; by: string; reason: string };

/**
 * How many different people have agreed; two accounts of one person count once, and the requester's own never. `nameOf` is who an account belongs to
 * now.
 */
export function countApprovers(
  { requester, approvals }: Pick<PendingRequest, 'requester' | 'approvals'>,
  nameOf: (slackId: SlackUserId) => PersonName,
): number {
  const people = new Set(approvals.map((approval) => nameOf(approval.slackId)));
  people.delete(nameOf(requester.slackId));
  return people.size;
}

/** Whether it can still be agreed to at `at`: only while pending and strictly before its time is over. */
export function isWaiting(request: Pick<PendingRequest, 'state' | 'expiresAt'>, at: Temporal.Instant): boolean {
  return request.state === 'pending' && Temporal.Instant.compare(at, request.expiresAt) < 0;
}
