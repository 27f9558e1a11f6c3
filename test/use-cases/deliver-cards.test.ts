import { describe, expect, test } from 'vitest';
import type { Card, CardPlace } from '../../src/domain/card.ts';
import type { Grant } from '../../src/domain/grant.ts';
import { deliverCards, type UnderWay } from '../../src/use-cases/deliver-cards.ts';
import { aNightOfAsking, asked } from './a-night-of-asking.ts';
import { aQuietNight, type Night, opened } from './a-quiet-night.ts';
import { aWaitingRequest } from './a-waiting-request.ts';

const WINDOW: CardPlace = { kind: 'window', externalId: 'window-1', viewer: 'U01ALICE' };

/** A night on which one card of Alice's grant is dirty and nothing else is. */
async function aNightWithACard(place: CardPlace = { kind: 'channel', channel: 'C0AUDIT' }) {
  const night = await aQuietNight();
  for (const note of await night.cards()) await night.tx((tx) => tx.cards.drawn(note, 'hash'));
  const grant = await opened(night);
  const id = await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, place));
  return { night, grant, id };
}

const cardOf = async (night: Night, id: string): Promise<Card | undefined> => night.tx((tx) => tx.cards.byId(id));
const touch = (night: Night, grant: Grant) => night.tx((tx) => tx.cards.markDirty(grant.id));

