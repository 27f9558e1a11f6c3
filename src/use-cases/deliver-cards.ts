import type { Card } from '../domain/card.ts';
import type { CardId, DigestId, GrantId, RequestId } from '../domain/names.ts';
import type { CardContent, CardSurface, Drawn } from '../ports/card-surface.ts';
import type { Directory } from '../ports/directory.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { homeContent } from './home-content.ts';
import { triedTo } from './source-answer.ts';
import { isStillToTell } from './still-to-tell.ts';

export interface DeliverCardsNeeds {
  store: Store;
  surface: CardSurface;
  policy: PolicyHolder;
  directory: Directory;
}

const AT_ONCE = 20;
const LEASE_SECONDS = 15;
const ASKED_AGAIN_SECONDS = 5;
// Doubled with each try that finds no place.
const LOST_SECONDS = { first: 5, longest: 60 };

/**
 * Draws every card that a change made dirty, as things stand now. Telling can fail and is tried again; it never undoes a save. A message that its channel
 * doesn't take is tried on while it is worth telling, so that it appears once the bot was invited. What this process is drawing already, `underWay`, is drawn
 * again after that. How many it took on.
 */
export async function deliverCards(needs: DeliverCardsNeeds, underWay: UnderWay = new Map()): Promise<number> {
  const cards = await needs.store.transaction((tx) => tx.cards.claimDirty(AT_ONCE, LEASE_SECONDS));
  const taken = await Promise.all(cards.map((card) => deliverOnce(needs, card, underWay)));
  if (taken.includes('given back')) await deliverCards(needs, underWay);
  return cards.length;
}

/** The cards that a process is drawing. */
export type UnderWay = Map<CardId, Promise<void>>;

// A clock that leaps, as after a suspension, ends the lease of what is being posted still: it would be there twice.
async function deliverOnce(needs: DeliverCardsNeeds, card: Card, underWay: UnderWay): Promise<'delivered' | 'given back'> {
  const before = underWay.get(card.id);
  if (before) {
    // Whoever waits for that hears how it failed.
    await before.catch(() => undefined);
    await keep(needs, (cards) => cards.failed(card, 0));
    return 'given back';
  }
  const drawing = deliver(needs, card).finally(() => underWay.delete(card.id));
  underWay.set(card.id, drawing);
  await drawing;
  return 'delivered';
}

async function deliver(needs: DeliverCardsNeeds, card: Card): Promise<void> {
  const content = await triedTo(() => contentOf(needs, card));
  if (!content.known) return keep(needs, (cards) => cards.failed(card, ASKED_AGAIN_SECONDS));
  const isToldStill = isStillToTell(card.subject, content.value);
  if (card.lost && !isToldStill) return keep(needs, (cards) => cards.retire(card.id));
  const drawn = await needs.surface.draw(card, content.value);
  await keep(needs, (cards) => settle(cards, card, drawn, isToldStill));
}

function keep({ store }: DeliverCardsNeeds, how: (cards: Transaction['cards']) => Promise<void>): Promise<void> {
  return store.transaction((tx) => how(tx.cards));
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

async function settle(cards: Transaction['cards'], card: Card, drawn: Drawn, isToldStill: boolean): Promise<void> {
  switch (drawn.outcome) {
    case 'drawn':
      if (card.lost) await markWhoWaits(cards, card);
      return cards.drawn(card, drawn.hash, drawn.posted);
    case 'gone':
      if (!card.lost) await markWhoWaits(cards, card);
      if (isToldStill && card.place.kind === 'channel' && !card.posted) return cards.lost(card, untilNextTry(card));
      return cards.retire(card.id);
    case 'later':
      return cards.failed(card, drawn.retryAfterSeconds);
  }
}

// Whoever waits is told whether approvers see it there. Marked first, all cards in their order: this one held, others would wait in a circle.
async function markWhoWaits(cards: Transaction['cards'], { subject, place }: Card): Promise<void> {
  if (subject.kind === 'request' && place.kind === 'channel') await cards.markRequestDirty(subject.requestId);
}

function untilNextTry({ attempts }: Card): number {
  return Math.min(LOST_SECONDS.first * 2 ** Math.min(attempts, 6), LOST_SECONDS.longest);
}
