import type { Card } from '../domain/card.ts';
import type { DigestId, GrantId, RequestId } from '../domain/names.ts';
import type { CardContent, CardSurface, Drawn } from '../ports/card-surface.ts';
import type { Directory } from '../ports/directory.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { homeContent } from './home-content.ts';
import { triedTo } from './source-answer.ts';

export interface DeliverCardsNeeds {
  store: Store;
  surface: CardSurface;
  policy: PolicyHolder;
  directory: Directory;
}

const AT_ONCE = 20;
const LEASE_SECONDS = 15;
const ASKED_AGAIN_SECONDS = 5;

/** Draws every card that a change made dirty, as things stand now. Telling can fail and is tried again; it never undoes a save. How many it took on. */
export async function deliverCards(needs: DeliverCardsNeeds): Promise<number> {
  const cards = await needs.store.transaction((tx) => tx.cards.claimDirty(AT_ONCE, LEASE_SECONDS));
  await Promise.all(cards.map((card) => deliver(needs, card)));
  return cards.length;
}

async function deliver(needs: DeliverCardsNeeds, card: Card): Promise<void> {
  const content = await triedTo(() => contentOf(needs, card));
  const drawn: Drawn = content.known
    ? await needs.surface.draw(card, content.value)
    : { outcome: 'later', retryAfterSeconds: ASKED_AGAIN_SECONDS };
  await needs.store.transaction((tx) => settle(tx.cards, card, drawn));
}

async function contentOf(needs: DeliverCardsNeeds, { subject, place }: Card): Promise<CardContent | undefined> {
  switch (subject.kind) {
    case 'note':
      return undefined;
    case 'grant':
      return grantContent(needs, subject.grantId, place);
    case 'request':
      return requestContent(needs, subject.requestId);
    case 'digest':
      return digestContent(needs, subject.digestId);
    case 'home':
      return place.kind === 'home' ? homeContent(needs, place.of) : undefined;
  }
}

function grantContent(needs: DeliverCardsNeeds, id: GrantId, place: Card['place']): Promise<CardContent | undefined> {
  return needs.store.transaction(async (tx) => {
    const grant = await tx.grants.byId(id);
    if (!grant) return undefined;
    const valuesWiped = place.kind === 'window' && (await tx.reveals.wasWipedIn(place.externalId));
    return { grant, resource: needs.policy.current()?.resources.get(grant.resource), now: await tx.now(), valuesWiped };
  });
}

function requestContent(needs: DeliverCardsNeeds, id: RequestId): Promise<CardContent | undefined> {
  return needs.store.transaction(async (tx) => {
    const request = await tx.requests.byId(id);
    if (!request) return undefined;
    const grant = await tx.grants.ofRequest(id);
    const resource = needs.policy.current()?.resources.get(request.asked.resource);
    const notPostedIn = await tx.cards.lostChannelsOf(id);
    return { request, resource, now: await tx.now(), notPostedIn, ...(grant && { grant }) };
  });
}

function digestContent(needs: DeliverCardsNeeds, id: DigestId): Promise<CardContent | undefined> {
  return needs.store.transaction(async (tx) => {
    const digest = await tx.digests.byId(id);
    return digest && { digest, now: await tx.now() };
  });
}

async function settle(cards: Transaction['cards'], card: Card, drawn: Drawn): Promise<void> {
  switch (drawn.outcome) {
    case 'drawn':
      return cards.drawn(card, drawn.hash, drawn.posted);
    case 'gone':
      // Whoever waits is told that approvers don't see it there. Marked first, all cards in their order: this one held, others would wait in a circle.
      if (card.subject.kind === 'request' && card.place.kind === 'channel') await cards.markRequestDirty(card.subject.requestId);
      return cards.retire(card.id);
    case 'later':
      return cards.failed(card, drawn.retryAfterSeconds);
  }
}
