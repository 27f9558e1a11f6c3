import { type Grant, isUsable } from '../domain/grant.ts';
import { incidentOf } from '../domain/incident-of.ts';
import type { GrantId, SlackUserId } from '../domain/names.ts';
import type { Member } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { AccessRequest } from '../domain/request.ts';
import type { Transaction } from '../ports/store.ts';
import { type DecideNeeds, decideRequest, refused } from './decide-request.ts';
import { callerOf, identifyMember } from './identify-caller.ts';
import { recordRefusal } from './record-refusal.ts';
import { REQUESTS_A_MINUTE, type RequestOutcome, refusedUnknown } from './request-access.ts';
import { triedTo } from './source-answer.ts';

/** A click on Extend, and the window that answers it (absent when none could be opened). */
export interface ExtendClick {
  slackId: SlackUserId;
  grantId: GrantId;
  windowExternalId?: string;
}

/**
 * Asks for the rule's usual time on top of the present end of one's own grant, decided anew as `/unlock` would be. `not-found` is the answer about a
 * grant that isn't theirs, or isn't open any more. Throws StoreUnavailable, and SourceUnavailable when Slack can't say who is asking; the end stays
 * then.
 */
export async function extendGrant(needs: DecideNeeds, click: ExtendClick): Promise<RequestOutcome | { outcome: 'not-found' }> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, click.slackId);
  if (!member) return refusedUnknown({ code: 'outsider' }, await needs.store.transaction((tx) => tx.now()));
  if (!policy) return refusedUnknown({ code: 'no-policy' }, await needs.store.transaction((tx) => tx.now()), member);
  const { caller, now, grant, count, lockdown } = await needs.store.transaction((tx) =>
    lookUp(tx, policy, member, click.grantId),
  );
  if (grant?.holder.personId !== caller.person.id) {
    await recordRefusal(needs, caller.person, { code: 'not-yours', about: { grant: click.grantId, wanted: 'extended' } });
    return { outcome: 'not-found' };
  }
  if (!isUsable(grant, now)) return { outcome: 'not-found' };
  const reader = { timezone: member.timezone, now };
  if (lockdown) return refused(needs, caller, reader, { code: 'locked-down', lockdown });
  if (count !== 'counted') {
    const tooMany = { code: 'too-many-requests', perMinute: REQUESTS_A_MINUTE, opensAt: count.opensAt } as const;
    return refused(needs, caller, reader, tooMany);
  }
  const resource = policy.resources.get(grant.resource);
  if (!resource) return refused(needs, caller, reader, { code: 'unknown-resource', word: grant.resource, nearest: [] });
  const request = await requestFor(needs, grant, click.slackId);
  return decideRequest(needs, { policy, caller, reader, resource, request }, click.windowExternalId);
}

async function lookUp(tx: Transaction, policy: Policy, member: Member, id: GrantId) {
  const caller = await callerOf(tx, policy, member);
  const [now, grant] = [await tx.now(), await tx.grants.byId(id)];
  const lockdown = await tx.lockdowns.current();
  return { caller, now, grant, lockdown, count: await tx.refusals.countRequest(caller.person.id, REQUESTS_A_MINUTE) };
}

async function requestFor(needs: DecideNeeds, grant: Grant, slackId: SlackUserId): Promise<AccessRequest> {
  const { resource, reason, breakGlass, endsAt } = grant;
  const incident = incidentOf(grant);
  const isOver = incident !== undefined && (await isResolved(needs, incident.id));
  return {
    ...{ resource, variables: [], time: { kind: 'longer', than: endsAt }, breakGlass },
    ...(reason !== '' && { reason }),
    // Naming one that is over would only be refused, while another rule may well give more time.
    ...(incident && !isOver && { incident: { number: incident.number } }),
    // A click comes from no channel in particular: Slack calls their own conversation with the bot by their id.
    channel: slackId,
  };
}

// One that its source can't say is named, so that the decision says what couldn't be told.
async function isResolved({ incidents }: DecideNeeds, id: string): Promise<boolean> {
  const answer = await triedTo(() => incidents.incidentById(id));
  return answer.known && (answer.value === undefined || answer.value.status === 'resolved');
}
