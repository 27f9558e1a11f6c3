import { expect, test } from 'vitest';
import { addReview } from '../../src/use-cases/add-review.ts';
import { aPolicy, aRule } from '../builders/a-policy.ts';
import { aQuietNight, opened, present, START } from './a-quiet-night.ts';
import { aReviewedGrant } from './a-reviewed-grant.ts';

test('a grant of a rule with a review is due its time after the start, and the audit channel is asked', async () => {
  const night = await aQuietNight();
  const grant = await aReviewedGrant(night);
  expect(grant.review).toEqual({ by: ['carol'], dueAt: START.add({ hours: 24 }) });
  expect((await night.cards()).map(({ subject, place }) => ({ subject, place }))).toContainEqual({
    subject: { kind: 'grant', grantId: grant.id, aspect: 'review' },
    place: { kind: 'channel', channel: 'C0AUDIT' },
  });
});

test('one of a rule without a review needs none', async () => {
  const night = await aQuietNight();
  const grant = await opened(night);
  await night.tx((tx) => addReview(tx, aPolicy(), aRule(), grant, START));
  expect((await present(night, grant)).review).toBeUndefined();
  expect((await night.cards()).filter(({ subject }) => subject.kind === 'grant')).toEqual([]);
});

test('one that has its review keeps it, however it is extended', async () => {
  const night = await aQuietNight();
  const grant = await aReviewedGrant(night);
  const review = { by: ['bob'], within: Temporal.Duration.from({ hours: 1 }) };
  await night.tx((tx) => addReview(tx, aPolicy(), { review }, grant, START.add({ minutes: 5 })));
  expect((await present(night, grant)).review).toEqual(grant.review);
});
