import type { CardId, ChannelId, GrantId, SlackUserId } from '../domain/names.ts';
import type { Store } from '../ports/store.ts';

/** A click in a message that says it is a card. None of it is trusted. */
export interface CardClick {
  cardId: CardId;
  grantId: GrantId;
  channel: ChannelId;
  ts: string;
  clickedBy: SlackUserId;
}

/** `card`: it is this card's message. `orphan`: a second copy, the card is elsewhere (if known yet). `no-card`: nothing of ours about this grant. */
export type Adoption =
  | { outcome: 'card' }
  | { outcome: 'orphan'; card?: { channel: ChannelId; ts: string } }
  | { outcome: 'no-card' };

/**
 * Whether a clicked message is the card it says it is. A card whose message isn't known yet (its post's outcome was never heard) takes this one
 * where the place fits. Changes nothing else. Throws StoreUnavailable.
 */
export async function adoptCard(needs: { store: Store }, click: CardClick): Promise<Adoption> {
  return needs.store.transaction(async (tx) => {
    const { cardId, grantId, channel, ts, clickedBy } = click;
    const card = await tx.cards.byId(cardId);
    if (card?.subject.kind !== 'grant' || card.subject.grantId !== grantId) return { outcome: 'no-card' };
    if (await tx.cards.adopt(cardId, { channel, ts, clickedBy })) return { outcome: 'card' };
    return card.posted ? { outcome: 'orphan', card: card.posted } : { outcome: 'orphan' };
  });
}
