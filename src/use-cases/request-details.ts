import type { Grant } from '../domain/grant.ts';
import type { RequestId, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { PendingRequest } from '../domain/request.ts';
import type { Reader } from '../domain/say-time.ts';
import type { Nobody } from './approval-outcome.ts';
import { standingOf } from './may-see-and-end.ts';
import { recordRefusal } from './record-refusal.ts';
import { type ClickNeeds, whoClicks } from './who-clicks.ts';

/** All that is kept of a request. */
export type DetailsOutcome =
  | { outcome: 'details'; request: PendingRequest; grant?: Grant; resource?: Resource; reader: Reader }
  | Nobody;

/**
 * A request with its reason, rule and evidence: for its requester, whoever was asked, approvers of the resource, owners and auditors. Throws
 * StoreUnavailable and SourceUnavailable.
 */
export async function requestDetails(
  needs: ClickNeeds,
  click: { slackId: SlackUserId; requestId: RequestId },
): Promise<DetailsOutcome> {
  const clicked = await whoClicks(needs, click.slackId, async (tx) => {
    const request = await tx.requests.byId(click.requestId);
    const grant = request && (await tx.grants.ofRequest(request.id));
    return { request, grant, inForce: await tx.policies.inForce(), now: await tx.now() };
  });
  if ('outcome' in clicked) return clicked;
  const { caller, policy, found } = clicked;
  const { request, grant, inForce, now } = found;
  // Who may see it, an older policy doesn't know.
  if (inForce !== policy.hash) return { outcome: 'no-policy' };
  if (!request || !(await maySee(needs, policy, caller, request))) {
    await recordRefusal(needs, caller.person, { code: 'not-yours', about: { request: click.requestId } });
    return { outcome: 'not-found' };
  }
  const resource = policy.resources.get(request.asked.resource);
  const reader = { timezone: caller.member.timezone, now };
  return { outcome: 'details', request, reader, ...(grant && { grant }), ...(resource && { resource }) };
}

async function maySee(needs: ClickNeeds, policy: Policy, caller: Caller, request: PendingRequest): Promise<boolean> {
  const wasAsked = request.eligible.some(
    ({ person, slackId }) => person === caller.person.name || slackId === caller.member.slackId,
  );
  if (wasAsked) return true;
  const [standing] = await standingOf(needs.directory, policy, caller, [
    { holder: request.requester, resource: request.asked.resource },
  ]);
  return standing?.details ?? false;
}
