import { describe, expect, test } from 'vitest';
import { markReviewed } from '../../src/use-cases/mark-reviewed.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aQuietNight, opened, present, START } from './a-quiet-night.ts';
import { aReviewedGrant } from './a-reviewed-grant.ts';

async function aNightToReview(by = ['carol']) {
  const night = await aQuietNight();
  return { night, grant: await aReviewedGrant(night, {}, by) };
}

describe('marking as reviewed', () => {
  test('keeps who and when, with an entry, and has the cards and the holder’s home drawn again', async () => {
    const { night, grant } = await aNightToReview();
    await night.tx((tx) => tx.cards.add({ kind: 'home' }, { kind: 'home', of: 'U01ALICE' }));
    for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
    await night.clock.advance({ minutes: 5 });
    const done = { at: START.add({ minutes: 5 }), by: { name: 'Carol' } };
    expect(await markReviewed(night, { slackId: 'U03CAROL', grantId: grant.id })).toMatchObject({
      ...{ outcome: 'reviewed', grant: { review: { done } } },
    });
    expect((await present(night, grant)).review).toMatchObject({ done });
    expect(night.recorded()).toEqual([
      expect.objectContaining({
        kind: 'reviewed',
        by: expect.objectContaining({ name: 'carol' }),
        about: { grant: grant.id, resource: 'db-prod', holder: grant.holder, slackId: 'U03CAROL' },
      }),
    ]);
    expect((await night.cards()).map(({ subject }) => subject)).toEqual([
      { kind: 'grant', grantId: grant.id, aspect: 'review' },
      { kind: 'home' },
    ]);
  });

  test('three times at once marks it once', async () => {
    const { night, grant } = await aNightToReview();
    const click = { slackId: 'U03CAROL', grantId: grant.id };
    const outcomes = await Promise.all([1, 2, 3].map(() => markReviewed(night, click)));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['reviewed', 'reviewed-already', 'reviewed-already']);
    expect(night.ofKind('reviewed')).toHaveLength(1);
  });

  test('a second reviewer is told who was first', async () => {
    const { night, grant } = await aNightToReview(['bob', 'carol']);
    await markReviewed(night, { slackId: 'U02BOB', grantId: grant.id });
    expect(await markReviewed(night, { slackId: 'U03CAROL', grantId: grant.id })).toMatchObject({
      ...{ outcome: 'reviewed-already', grant: { review: { done: { by: { name: 'Bob' } } } } },
    });
  });

  test('is never for the holder, though the rule names them', async () => {
    const { night, grant } = await aNightToReview(['alice', 'carol']);
    expect(await markReviewed(night, { slackId: 'U01ALICE', grantId: grant.id })).toEqual({ outcome: 'own-grant' });
    expect((await present(night, grant)).review?.done).toBeUndefined();
    expect(night.ofKind('refused')[0]?.about).toEqual({ code: 'review-own-grant', grant: grant.id });
  });

  test("is not for the holder's second account, nor for whoever the policy has made the same person since", async () => {
    const { night, grant } = await aNightToReview(['alice', 'carol']);
    const people = new Map([...aPolicy().people, ['carol', { name: 'carol', slack: ['U03CAROL', 'U01ALICE'] }]]);
    people.set('alice', { name: 'alice', slack: ['U04ALICE2'] });
    await night.putInForce(aPolicy({ hash: 'b'.repeat(64), people }));
    night.directory.put(aMember({ slackId: 'U04ALICE2' }));
    for (const slackId of ['U04ALICE2', 'U03CAROL']) {
      expect(await markReviewed(night, { slackId, grantId: grant.id })).toEqual({ outcome: 'own-grant' });
    }
  });

  test('is not for somebody whom the rule does not name', async () => {
    const { night, grant } = await aNightToReview();
    expect(await markReviewed(night, { slackId: 'U02BOB', grantId: grant.id })).toEqual({ outcome: 'not-a-reviewer' });
    expect(night.ofKind('refused')[0]?.about).toEqual({ code: 'review-not-a-reviewer', grant: grant.id });
  });

  test('says not-found of a grant without a review, and of none', async () => {
    const { night } = await aNightToReview();
    const plain = await opened(night, { resource: 'other' });
    for (const grantId of [plain.id, 'no-such-grant']) {
      expect(await markReviewed(night, { slackId: 'U03CAROL', grantId })).toEqual({ outcome: 'not-found' });
    }
  });

  test.each(['guest', 'deactivated', 'bot', 'outsider'] as const)('is not for an account that is %s', async (standing) => {
    const { night, grant } = await aNightToReview();
    night.directory.put(aMember({ slackId: 'U03CAROL', standing }));
    expect(await markReviewed(night, { slackId: 'U03CAROL', grantId: grant.id })).toEqual({ outcome: 'outsider' });
  });

  test('waits while this process holds no policy, or not the one in force', async () => {
    const { night, grant } = await aNightToReview();
    for (const policy of [undefined, aPolicy({ hash: 'c'.repeat(64) })]) {
      night.hold(policy);
      expect(await markReviewed(night, { slackId: 'U03CAROL', grantId: grant.id })).toEqual({ outcome: 'no-policy' });
    }
    expect((await present(night, grant)).review?.done).toBeUndefined();
  });

  test.each([
    ['Slack', 'SourceUnavailable'],
    ['the database', 'StoreUnavailable'],
  ])('has not happened when %s does not answer', async (which, name) => {
    const { night, grant } = await aNightToReview();
    if (which === 'Slack') night.directory.fail('timeout');
    else night.store.down = true;
    await expect(markReviewed(night, { slackId: 'U03CAROL', grantId: grant.id })).rejects.toMatchObject({ name });
    night.store.down = false;
    expect((await present(night, grant)).review?.done).toBeUndefined();
  });
});
