import { expect, test } from 'vitest';
import type { Card, CardPlace, CardSubject } from '../../src/domain/card.ts';
import type { Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson, opened } from './a-new-grant.ts';
import { asked, forResource } from './a-new-request.ts';
import type { Make, UnderTest } from './under-test.ts';

const CHANNEL: CardPlace = { kind: 'channel', channel: 'CAPPR' };
const POSTED = { channel: 'CAPPR', ts: '1.1' };

const claim = (tx: Transaction) => tx.cards.claimDirty(100, 30);

/** A card of a request that its channel didn't take, to be tried again after ten seconds. */
async function aLostCard({ tx, clock }: UnderTest): Promise<{ id: string; requestId: string; card: Card }> {
  const { id: requestId } = await tx((one) => asked(one));
  const id = await tx((one) => one.cards.add({ kind: 'request', requestId }, CHANNEL));
  const [card] = await tx(claim);
  await tx((one) => one.cards.lost(card as Card, 10));
  await clock.advance({ seconds: 10 });
  return { id, requestId, card: card as Card };
}

const lostChannels = ({ tx }: UnderTest, requestId: string) => tx((one) => one.cards.lostChannelsOf(requestId));

/** Cards that their channel doesn't take, and may take later. */
export function lostCardsContract(make: Make): void {
  test('a lost card is tried again after its time, knows that it is lost, and counts its tries', async () => {
    const under = await make();
    const { id, requestId, card } = await aLostCard(under);
    await under.clock.advance({ milliseconds: -1 });
    expect(await under.tx(claim)).toEqual([]);
    await under.clock.advance({ milliseconds: 1 });
    const [again] = await under.tx(claim);
    expect(again).toEqual({ ...card, lost: true, attempts: 1 });
    expect(await under.tx((one) => one.cards.byId(id))).toEqual(again);
    expect(await lostChannels(under, requestId)).toEqual(['CAPPR']);
  });

  test('a lost card that is posted at last is a card like any other', async () => {
    const under = await make();
    const { id, requestId } = await aLostCard(under);
    const [again] = await under.tx(claim);
    await under.tx((one) => one.cards.drawn(again as Card, 'hash', POSTED));
    expect(await under.tx((one) => one.cards.byId(id))).toEqual({
      ...{ id, subject: again?.subject, place: CHANNEL, dirtyAt: again?.dirtyAt, attempts: 0 },
      ...{ posted: POSTED, renderedHash: 'hash' },
    });
    expect(await lostChannels(under, requestId)).toEqual([]);
    expect(await under.tx(claim)).toEqual([]);
    await under.tx((one) => one.cards.markRequestDirty(requestId));
    expect(await under.tx(claim)).toMatchObject([{ id, posted: POSTED }]);
  });

  test('a channel in which one card of the request stands is not lost, whatever became of its reminders', async () => {
    const under = await make();
    const { requestId } = await aLostCard(under);
    await under.tx(async (one) =>
      one.cards.retire(await one.cards.add({ kind: 'request', requestId, aspect: 'reminder' }, CHANNEL)),
    );
    const [again] = await under.tx(claim);
    await under.tx((one) => one.cards.drawn(again as Card, 'hash', POSTED));
    expect(await lostChannels(under, requestId)).toEqual([]);
    await under.tx((one) => one.cards.retire((again as Card).id));
    expect(await lostChannels(under, requestId)).toEqual(['CAPPR']);
  });

  test('a change while a lost card is posted is drawn too', async () => {
    const under = await make();
    const { id, requestId } = await aLostCard(under);
    const [again] = await under.tx(claim);
    await under.tx((one) => one.cards.markRequestDirty(requestId));
    await under.tx((one) => one.cards.drawn(again as Card, 'hash', POSTED));
    expect(await under.tx(claim)).toMatchObject([{ id, posted: POSTED }]);
  });

  test('a lost card is still lost where Slack doesn’t answer meanwhile', async () => {
    const under = await make();
    const { id, requestId } = await aLostCard(under);
    const [again] = await under.tx(claim);
    await under.tx((one) => one.cards.failed(again as Card, 5));
    await under.clock.advance({ seconds: 5 });
    expect(await under.tx(claim)).toMatchObject([{ id, lost: true, attempts: 2 }]);
    expect(await lostChannels(under, requestId)).toEqual(['CAPPR']);
  });

  test('a lost card that is retired is never drawn again, and its channel stays lost', async () => {
    const under = await make();
    const { id, requestId } = await aLostCard(under);
    await under.tx((one) => one.cards.retire(id));
    await under.tx((one) => one.cards.markRequestDirty(requestId));
    await under.clock.advance({ hours: 1 });
    expect(await under.tx(claim)).toEqual([]);
    expect(await lostChannels(under, requestId)).toEqual(['CAPPR']);
  });

  test('a click on a message whose posting went unanswered makes it the lost card’s', async () => {
    const under = await make();
    const { id, requestId } = await aLostCard(under);
    const adopted = await under.tx((one) => one.cards.adopt(id, { ...POSTED, clickedBy: 'UBOB' }));
    expect([adopted, await lostChannels(under, requestId)]).toEqual([true, []]);
    expect(await under.tx(claim)).toMatchObject([{ id, posted: POSTED }]);
  });

  test('of cards about the same in the same channel only the newest is tried again', async () => {
    const under = await make();
    const { tx, clock } = under;
    const grant = await tx(async (one) => opened(one, aNewGrant(await aPerson(one))));
    const other = await tx(async (one) => opened(one, aNewGrant(await aPerson(one), { resource: 'other' })));
    const review: CardSubject = { kind: 'grant', grantId: grant.id, aspect: 'review' };
    const places = [
      [review, CHANNEL],
      [review, { kind: 'channel', channel: 'COTHER' }],
      [{ kind: 'grant', grantId: grant.id }, CHANNEL],
      [{ kind: 'grant', grantId: other.id, aspect: 'review' }, CHANNEL],
      [review, CHANNEL],
    ] as const;
    const ids: string[] = [];
    for (const [subject, place] of places) {
      ids.push(await tx((one) => one.cards.add(subject, place)));
      await clock.advance({ seconds: 1 });
    }
    for (const card of (await tx(claim)).toReversed()) await tx((one) => one.cards.lost(card, 10));
    await clock.advance({ minutes: 1 });
    const tried = (await tx(claim)).map(({ id }) => id);
    expect(tried.toSorted()).toEqual(ids.slice(1).toSorted());
  });

  test('a card about the same that was posted in the channel stays as it is', async () => {
    const under = await make();
    const { tx } = under;
    const { id: requestId } = await tx((one) => asked(one, forResource('db-prod')));
    const subject: CardSubject = { kind: 'request', requestId };
    const first = await tx((one) => one.cards.add(subject, CHANNEL));
    const [card] = await tx(claim);
    await tx((one) => one.cards.drawn(card as Card, 'hash', POSTED));
    await under.clock.advance({ seconds: 1 });
    await tx((one) => one.cards.add(subject, CHANNEL));
    const [second] = await tx(claim);
    await tx((one) => one.cards.lost(second as Card, 10));
    await tx((one) => one.cards.markRequestDirty(requestId));
    expect((await tx(claim)).map(({ id }) => id)).toEqual([first]);
  });
}
