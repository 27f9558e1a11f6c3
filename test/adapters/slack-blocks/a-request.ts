import type { Approval, EligibleApprover, PendingRequest, Settled } from '../../../src/domain/request.ts';
import type { RequestContent } from '../../../src/ports/card-surface.ts';
import { anApproval, aPendingRequest } from '../../builders/a-pending-request.ts';
import { aGrant, aResource, NOW } from './a-grant.ts';

export const BOB_MAY: EligibleApprover = { person: 'bob', slackId: 'U02BOB', name: 'Bob', onCall: true };
export const CAROL_MAY: EligibleApprover = { person: 'carol', slackId: 'U03CAROL', name: 'Carol', onCall: false };

const minutes = (count: number) => Temporal.Duration.from({ minutes: count });

/** Alice's request for db-prod at 3:17 AM in Berlin, which Bob or Carol may approve until 3:32. */
export function aRequest(differing: Partial<PendingRequest> = {}): PendingRequest {
  const { evidence, incident } = aGrant();
  return aPendingRequest({
    id: aGrant().requestId,
    requester: aGrant().holder,
    asked: { ...aPendingRequest().asked, time: { kind: 'default' }, channel: 'C0INC42' },
    rule: 'on call, quiet',
    eligible: [CAROL_MAY, BOB_MAY],
    offer: { variables: ['DATABASE_URL', 'PGPASSWORD'], length: minutes(30), ...(incident && { incident }) },
    evidence,
    madeAt: NOW,
    ...differing,
  });
}

/** Somebody's yes, three minutes in. */
export function aYes({ name, slackId, person } = BOB_MAY, differing: Partial<Approval> = {}): Approval {
  return anApproval({ personId: `person-${person}`, name, slackId, at: NOW.add({ minutes: 3 }), ...differing });
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
