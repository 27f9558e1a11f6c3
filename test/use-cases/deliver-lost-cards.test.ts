import { describe, expect, test } from 'vitest';
import type { Card, CardPlace, CardSubject } from '../../src/domain/card.ts';
import { deliverCards } from '../../src/use-cases/deliver-cards.ts';
import { aDigest } from '../builders/a-digest.ts';
import { CAROL } from '../builders/a-member.ts';
import { aQuietNight, type Night, opened } from './a-quiet-night.ts';
import { aReviewedGrant } from './a-reviewed-grant.ts';
import { aWaitingRequest } from './a-waiting-request.ts';

const CHANNEL: CardPlace = { kind: 'channel', channel: 'C0APPR' };

/** A night on which one message is to be posted, where C0APPR takes nothing until `invited`. */
async function aNightWithout(cardOf: (night: Night) => Promise<CardSubject>) {
  const night = await aQuietNight();
  const subject = await cardOf(night);
  for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
  const id = await night.tx((tx) => tx.cards.add(subject, CHANNEL));
  let isInvited = false;
  night.surface.answer = async ({ place, posted }) => {
    if (place.kind !== 'channel') return { outcome: 'drawn', hash: 'h1' };
    if (!isInvited) return { outcome: 'gone' };
    return { outcome: 'drawn', hash: 'h1', ...(!posted && { posted: { channel: 'C0APPR', ts: '1.1' } }) };
  };
  const invited = () => {
    isInvited = true;
  };
  return { night, subject, id, invited };
}

const ofRequest = async (night: Night): Promise<CardSubject> => ({
  kind: 'request',
  requestId: (await aWaitingRequest(night)).id,
});
const ofGrant = async (night: Night): Promise<CardSubject> => ({ kind: 'grant', grantId: (await opened(night)).id });
const ofReview = async (night: Night): Promise<CardSubject> => {
  return { kind: 'grant', grantId: (await aReviewedGrant(night)).id, aspect: 'review' };
};
const ofDigest = async (night: Night): Promise<CardSubject> => {
  const { week, content } = aDigest();
  const digest = await night.tx((tx) => tx.digests.keep(week, content));
  if (digest === 'already-made') throw new Error('not kept');
  return { kind: 'digest', digestId: digest.id };
};

/** Runs over that many seconds, one after the other; after how many of them it was tried. */
async function triedWithin(night: Night, seconds: number): Promise<number[]> {
  const tried: number[] = [];
  for (let second = 1; second <= seconds; second += 1) {
    await night.clock.advance({ seconds: 1 });
    const before = drawings(night);
    await deliverCards(night);
    if (drawings(night) > before) tried.push(second);
  }
  return tried;
}

const drawings = (night: Night) => night.surface.drawings.filter(({ card }) => card.place.kind === 'channel').length;
const cardOf = async (night: Night, id: string): Promise<Card | undefined> => night.tx((tx) => tx.cards.byId(id));

describe('a message that its channel does not take', () => {
  test.each([
    ['a request that waits', ofRequest],
    ['an open grant', ofGrant],
    ['a review that waits', ofReview],
    ['a week’s digest', ofDigest],
  ])('is tried again, at last once a minute, and posted once the bot is invited: %s', async (_, make) => {
    const { night, id, invited } = await aNightWithout(make);
    await deliverCards(night);
    expect(await triedWithin(night, 200)).toEqual([5, 15, 35, 75, 135, 195]);
    invited();
    expect(await triedWithin(night, 60)).toEqual(expect.arrayContaining([55]));
    expect(await cardOf(night, id)).toMatchObject({ posted: { channel: 'C0APPR', ts: '1.1' } });
    expect((await cardOf(night, id))?.lost).toBeUndefined();
  });

  test('is not posted late once its request was withdrawn', async () => {
    const { night, subject, invited } = await aNightWithout(ofRequest);
    await deliverCards(night);
    const requestId = (subject as Extract<CardSubject, { kind: 'request' }>).requestId;
    await night.tx((tx) => tx.requests.settle(requestId, 'withdrawn'));
    invited();
    expect(await triedWithin(night, 120)).toEqual([]);
  });

  test('is not posted late once its request’s time is over, whether or not a job has said so', async () => {
    const { night, invited } = await aNightWithout(ofRequest);
    await deliverCards(night);
    await night.clock.advance({ hours: 1 });
    invited();
    expect(await triedWithin(night, 120)).toEqual([]);
  });

  test('is not posted late once its grant has ended, or its review is done, or the next digest is near', async () => {
    const grant = await aNightWithout(ofGrant);
    const review = await aNightWithout(ofReview);
    const digest = await aNightWithout(ofDigest);
    for (const { night, invited } of [grant, review, digest]) {
      await deliverCards(night);
      invited();
    }
    await grant.night.tx((tx) => tx.grants.end((grant.subject as { grantId: string }).grantId, 'revoked'));
    const carol = await grant.night.callerOf(CAROL);
    const by = { personId: carol.person.id, name: 'Carol' };
    await review.night.tx((tx) => tx.reviews.mark((review.subject as { grantId: string }).grantId, by));
    await digest.night.clock.advance({ hours: 6 * 24 });
    for (const { night } of [grant, review, digest]) expect(await triedWithin(night, 120)).toEqual([]);
  });

  test('of a request that was posted and then deleted is let go', async () => {
    const { night, id, invited } = await aNightWithout(ofRequest);
    const [card] = await night.cards();
    await night.tx((tx) => tx.cards.drawn(card as Card, 'hash', { channel: 'C0APPR', ts: '0.9' }));
    const { subject } = card as Card;
    await night.tx((tx) => tx.cards.markRequestDirty((subject as { requestId: string }).requestId));
    await deliverCards(night);
    invited();
    expect(await triedWithin(night, 120)).toEqual([]);
    expect((await cardOf(night, id))?.posted?.ts).toBe('0.9');
  });

  test.each<[string, (night: Night) => Promise<CardSubject>]>([
    ['a reminder', async (night) => ({ ...(await ofRequest(night)), aspect: 'reminder' }) as CardSubject],
    ['a note', async () => ({ kind: 'note', note: { kind: 'policy-in-force', hash: 'x' } })],
  ])('is let go where it says one thing at one time: %s', async (_, make) => {
    const { night, invited } = await aNightWithout(make);
    await deliverCards(night);
    invited();
    expect(await triedWithin(night, 120)).toEqual([]);
  });

  test('of a request is told to whoever asked at once, once, and that it is there when it is', async () => {
    const { night, subject, invited } = await aNightWithout(ofRequest);
    await night.tx((tx) => tx.cards.add(subject, { kind: 'direct', to: 'U01ALICE' }));
    for (let times = 0; times < 3; times += 1) await deliverCards(night);
    await triedWithin(night, 60);
    invited();
    await triedWithin(night, 60);
    const told = night.surface.drawings.filter(({ card }) => card.place.kind === 'direct');
    expect(told.map(({ content }) => content && 'request' in content && content.notPostedIn)).toEqual([[], ['C0APPR'], []]);
  });
});
