import { describe, expect, test } from 'vitest';
import { markReviewed } from '../../src/use-cases/mark-reviewed.ts';
import { tellOverdueReviews } from '../../src/use-cases/tell-overdue-reviews.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aQuietNight, START } from './a-quiet-night.ts';
import { aReviewedGrant } from './a-reviewed-grant.ts';

const DUE = START.add({ hours: 24 });

describe('overdue reviews', () => {
  test('are told of in the audit channel from their time on, with an entry', async () => {
    const night = await aQuietNight();
    const grant = await aReviewedGrant(night);
    for (const card of await night.cards()) await night.tx((tx) => tx.cards.retire(card.id));
    await night.clock.set(DUE.subtract({ seconds: 1 }));
    expect(await tellOverdueReviews(night)).toBe(0);
    await night.clock.set(DUE);
    expect(await tellOverdueReviews(night)).toBe(1);
    expect((await night.cards()).map(({ subject, place }) => ({ subject, place }))).toEqual([
      { subject: { kind: 'grant', grantId: grant.id, aspect: 'review' }, place: { kind: 'channel', channel: 'C0AUDIT' } },
    ]);
    expect(night.recorded().map(({ kind, by, about }) => ({ kind, by, about }))).toEqual([
      {
        ...{ kind: 'review-overdue', by: { kind: 'nightlatch' } },
        about: {
          ...{ grant: grant.id, resource: 'db-prod', holder: grant.holder, reviewers: ['carol'] },
          dueAt: '2026-03-02T03:17:00Z',
        },
      },
    ]);
  });

  test('are told of once a day', async () => {
    const night = await aQuietNight();
    await aReviewedGrant(night);
    await night.clock.set(DUE);
    expect([await tellOverdueReviews(night), await tellOverdueReviews(night)]).toEqual([1, 0]);
    await night.clock.set(DUE.add({ hours: 24 }).subtract({ seconds: 1 }));
    expect(await tellOverdueReviews(night)).toBe(0);
    await night.clock.set(DUE.add({ hours: 24 }));
    expect(await tellOverdueReviews(night)).toBe(1);
  });

  test('are told of until somebody marked them', async () => {
    const night = await aQuietNight();
    const grant = await aReviewedGrant(night);
    await night.clock.set(DUE);
    await markReviewed(night, { slackId: 'U03CAROL', grantId: grant.id });
    expect(await tellOverdueReviews(night)).toBe(0);
  });

  test('wait, and are not counted as told, while there is no policy that names a channel', async () => {
    const night = await aQuietNight();
    await aReviewedGrant(night);
    await night.clock.set(DUE);
    const policy = night.policy.current();
    night.hold(undefined);
    expect(await tellOverdueReviews(night)).toBe(0);
    night.hold(policy);
    expect(await tellOverdueReviews(night)).toBe(1);
  });

  test('are not told of where an older policy says, and are left to a process that holds the one in force', async () => {
    const night = await aQuietNight();
    await aReviewedGrant(night);
    const before = night.policy.current();
    const slack = { team: 'T0123ABCD', auditChannel: 'C0AUDIT2', approvalChannel: 'C0APPR', incidentChannels: [] };
    const now = aPolicy({ hash: 'b'.repeat(64), slack });
    await night.putInForce(now);
    await night.clock.set(DUE);
    night.hold(before);
    expect(await tellOverdueReviews(night)).toBe(0);
    night.hold(now);
    expect(await tellOverdueReviews(night)).toBe(1);
    expect((await night.cards()).at(-1)?.place).toEqual({ kind: 'channel', channel: 'C0AUDIT2' });
  });
});
