import type { Grant } from '../domain/grant.ts';
import type { GrantId, SlackUserId } from '../domain/names.ts';
import type { AccessRequest } from '../domain/request.ts';
import { type DecideNeeds, type DecidedOutcome, decideRequest, refused } from './decide-request.ts';
import { callerOf, identifyMember } from './identify-caller.ts';
import { recordRefusal } from './record-refusal.ts';
import { REQUESTS_A_MINUTE } from './request-access.ts';
import { triedTo } from './source-answer.ts';

/** A click on Extend. None of it is trusted. */
export interface ExtendClick {
  slackId: SlackUserId;
  grantId: GrantId;
  windowExternalId?: string;
}

/** `not-found` is the answer about everything that isn't this person's own: it teaches nothing. */
export type ExtendOutcome = DecidedOutcome | { outcome: 'not-found' };

/**
 * Asks for the rule's usual time on top of the grant's present end, decided anew like any request. Throws StoreUnavailable and SourceUnavailable; the
 * grant ends as before then.
 */
export async function extendGrant(needs: DecideNeeds, click: ExtendClick): Promise<ExtendOutcome> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, click.slackId);
  if (!member || !policy) return { outcome: 'not-found' };
  const { caller, grant, now, count } = await needs.store.transaction(async (tx) => {
    const caller = await callerOf(tx, policy, member);
    const count = await tx.refusals.countRequest(caller.person.id, REQUESTS_A_MINUTE);
    return { caller, count, grant: await tx.grants.byId(click.grantId), now: await tx.now() };
  });
  const reader = { timezone: member.timezone, now };
  if (count !== 'counted')
    return refused(needs, caller, reader, { code: 'too-many-requests', perMinute: REQUESTS_A_MINUTE, opensAt: count.opensAt });
  const resource = grant && policy.resources.get(grant.resource);
  if (!grant || !resource || grant.holder.personId !== caller.person.id) {
    await recordRefusal(needs, caller.person, { code: 'not-yours', about: { grant: click.grantId, wanted: 'extend' } });
    return { outcome: 'not-found' };
  }
  const channel = click.slackId;
  const request: AccessRequest = {
    ...{ resource: grant.resource, variables: [], breakGlass: false, channel },
    time: { kind: 'longer', than: grant.endsAt },
    ...(grant.reason !== '' && { reason: grant.reason }),
    ...(await namedAgain(needs, grant)),
  };
  return decideRequest(needs, { policy, caller, reader, resource, request }, click.windowExternalId);
}

// While it is open it is the one that is meant, however many others are; once it is resolved, naming it would only refuse.
async function namedAgain(needs: DecideNeeds, { incident }: Grant): Promise<Pick<AccessRequest, 'incident'>> {
  const now = incident && (await triedTo(() => needs.incidents.incidentById(incident.id)));
  return now?.known && now.value && now.value.status !== 'resolved' ? { incident: { id: now.value.id } } : {};
}
