import type { Card, CardPlace, CardSubject } from '../domain/card.ts';
import type { CardId, ChannelId, DigestId, GrantId, RequestId, SlackUserId } from '../domain/names.ts';

/** The rows of cards, within a transaction. */
export interface Cards {
  /**
   * A new card, dirty from its first moment. A window's external id is unique: the same one again of the same viewer is about `subject` from now on. So are
   * an account's home, a channel's panel and an incident's record in one place: they are marked dirty, and where they had been given up they are posted anew.
   * A channel's panel needs the channel to be known, a record the incident.
   */
  add(subject: CardSubject, place: CardPlace): Promise<CardId>;
  byId(id: CardId): Promise<Card | undefined>;
  /** The card of the channel's panel, unless it was given up. */
  panelOf(channel: ChannelId): Promise<Card | undefined>;
  /** Whether the incident ever had an access record: it was resolved once. */
  hasRecord(incidentId: string): Promise<boolean>;
  /**
   * All cards of the grant, and of the requests that it comes from or was extended by, must be drawn again; at the end of the transaction the panels and the
   * records of its incident, too.
   */
  markDirty(grant: GrantId): Promise<void>;
  /** All cards of the request must be drawn again. */
  markRequestDirty(request: RequestId): Promise<void>;
  /** The digest's card must be drawn again. */
  markDigestDirty(digest: DigestId): Promise<void>;
  /** The home tabs of these accounts, where they ever opened one, must be drawn again. Marked at the end of the transaction, whenever it is called. */
  markHomes(of: readonly SlackUserId[]): Promise<void>;
  /**
   * The panels of these channels must be drawn again; without `channels` those of all that aren't archived. Marked at the end of the transaction, whenever it
   * is called.
   */
  markPanels(channels?: readonly ChannelId[]): Promise<void>;
  /** The request's windows show the grant from now on. */
  turnToGrant(request: RequestId, grant: GrantId): Promise<void>;
  /** Dirty cards whose next try is due and that nobody holds, oldest change first; held for `leaseSeconds`. A window given to a reveal is left out. */
  claimDirty(limit: number, leaseSeconds: number): Promise<Card[]>;
  /** Drawn: clean, unless it was marked again after `card.dirtyAt`. */
  drawn(card: Card, renderedHash: string, posted?: { channel: ChannelId; ts: string }): Promise<void>;
  /** Not drawn: tried again after `retryAfterSeconds`. */
  failed(card: Card, retryAfterSeconds: number): Promise<void>;
  /**
   * Nothing can be posted in its channel now: tried again after `retryAfterSeconds`, and `lost` until it is posted. Of lost cards about the same in the same
   * channel only the newest is tried on.
   */
  lost(card: Card, retryAfterSeconds: number): Promise<void>;
  /** Never drawn again (its place is gone). */
  retire(id: CardId): Promise<void>;
  /** The channels in which a message about the request was to stand and could not be posted so far, unless another one stands there. */
  lostChannelsOf(request: RequestId): Promise<ChannelId[]>;
  /** A click came from a message of ours: it becomes the card's only while the card has none and the place fits (channel, or the addressee clicked). Whether this message is the card's now. */
  adopt(id: CardId, message: { channel: ChannelId; ts: string; clickedBy: SlackUserId }): Promise<boolean>;
  /** The window card of that external id, if any. */
  windowOf(externalId: string): Promise<Card | undefined>;
  /** Gives the window to a reveal (true) or back (false): meanwhile it isn't drawn. Giving it back marks it dirty. */
  setHeldByReveal(externalId: string, held: boolean): Promise<void>;
}
