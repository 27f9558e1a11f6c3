import type { Approval, EligibleApprover, PendingRequest, Settled } from '../../../src/domain/request.ts';
import type { RequestContent } from '../../../src/ports/card-surface.ts';
import { aGrant, aResource, NOW } from './a-grant.ts';

export const BOB_MAY: EligibleApprover = { person: 'bob', slackId: 'U02BOB', name: 'Bob', onCall: true };
export const CAROL_MAY: EligibleApprover = { person: 'carol', slackId: 'U03CAROL', name: 'Carol', onCall: false };

const minutes = (count: number) => Temporal.Duration.from({ minutes: count });

/** Alice's request for db-prod at 3:17 AM in Berlin, which Bob or Carol may approve until 3:32. */
export function aRequest(differing: Partial<PendingRequest> = {}): PendingRequest {
  const { evidence, incident, policyHash } = aGrant();
  return {
    id: aGrant().requestId,
    requester: aGrant().holder,
    asked: {
      resource: 'db-prod',
      variables: [],
      time: { kind: 'default' },
      reason: 'replica lag',
      breakGlass: false,
      channel: 'C0INC42',
    },
    rule: 'on call, quiet',
    terms: { by: [{ kind: 'group', group: 'dba-leads' }], count: 1, within: minutes(15) },
    eligible: [CAROL_MAY, BOB_MAY],
    offer: {
      variables: ['DATABASE_URL', 'PGPASSWORD'],
      length: minutes(30),
      ...(incident && { incident }),
    },
    unchecked: [],
    policyHash,
    evidence,
    state: 'pending',
    madeAt: NOW,
    expiresAt: NOW.add({ minutes: 15 }),
    approvals: [],
    ...differing,
  };
}

/** Somebody's yes, three minutes in. */
export function aYes(by: EligibleApprover = BOB_MAY, differing: Partial<Approval> = {}): Approval {
  const { name, slackId, person } = by;
  return { personId: `person-${person}`, name, slackId, at: NOW.add({ minutes: 3 }), by: 'click', ...differing };
}

/** The same request once it was settled four minutes in. */
export function aSettled(
  state: PendingRequest['state'],
  how: Partial<Settled> = {},
  differing: Partial<PendingRequest> = {},
): PendingRequest {
  return aRequest({ state, settled: { at: NOW.add({ minutes: 4 }), ...how }, ...differing });
}

/** What its cards show, so many minutes in. */
export function shown(request: PendingRequest, after = 0, more: Partial<RequestContent> = {}): RequestContent {
  return { request, resource: aResource(), now: NOW.add({ minutes: after }), ...more };
}
