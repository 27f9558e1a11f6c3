import type { Member } from '../../src/domain/person.ts';
import type { PendingRequest } from '../../src/domain/request.ts';
import { aMember } from '../builders/a-member.ts';
import { aPendingRequest } from '../builders/a-pending-request.ts';
import type { Night } from './a-quiet-night.ts';

/** Alice waits for `db-prod`; Bob and Carol could agree. What a test cares about is given. */
export async function aWaitingRequest(
  night: Night,
  given: { for?: Member; resource?: string } & Partial<Pick<PendingRequest, 'terms' | 'eligible'>> = {},
): Promise<PendingRequest> {
  const { for: member = aMember(), resource = 'db-prod', ...changed } = given;
  const { person } = await night.callerOf(member);
  const { asked, rule, terms, eligible, offer, unchecked, policyHash, evidence } = aPendingRequest(changed);
  const requester = { personId: person.id, name: member.displayName, slackId: member.slackId };
  const request = await night.tx((tx) =>
    tx.requests.ask({
      ...{ requester, asked: { ...asked, resource }, rule, terms, eligible, offer, unchecked, policyHash, evidence },
    }),
  );
  if (request === 'already-pending') throw new Error('there is a waiting request already');
  return request;
}

/** Somebody's yes to it. */
export async function approvedBy(night: Night, request: PendingRequest, member: Member): Promise<void> {
  const { person } = await night.callerOf(member);
  const approval = { personId: person.id, name: member.displayName, slackId: member.slackId, by: 'click' } as const;
  if (!(await night.tx((tx) => tx.requests.addApproval(request.id, approval)))) throw new Error('not approved');
}

/** A request by its id, as it is now. */
export async function presentRequest(night: Night, { id }: PendingRequest): Promise<PendingRequest> {
  const request = await night.tx((tx) => tx.requests.byId(id));
  if (!request) throw new Error('no such request');
  return request;
}
