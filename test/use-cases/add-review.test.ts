import { expect, test } from 'vitest';
import { addReview } from '../../src/use-cases/add-review.ts';
import { markReviewed } from '../../src/use-cases/mark-reviewed.ts';
import { aPolicy, aRule } from '../builders/a-policy.ts';
import { aNightOfAsking, anAskingRule, unlock } from './a-night-of-asking.ts';
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

test('one whose review is to come keeps it, however it is extended', async () => {
  const night = await aQuietNight();
  const grant = await aReviewedGrant(night);
  const review = { by: ['bob'], within: Temporal.Duration.from({ hours: 1 }) };
  await night.tx((tx) => addReview(tx, aPolicy(), { review }, grant, START.add({ minutes: 5 })));
  expect((await present(night, grant)).review).toEqual(grant.review);
});

test('one that was looked at already is to be looked at anew where it was given more since', async () => {
  const { approve: _, ...alone } = anAskingRule({
    ...{ name: 'break glass', breakGlass: true, when: { member: ['sre'] } },
    review: { by: ['carol'], within: Temporal.Duration.from({ hours: 24 }) },
  });
  const night = await aNightOfAsking([alone]);
  const outcome = await unlock(night, 'db-prod break-glass DATABASE_URL');
  if (outcome.outcome !== 'granted') throw new Error(outcome.outcome);
  await night.clock.advance({ minutes: 1 });
  expect(await markReviewed(night, { slackId: 'U03CAROL', grantId: outcome.grant.id })).toMatchObject({ outcome: 'reviewed' });
  await night.clock.advance({ minutes: 1 });
  expect(await unlock(night, 'db-prod break-glass PGPASSWORD')).toMatchObject({ outcome: 'extended' });
  const { review } = await present(night, outcome.grant);
  expect(review).toEqual({ by: ['carol'], dueAt: START.add({ hours: 24, minutes: 2 }) });
});
