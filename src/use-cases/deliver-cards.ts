import type { Card } from '../domain/card.ts';
import type { CardContent, CardSurface, Drawn } from '../ports/card-surface.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store } from '../ports/store.ts';

export interface DeliverCardsNeeds {
  store: Store;
  surface: CardSurface;
  policy: PolicyHolder;
}

const AT_ONCE = 20;
const LEASE_SECONDS = 15;

/** Draws every card that a change made dirty, as things stand now. Telling can fail and is tried again; it never undoes a save. How many it took on. */
export async function deliverCards(needs: DeliverCardsNeeds): Promise<number> {
  const cards = await needs.store.transaction((tx) => tx.cards.claimDirty(AT_ONCE, LEASE_SECONDS));
  await Promise.all(cards.map((card) => deliver(needs, card)));
  return cards.length;
}

async function deliver(needs: DeliverCardsNeeds, card: Card): Promise<void> {
  const content = await contentOf(needs, card);
  const drawn = await needs.surface.draw(card, content);
  await needs.store.transaction((tx) => settle(tx.cards, card, drawn));
}

async function contentOf(needs: DeliverCardsNeeds, card: Card): Promise<CardContent | undefined> {
  const { subject } = card;
  if (subject.kind === 'note') return undefined;
  return needs.store.transaction(async (tx) => {
    const grant = await tx.grants.byId(subject.grantId);
    if (!grant) return undefined;
    const valuesWiped = card.place.kind === 'window' && (await tx.reveals.wasWipedIn(card.place.externalId));
    return { grant, resource: needs.policy.current()?.resources.get(grant.resource), now: await tx.now(), valuesWiped };
  });
}

function settle(cards: Parameters<Parameters<Store['transaction']>[0]>[0]['cards'], card: Card, drawn: Drawn): Promise<void> {
  switch (drawn.outcome) {
    case 'drawn':
      return cards.drawn(card, drawn.hash, drawn.posted);
    case 'gone':
      return cards.retire(card.id);
    case 'later':
      return cards.failed(card, drawn.retryAfterSeconds);
  }
}
