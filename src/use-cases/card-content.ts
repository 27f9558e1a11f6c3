import type { Card } from '../domain/card.ts';
import type { DigestId, GrantId, RequestId } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { CardContent } from '../ports/card-surface.ts';
import type { Directory } from '../ports/directory.ts';
import type { IncidentSource } from '../ports/incident-source.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { accessRecordContent } from './access-record-content.ts';
import { homeContent } from './home-content.ts';
import { panelContent } from './panel-content.ts';

export interface ContentNeeds {
  store: Store;
  policy: PolicyHolder;
  directory: Directory;
  /** A recent answer will do. */
  onCall: OnCallSource;
  incidents: IncidentSource;
}

/** What a card shows now; undefined for a note, and where what it is about isn't there. Throws StoreUnavailable and SourceUnavailable. */
export async function cardContent(needs: ContentNeeds, { subject, place }: Card): Promise<CardContent | undefined> {
  switch (subject.kind) {
    case 'note':
      return undefined;
    case 'grant':
      return grantContent(needs, subject.grantId, place);
    case 'request':
      return requestContent(needs, subject.requestId);
    case 'digest':
      return digestContent(needs, subject.digestId);
    case 'panel':
      return panelContent(needs, subject.channel);
    case 'access-record':
      return accessRecordContent(needs, subject.incidentId, place);
    case 'home':
      return place.kind === 'home' ? homeContent(needs, place.of) : undefined;
  }
}

function grantContent(needs: ContentNeeds, id: GrantId, place: Card['place']): Promise<CardContent | undefined> {
  return needs.store.transaction(async (tx) => {
    const grant = await tx.grants.byId(id);
    if (!grant) return undefined;
    const valuesWiped = place.kind === 'window' && (await tx.reveals.wasWipedIn(place.externalId));
    const policy = needs.policy.current();
    const isPublic = await standsInPublic(tx, place, policy);
    return { grant, resource: policy?.resources.get(grant.resource), now: await tx.now(), valuesWiped, isPublic };
  });
}

// Whoever works on an incident is in its channel: reasons and evidence are for fewer.
async function standsInPublic(tx: Transaction, place: Card['place'], policy: Policy | undefined): Promise<boolean> {
  if (place.kind !== 'channel' || place.channel === policy?.slack.auditChannel) return false;
  return (await tx.incidents.channel(place.channel)) !== undefined;
}

function requestContent(needs: ContentNeeds, id: RequestId): Promise<CardContent | undefined> {
  return needs.store.transaction(async (tx) => {
    const request = await tx.requests.byId(id);
    if (!request) return undefined;
    const grant = await tx.grants.ofRequest(id);
    const resource = needs.policy.current()?.resources.get(request.asked.resource);
    const notPostedIn = await tx.cards.lostChannelsOf(id);
    return { request, resource, now: await tx.now(), notPostedIn, ...(grant && { grant }) };
  });
}

function digestContent(needs: ContentNeeds, id: DigestId): Promise<CardContent | undefined> {
  return needs.store.transaction(async (tx) => {
    const digest = await tx.digests.byId(id);
    return digest && { digest, now: await tx.now() };
  });
}
