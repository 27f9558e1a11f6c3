import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/domain/digest.ts';
import { markDigestReviewed } from '../../src/use-cases/mark-digest-reviewed.ts';
import { aDigest } from '../builders/a-digest.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aQuietNight } from './a-quiet-night.ts';

/** A night with a digest that nobody looked at; Carol is an owner, Bob an auditor. */
async function aNightWithADigest() {
  const night = await aQuietNight(aPolicy({ roles: { owners: ['carol'], auditors: ['bob'] } }));
  const { week, content } = aDigest();
  const digest = (await night.tx((tx) => tx.digests.keep(week, content))) as Digest;
  await night.tx((tx) => tx.cards.add({ kind: 'digest', digestId: digest.id }, { kind: 'channel', channel: 'C0AUDIT' }));
  for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
  return { night, digest, by: (slackId: string) => markDigestReviewed(night, { slackId, digestId: digest.id }) };
}

describe('marking a digest reviewed', () => {
  test.each([
    ['an owner', 'U03CAROL', 'carol', 'Carol'],
    ['an auditor', 'U02BOB', 'bob', 'Bob'],
  ])('by %s is kept with who and when, recorded, and drawn', async (_who, slackId, name, displayName) => {
    const { night, digest, by } = await aNightWithADigest();
    expect(await by(slackId)).toMatchObject({
      outcome: 'reviewed',
      digest: { id: digest.id, reviewed: { by: { name: displayName } } },
    });
    expect(night.ofKind('digest-reviewed')).toEqual([
      expect.objectContaining({
        by: expect.objectContaining({ name }),
        about: { digest: digest.id, from: String(digest.week.from), to: String(digest.week.to), slackId },
      }),
    ]);
    expect((await night.cards()).map(({ subject }) => subject)).toEqual([{ kind: 'digest', digestId: digest.id }]);
  });

  test('a second time says who was first and changes nothing', async () => {
    const { night, by } = await aNightWithADigest();
    await by('U03CAROL');
    expect(await by('U02BOB')).toMatchObject({ outcome: 'reviewed-already', digest: { reviewed: { by: { name: 'Carol' } } } });
    expect(night.ofKind('digest-reviewed')).toHaveLength(1);
  });

  test('three times at once marks it once', async () => {
    const { night, by } = await aNightWithADigest();
    const outcomes = await Promise.all([by('U03CAROL'), by('U02BOB'), by('U03CAROL')]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['reviewed', 'reviewed-already', 'reviewed-already']);
    expect(night.ofKind('digest-reviewed')).toHaveLength(1);
  });

  test('is not for anybody else, and that they tried is on record', async () => {
    const { night, digest, by } = await aNightWithADigest();
    expect(await by('U01ALICE')).toEqual({ outcome: 'not-owner-or-auditor' });
    expect(night.ofKind('refused')[0]?.about).toEqual({
      ...{ code: 'not-owner-or-auditor', digest: digest.id, wanted: 'digest-reviewed' },
    });
    expect((await night.tx((tx) => tx.digests.byId(digest.id)))?.reviewed).toBeUndefined();
  });

  test.each(['guest', 'deactivated', 'bot', 'outsider'] as const)('is not for an account that is %s', async (standing) => {
    const { night, by } = await aNightWithADigest();
    night.directory.put(aMember({ slackId: 'U03CAROL', standing }));
    expect(await by('U03CAROL')).toEqual({ outcome: 'outsider' });
  });

  test('says not-found of none', async () => {
    const { night } = await aNightWithADigest();
    expect(await markDigestReviewed(night, { slackId: 'U03CAROL', digestId: 'no-such-digest' })).toEqual({
      outcome: 'not-found',
    });
  });

  test('waits while this process holds no policy, or not the one in force', async () => {
    const { night, by } = await aNightWithADigest();
    for (const policy of [undefined, aPolicy({ hash: 'c'.repeat(64) })]) {
      night.hold(policy);
      expect(await by('U03CAROL')).toEqual({ outcome: 'no-policy' });
    }
  });

  test.each([
    ['Slack', 'SourceUnavailable'],
    ['the database', 'StoreUnavailable'],
  ])('has not happened when %s does not answer', async (which, name) => {
    const { night, digest, by } = await aNightWithADigest();
    if (which === 'Slack') night.directory.fail('timeout');
    else night.store.down = true;
    await expect(by('U03CAROL')).rejects.toMatchObject({ name });
    night.store.down = false;
    expect((await night.tx((tx) => tx.digests.byId(digest.id)))?.reviewed).toBeUndefined();
  });
});
