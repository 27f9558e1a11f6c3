import type { CardSubject } from '../domain/card.ts';
import type { CardId, ChannelId, DigestId, GrantId, RequestId, SlackUserId } from '../domain/names.ts';
import type { Store } from '../ports/store.ts';

/** A click in a message that says it is a card. None of it is trusted. */
export interface CardClick {
  cardId: CardId;
  about: ClickedAbout;
  channel: ChannelId;
  ts: string;
  clickedBy: SlackUserId;
}

/** What the clicked button names. */
export type ClickedAbout = { kind: 'grant'; id: GrantId } | { kind: 'request'; id: RequestId } | { kind: 'digest'; id: DigestId };

/** `card`: it is this card's message. `orphan`: a second copy, the card is elsewhere (if known yet). `no-card`: nothing of ours about that. */
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
    const { cardId, about, channel, ts, clickedBy } = click;
    const card = await tx.cards.byId(cardId);
    if (!card || !isAbout(card.subject, about)) return { outcome: 'no-card' };
    if (await tx.cards.adopt(cardId, { channel, ts, clickedBy })) return { outcome: 'card' };
    return card.posted ? { outcome: 'orphan', card: card.posted } : { outcome: 'orphan' };
  });
}

function isAbout(subject: CardSubject, about: ClickedAbout): boolean {
  if (subject.kind === 'grant') return about.kind === 'grant' && subject.grantId === about.id;
  if (subject.kind === 'digest') return about.kind === 'digest' && subject.digestId === about.id;
  return subject.kind === 'request' && about.kind === 'request' && subject.requestId === about.id;
}