describe('delivering cards', () => {
  test('draws the present state and keeps where it was posted', async () => {
    const { night, grant, id } = await aNightWithACard();
    night.surface.answer = async () => ({ outcome: 'drawn', hash: 'h1', posted: { channel: 'C0AUDIT', ts: '1.1' } });
    await night.tx((tx) => tx.grants.end(grant.id, 'revoked'));
    expect(await deliverCards(night)).toBe(1);
    expect(night.surface.drawings[0]?.content).toMatchObject({
      ...{ grant: { id: grant.id, state: 'ended' }, resource: { name: 'db-prod' }, now: night.clock.at },
      valuesWiped: false,
    });
    expect(await cardOf(night, id)).toMatchObject({ posted: { channel: 'C0AUDIT', ts: '1.1' }, renderedHash: 'h1' });
    expect(await deliverCards(night)).toBe(0);
  });

  test('a burst of changes is one drawing', async () => {
    const { night, grant } = await aNightWithACard();
    for (let times = 0; times < 5; times++) await touch(night, grant);
    expect([await deliverCards(night), await deliverCards(night)]).toEqual([1, 0]);
  });

  test('a change while it is drawn is drawn too', async () => {
    const { night, grant } = await aNightWithACard();
    night.surface.answer = async () => {
      if (night.surface.drawings.length === 1) await touch(night, grant);
      return { outcome: 'drawn', hash: 'h1' };
    };
    expect([await deliverCards(night), await deliverCards(night), await deliverCards(night)]).toEqual([1, 1, 0]);
  });

  test('what this process is posting still is not posted twice when the clock leaps past its lease, and is drawn again if it changed', async () => {
    const { night, grant, id } = await aNightWithACard();
    const [posting, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    night.surface.answer = async () => {
      posting.resolve();
      await answered.promise;
      return { outcome: 'drawn', hash: 'h1', posted: { channel: 'C0AUDIT', ts: '1.1' } };
    };
    const underWay: UnderWay = new Map();
    const first = deliverCards(night, underWay);
    await posting.promise;
    await night.clock.advance({ minutes: 20 });
    await touch(night, grant);
    const second = deliverCards(night, underWay);
    // Another process finds nothing to take on.
    expect([await deliverCards(night), night.surface.drawings.length]).toEqual([0, 1]);
    answered.resolve();
    expect([await first, await second, night.surface.drawings.length]).toEqual([1, 1, 2]);
    expect(await deliverCards(night, underWay)).toBe(0);
    expect(night.surface.drawings[1]?.card.posted).toEqual({ channel: 'C0AUDIT', ts: '1.1' });
    expect((await cardOf(night, id))?.posted).toEqual({ channel: 'C0AUDIT', ts: '1.1' });
  });

  test('what cannot be drawn now is tried again after the time told, and counted', async () => {
    const { night, id } = await aNightWithACard();
    night.surface.answer = async () => ({ outcome: 'later', retryAfterSeconds: 30 });
    await deliverCards(night);
    await night.clock.advance({ seconds: 29 });
    expect(await deliverCards(night)).toBe(0);
    await night.clock.advance({ seconds: 1 });
    expect(await deliverCards(night)).toBe(1);
    expect((await cardOf(night, id))?.attempts).toBe(2);
  });

  test('what never can is let go, also when its grant changes', async () => {
    const { night, grant } = await aNightWithACard(WINDOW);
    night.surface.answer = async () => ({ outcome: 'gone' });
    await deliverCards(night);
    await touch(night, grant);
    expect(await deliverCards(night)).toBe(0);
  });

  test('a request that no channel takes is told to be so on its other cards', async () => {
    const night = await aNightOfAsking();
    const { id } = await asked(night);
    night.surface.answer = async ({ place }) =>
      place.kind === 'channel' ? { outcome: 'gone' } : { outcome: 'drawn', hash: 'h1' };
    while ((await deliverCards(night)) > 0);
    const last = night.surface.drawings.findLast(({ card }) => card.place.kind === 'direct');
    expect(last?.content).toMatchObject({ request: { id }, notPostedIn: ['C0APPR'] });
  });

  test('whose outcome could not be kept is drawn again once the lease is over', async () => {
    const { night } = await aNightWithACard();
    night.surface.answer = async () => {
      night.store.down = true;
      return { outcome: 'drawn', hash: 'h1' };
    };
    await expect(deliverCards(night)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    night.store.down = false;
    night.surface.answer = async () => ({ outcome: 'drawn', hash: 'h1' });
    expect(await deliverCards(night)).toBe(0);
    await night.clock.advance({ seconds: 15 });
    expect(await deliverCards(night)).toBe(1);
  });

  test('a window knows that values were wiped in it; a message is not told', async () => {
    const { night, grant } = await aNightWithACard(WINDOW);
    await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'channel', channel: 'C0AUDIT' }));
    const by = { personId: grant.holder.personId, slackId: 'U01ALICE' };
    await night.tx(async (tx) => {
      const { id } = await tx.reveals.begin({ grantId: grant.id, by, variables: [], externalId: 'window-1' }, 60);
      await tx.reveals.move(id, 'recorded');
      await tx.reveals.move(id, 'wiped');
    });
    await deliverCards(night);
    const told = night.surface.drawings.map(({ card, content }) => [
      card.place.kind,
      content && 'valuesWiped' in content && content.valuesWiped,
    ]);
    expect(told).toEqual([
      ['window', true],
      ['channel', false],
    ]);
  });

  test('a note is drawn without a grant, and a resource that the policy dropped is drawn without one', async () => {
    const { night } = await aNightWithACard();
    night.hold(undefined);
    const note = { kind: 'policy-in-force', hash: 'x' } as const;
    await night.tx((tx) => tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel: 'C0AUDIT' }));
    expect(await deliverCards(night)).toBe(2);
    const drawn = new Map(night.surface.drawings.map(({ card, content }) => [card.subject.kind, content]));
    expect(drawn.get('note')).toBeUndefined();
    expect(drawn.get('grant')).toMatchObject({ grant: { resource: 'db-prod' }, resource: undefined });
  });

  test('a home whose person Slack cannot tell is drawn later; the others now', async () => {
    const { night } = await aNightWithACard();
    await night.tx((tx) => tx.cards.add({ kind: 'home' }, { kind: 'home', of: 'U01ALICE' }));
    night.directory.fail('timeout');
    expect(await deliverCards(night)).toBe(2);
    expect(night.surface.drawings.map(({ card }) => card.subject.kind)).toEqual(['grant']);
    night.directory.heal();
    await night.clock.advance({ seconds: 5 });
    expect(await deliverCards(night)).toBe(1);
    expect(night.surface.drawings.at(-1)?.card.subject).toEqual({ kind: 'home' });
  });

  test('twenty are drawn at a time', async () => {
    const { night, grant } = await aNightWithACard();
    for (let count = 0; count < 24; count++) {
      await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'channel', channel: `C${count}` }));
    }
    expect([await deliverCards(night), await deliverCards(night)]).toEqual([20, 5]);
  });

  test('of a request whose channel is gone are drawn once more, and know which it is', async () => {
    const { night } = await aNightWithACard();
    const { id: requestId } = await aWaitingRequest(night);
    const subject = { kind: 'request', requestId } as const;
    await night.tx((tx) => tx.cards.add(subject, { kind: 'channel', channel: 'C0APPR' }));
    await night.tx((tx) => tx.cards.add(subject, { kind: 'direct', to: 'U01ALICE' }));
    night.surface.answer = async ({ place }) =>
      place.kind === 'channel' && place.channel === 'C0APPR' ? { outcome: 'gone' } : { outcome: 'drawn', hash: 'h1' };
    while ((await deliverCards(night)) > 0) await night.clock.advance({ seconds: 1 });
    const told = night.surface.drawings.filter(({ card }) => card.place.kind === 'direct' && card.subject.kind === 'request');
    expect(told.map(({ content }) => content && 'request' in content && content.notPostedIn)).toEqual([[], ['C0APPR']]);
  });
});
