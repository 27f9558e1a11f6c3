import { describe, expect, test } from 'vitest';
import type { Card, CardPlace } from '../../src/domain/card.ts';
import type { Store, Transaction } from '../../src/ports/store.ts';
import { adoptCard, type CardClick } from '../../src/use-cases/adopt-card.ts';

const CLICK: CardClick = {
  cardId: 'card-1',
  about: { kind: 'grant', id: 'grant-1' },
  channel: 'D01ALICE',
  ts: '1.1',
  clickedBy: 'U01ALICE',
};

/** A store with one card, whose `adopt` does what the port promises. */
function aStoreWith(differing: Partial<Card>): { store: Store; card: Card } {
  const place: CardPlace = { kind: 'direct', to: 'U01ALICE' };
  const dirtyAt = Temporal.Instant.fromEpochMilliseconds(0);
  const card: Card = { id: 'card-1', subject: { kind: 'grant', grantId: 'grant-1' }, place, dirtyAt, attempts: 0, ...differing };
  const cards = {
    byId: async (id: string) => (id === card.id ? card : undefined),
    adopt: async (_: string, { channel, ts, clickedBy }: { channel: string; ts: string; clickedBy: string }) => {
      const fits =
        card.place.kind === 'direct'
          ? card.place.to === clickedBy
          : card.place.kind === 'channel' && card.place.channel === channel;
      if (!card.posted && fits) card.posted = { channel, ts };
      return card.posted?.channel === channel && card.posted.ts === ts;
    },
  };
  const tx = { cards } as unknown as Transaction;
  return { card, store: { transaction: (work) => work(tx) } };
}

describe('a clicked message', () => {
  test('that is on record is the card', async () => {
    const { store } = aStoreWith({ posted: { channel: 'D01ALICE', ts: '1.1' } });
    expect(await adoptCard({ store }, CLICK)).toEqual({ outcome: 'card' });
  });

  test("becomes the card's while none is on record", async () => {
    const { store, card } = aStoreWith({});
    expect(await adoptCard({ store }, CLICK)).toEqual({ outcome: 'card' });
    expect(card.posted).toEqual({ channel: 'D01ALICE', ts: '1.1' });
  });

  test('beside the one on record is an orphan, and changes nothing', async () => {
    const { store, card } = aStoreWith({ posted: { channel: 'D01ALICE', ts: '9.9' } });
    expect(await adoptCard({ store }, CLICK)).toEqual({ outcome: 'orphan', card: { channel: 'D01ALICE', ts: '9.9' } });
    expect(card.posted?.ts).toBe('9.9');
  });

  test("in another channel, or clicked by somebody else in a direct message, doesn't become the card's", async () => {
    const elsewhere = aStoreWith({ place: { kind: 'channel', channel: 'C0AUDIT' } });
    expect(await adoptCard(elsewhere, CLICK)).toEqual({ outcome: 'orphan' });
    const hers = aStoreWith({});
    expect(await adoptCard(hers, { ...CLICK, clickedBy: 'U02BOB' })).toEqual({ outcome: 'orphan' });
    expect([elsewhere.card.posted, hers.card.posted]).toEqual([undefined, undefined]);
  });

  test("whose button names another grant than its card's is none", async () => {
    const { store, card } = aStoreWith({});
    expect(await adoptCard({ store }, { ...CLICK, about: { kind: 'grant', id: 'grant-2' } })).toEqual({ outcome: 'no-card' });
    expect(card.posted).toBeUndefined();
  });

  test('of an unknown card, or of a note, is none', async () => {
    const { store } = aStoreWith({});
    expect(await adoptCard({ store }, { ...CLICK, cardId: 'card-2' })).toEqual({ outcome: 'no-card' });
    const note = aStoreWith({ subject: { kind: 'note', note: { kind: 'policy-in-force', hash: 'x' } } });
    expect(await adoptCard(note, CLICK)).toEqual({ outcome: 'no-card' });
  });

  test("about a request becomes its card's only where the button names that request", async () => {
    const subject = { kind: 'request', requestId: 'request-1' } as const;
    const its = aStoreWith({ subject });
    expect(await adoptCard(its, { ...CLICK, about: { kind: 'request', id: 'request-2' } })).toEqual({ outcome: 'no-card' });
    expect(await adoptCard(its, { ...CLICK, about: { kind: 'grant', id: 'request-1' } })).toEqual({ outcome: 'no-card' });
    expect(its.card.posted).toBeUndefined();
    expect(await adoptCard(its, { ...CLICK, about: { kind: 'request', id: 'request-1' } })).toEqual({ outcome: 'card' });
    expect(its.card.posted).toEqual({ channel: 'D01ALICE', ts: '1.1' });
  });

  test("of a grant's card isn't about a request of the same id", async () => {
    const { store } = aStoreWith({});
    expect(await adoptCard({ store }, { ...CLICK, about: { kind: 'request', id: 'grant-1' } })).toEqual({ outcome: 'no-card' });
  });
});
