import { expect, test } from 'vitest';
import type { Card, CardPlace, CardSubject } from '../../src/domain/card.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson, opened } from './a-new-grant.ts';
import { type Make, START } from './under-test.ts';

const NOTE: CardSubject = { kind: 'note', note: { kind: 'policy-in-force', hash: 'policy-1' } };
const CHANNEL: CardPlace = { kind: 'channel', channel: 'CAUDIT' };
const DIRECT: CardPlace = { kind: 'direct', to: 'UALICE' };
const WINDOW: CardPlace = { kind: 'window', externalId: 'w1', viewer: 'UALICE' };

const claim = (tx: Transaction) => tx.cards.claimDirty(10, 30);

async function claimed(tx: Transaction): Promise<Card> {
  const [card] = await claim(tx);
  if (!card) throw new Error('no card was dirty');
  return card;
}

async function aGrantCard(tx: Transaction, place: CardPlace): Promise<{ id: string; grantId: string }> {
  const grant = await opened(tx, aNewGrant(await aPerson(tx)));
  return { id: await tx.cards.add({ kind: 'grant', grantId: grant.id }, place), grantId: grant.id };
}

export function cardsContract(make: Make): void {
  test.each([CHANNEL, DIRECT, WINDOW])(
    'a card in a $kind is dirty from its first moment and comes back as it was made',
    async (place) => {
      const { tx } = await make();
      const id = await tx((one) => one.cards.add(NOTE, place));
      const card = await tx(claimed);
      expect(card).toEqual({ id, subject: NOTE, place, dirtyAt: card.dirtyAt, attempts: 0 });
      expect(String(card.dirtyAt)).toBe(String(START));
      expect(await tx((one) => one.cards.byId(id))).toEqual(card);
    },
  );

  test('a window’s external id has one card', async () => {
    const { tx } = await make();
    const id = await tx((one) => one.cards.add(NOTE, WINDOW));
    expect(await tx((one) => one.cards.add(NOTE, WINDOW))).toBe(id);
    expect((await tx((one) => one.cards.windowOf('w1')))?.id).toBe(id);
    expect(await tx((one) => one.cards.windowOf('w2'))).toBeUndefined();
  });

  test('a claimed card is nobody else’s until the lease is over', async () => {
    const { tx, clock } = await make();
    await tx((one) => one.cards.add(NOTE, CHANNEL));
    await tx(claim);
    expect(await tx(claim)).toEqual([]);
    await clock.advance({ seconds: 30 });
    expect(await tx(claim)).toHaveLength(1);
  });

  test('the oldest change is claimed first, and no more than asked for', async () => {
    const { tx, clock } = await make();
    const first = await tx((one) => one.cards.add(NOTE, CHANNEL));
    await clock.advance({ seconds: 1 });
    const second = await tx((one) => one.cards.add(NOTE, DIRECT));
    expect((await tx((one) => one.cards.claimDirty(1, 30))).map((card) => card.id)).toEqual([first]);
    expect((await tx((one) => one.cards.claimDirty(1, 30))).map((card) => card.id)).toEqual([second]);
  });

  test('a drawn card is clean and knows its message', async () => {
    const { tx, clock } = await make();
    const id = await tx((one) => one.cards.add(NOTE, CHANNEL));
    const card = await tx(claimed);
    await tx((one) => one.cards.drawn(card, 'hash-1', { channel: 'CAUDIT', ts: '1.1' }));
    await clock.advance({ minutes: 1 });
    expect(await tx(claim)).toEqual([]);
    expect(await tx((one) => one.cards.byId(id))).toMatchObject({
      renderedHash: 'hash-1',
      posted: { channel: 'CAUDIT', ts: '1.1' },
    });
  });

  test('a change while a card is drawn is not lost, even in the same instant', async () => {
    const { tx } = await make();
    const { id, grantId } = await tx((one) => aGrantCard(one, CHANNEL));
    const card = await tx(claimed);
    await tx((one) => one.cards.markDirty(grantId));
    await tx((one) => one.cards.drawn(card, 'hash-1'));
    expect((await tx(claim)).map((one) => one.id)).toEqual([id]);
  });

  test('a change is not lost either when the clock was set back meanwhile', async () => {
    const { tx, clock } = await make();
    const { grantId } = await tx((one) => aGrantCard(one, CHANNEL));
    const card = await tx(claimed);
    await clock.advance({ hours: -1 });
    await tx((one) => one.cards.markDirty(grantId));
    await tx((one) => one.cards.drawn(card, 'hash-1'));
    await clock.advance({ hours: 2 });
    expect(await tx(claim)).toHaveLength(1);
  });

  test('all cards of a grant are marked, those of another are not', async () => {
    const { tx, clock } = await make();
    const grants = await tx(async (one) => {
      const alice = await aPerson(one);
      return [await opened(one, aNewGrant(alice)), await opened(one, aNewGrant(alice, { resource: 'other' }))] as const;
    });
    for (const grant of [grants[0], grants[0], grants[1]])
      await tx((one) => one.cards.add({ kind: 'grant', grantId: grant.id }, CHANNEL));
    for (const card of await tx(claim)) await tx((one) => one.cards.drawn(card, 'hash'));
    await clock.advance({ seconds: 1 });
    await tx((one) => one.cards.markDirty(grants[0].id));
    const dirty = await tx(claim);
    expect(dirty.map((card) => card.subject)).toEqual(Array(2).fill({ kind: 'grant', grantId: grants[0].id }));
  });

  test('a card that could not be drawn is tried again after its time, and counts its tries', async () => {
    const { tx, clock } = await make();
    await tx((one) => one.cards.add(NOTE, CHANNEL));
    const card = await tx(claimed);
    await tx((one) => one.cards.failed(card, 45));
    await clock.advance({ seconds: 44 });
    expect(await tx(claim)).toEqual([]);
    await clock.advance({ seconds: 1 });
    expect((await tx(claimed)).attempts).toBe(1);
  });

  test('a retired card is never drawn again, whatever is marked', async () => {
    const { tx, clock } = await make();
    const { id, grantId } = await tx((one) => aGrantCard(one, WINDOW));
    await tx((one) => one.cards.retire(id));
    await tx((one) => one.cards.markDirty(grantId));
    await clock.advance({ hours: 1 });
    expect(await tx(claim)).toEqual([]);
  });

  test('a window given to a reveal is not drawn until it is given back, and then it is', async () => {
    const { tx } = await make();
    await tx((one) => one.cards.add(NOTE, WINDOW));
    await tx((one) => one.cards.setHeldByReveal('w1', true));
    expect(await tx(claim)).toEqual([]);
    await tx((one) => one.cards.setHeldByReveal('w1', false));
    expect(await tx(claim)).toHaveLength(1);
  });

  test('a click adopts a message in the card’s channel while the card has none', async () => {
    const { tx } = await make();
    const id = await tx((one) => one.cards.add(NOTE, CHANNEL));
    expect(await tx((one) => one.cards.adopt(id, { channel: 'CAUDIT', ts: '1.1', clickedBy: 'UBOB' }))).toBe(true);
    expect(await tx((one) => one.cards.adopt(id, { channel: 'CAUDIT', ts: '2.2', clickedBy: 'UBOB' }))).toBe(false);
    expect(await tx((one) => one.cards.adopt(id, { channel: 'CAUDIT', ts: '1.1', clickedBy: 'UBOB' }))).toBe(true);
    expect((await tx((one) => one.cards.byId(id)))?.posted).toEqual({ channel: 'CAUDIT', ts: '1.1' });
  });

  test('a click adopts nothing elsewhere, by anyone but the addressee, or for a card that isn’t there', async () => {
    const { tx } = await make();
    const channel = await tx((one) => one.cards.add(NOTE, CHANNEL));
    const direct = await tx((one) => one.cards.add(NOTE, DIRECT));
    expect(await tx((one) => one.cards.adopt(channel, { channel: 'COTHER', ts: '1.1', clickedBy: 'UALICE' }))).toBe(false);
    expect(await tx((one) => one.cards.adopt(direct, { channel: 'D1', ts: '1.1', clickedBy: 'UBOB' }))).toBe(false);
    expect(await tx((one) => one.cards.adopt('forged', { channel: 'D1', ts: '1.1', clickedBy: 'UALICE' }))).toBe(false);
    expect(await tx((one) => one.cards.adopt(direct, { channel: 'D1', ts: '1.1', clickedBy: 'UALICE' }))).toBe(true);
  });

  test('a message that was adopted while another was posted stays the card’s', async () => {
    const { tx } = await make();
    const id = await tx((one) => one.cards.add(NOTE, CHANNEL));
    const card = await tx(claimed);
    await tx((one) => one.cards.adopt(id, { channel: 'CAUDIT', ts: '1.1', clickedBy: 'UBOB' }));
    await tx((one) => one.cards.drawn(card, 'hash', { channel: 'CAUDIT', ts: '2.2' }));
    expect((await tx((one) => one.cards.byId(id)))?.posted?.ts).toBe('1.1');
  });
}
