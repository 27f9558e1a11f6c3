import type { Grant } from '../domain/grant.ts';
import type { RequestId, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { PendingRequest } from '../domain/request.ts';
import type { Reader } from '../domain/say-time.ts';
import type { Nobody } from './approval-outcome.ts';
import { callerOf, identifyMember } from './identify-caller.ts';
import { standingOf } from './may-see-and-end.ts';
import { recordRefusal } from './record-refusal.ts';
import type { RequesterNeeds } from './withdraw-request.ts';

/** All that is kept of a request. */
export type DetailsOutcome =
  | { outcome: 'details'; request: PendingRequest; grant?: Grant; resource?: Resource; reader: Reader }
  | Nobody;

/**
 * A request with its reason, rule and evidence: for its requester, whoever was asked, approvers of the resource, owners and auditors. Throws
 * StoreUnavailable and SourceUnavailable.
 */
export async function requestDetails(
  needs: RequesterNeeds,
  click: { slackId: SlackUserId; requestId: RequestId },
): Promise<DetailsOutcome> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, click.slackId);
  if (!member) return { outcome: 'outsider' };
  if (!policy) return { outcome: 'no-policy' };
  const found = await needs.store.transaction(async (tx) => {
    const request = await tx.requests.byId(click.requestId);
    const grant = request && (await tx.grants.ofRequest(request.id));
    return { caller: await callerOf(tx, policy, member), request, grant, now: await tx.now() };
  });
  const { caller, request, grant, now } = found;
  if (!request || !(await maySee(needs, policy, caller, request))) {
    await recordRefusal(needs, caller.person, { code: 'not-yours', about: { request: click.requestId } });
    return { outcome: 'not-found' };
  }
  const resource = policy.resources.get(request.asked.resource);
  const reader = { timezone: member.timezone, now };
  return { outcome: 'details', request, reader, ...(grant && { grant }), ...(resource && { resource }) };
}

async function maySee(needs: RequesterNeeds, policy: Policy, caller: Caller, request: PendingRequest): Promise<boolean> {
  const wasAsked = request.eligible.some(
    ({ person, slackId }) => person === caller.person.name || slackId === caller.member.slackId,
  );
  if (wasAsked) return true;
  const [standing] = await standingOf(needs.directory, policy, caller, [
    { holder: request.requester, resource: request.asked.resource },
  ]);
  return standing?.details ?? false;
}
