import type { Card } from '../domain/card.ts';
import type { CardId } from '../domain/names.ts';
import type { CardContent, CardSurface, Drawn } from '../ports/card-surface.ts';
import type { IncidentTimeline } from '../ports/incident-timeline.ts';
import type { Transaction } from '../ports/store.ts';
import { type ContentNeeds, cardContent } from './card-content.ts';
import { drawOnTimeline } from './draw-on-timeline.ts';
import { triedTo } from './source-answer.ts';
import { isStillToTell } from './still-to-tell.ts';

export interface DeliverCardsNeeds extends ContentNeeds {
  surface: CardSurface;
  /** Absent where nothing may be written to it. */
  timeline?: IncidentTimeline;
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
  const content = await triedTo(() => cardContent(needs, card));
  if (!content.known) return keep(needs, (cards) => cards.failed(card, ASKED_AGAIN_SECONDS));
  const isToldStill = isStillToTell(card.subject, content.value);
  if (card.lost && !isToldStill) return keep(needs, (cards) => cards.retire(card.id));
  const drawn = await draw(needs, card, content.value);
  await keep(needs, (cards) => settle(cards, card, drawn, isToldStill));
}

function draw({ surface, timeline }: DeliverCardsNeeds, card: Card, content: CardContent | undefined): Promise<Drawn> {
  return card.place.kind === 'timeline' ? drawOnTimeline(timeline, card, content) : surface.draw(card, content);
}

function keep({ store }: DeliverCardsNeeds, how: (cards: Transaction['cards']) => Promise<void>): Promise<void> {
  return store.transaction((tx) => how(tx.cards));
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
