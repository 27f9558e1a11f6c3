import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import { markRotated } from '../../src/use-cases/mark-rotated.ts';
import { beginReveal, revealValues } from '../../src/use-cases/reveal-values.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aPolicy, aResource } from '../builders/a-policy.ts';
import { aQuietNight, type Night, opened, present, START } from './a-quiet-night.ts';

/** Bob is an approver of `db-prod`, Carol an owner, Dave an auditor. */
const POLICY: Policy = aPolicy({
  roles: { owners: ['carol'], auditors: ['dave'] },
  people: new Map([...aPolicy().people, ['dave', { name: 'dave', slack: ['U04DAVE'] }]]),
  groups: new Map([['dba-leads', { name: 'dba-leads', kind: 'people', members: ['bob'] }]]),
  resources: new Map([['db-prod', aResource({ approvers: 'dba-leads' })]]),
});

async function aNightWithSeenValues() {
  const night = await aQuietNight(POLICY);
  night.directory.put(aMember({ slackId: 'U04DAVE', displayName: 'Dave' }));
  const grant = await opened(night);
  await see(night, 'U01ALICE', grant.id);
  return { night, grant };
}

async function see(night: Night, slackId: string, grantId: string): Promise<void> {
  const begun = await beginReveal(night, { slackId, grantId, externalId: `window ${grantId}` });
  if (begun) await revealValues(night, slackId, begun.reveal.id);
}

describe('marking as rotated', () => {
  test.each(['U01ALICE', 'U02BOB', 'U03CAROL'])('is for holder, approver and owner: %s', async (slackId) => {
    const { night, grant } = await aNightWithSeenValues();
    await night.clock.advance({ minutes: 1 });
    expect(await markRotated(night, { slackId, grantId: grant.id })).toMatchObject({ outcome: 'rotated' });
    expect((await present(night, grant)).reveals).toMatchObject({
      ...{ variables: ['DATABASE_URL', 'PGPASSWORD'], exposed: [], rotated: { at: START.add({ minutes: 1 }) } },
    });
    expect(night.ofKind('marked-rotated').map(({ about }) => about)).toEqual([
      {
        ...{ grant: grant.id, resource: 'db-prod', slackId, grants: [grant.id] },
        variables: ['DATABASE_URL', 'PGPASSWORD'],
      },
    ]);
  });

  test.each(['U04DAVE', 'U05EVE'])('is not for an auditor nor for anybody else: %s', async (slackId) => {
    const { night, grant } = await aNightWithSeenValues();
    night.directory.put(aMember({ slackId }));
    expect(await markRotated(night, { slackId, grantId: grant.id })).toEqual({ outcome: 'not-found' });
    expect(await markRotated(night, { slackId, grantId: 'no-such-grant' })).toEqual({ outcome: 'not-found' });
    expect((await present(night, grant)).reveals.exposed).toEqual(['DATABASE_URL', 'PGPASSWORD']);
    expect(night.ofKind('refused')[0]?.about).toEqual({ code: 'not-yours', grant: grant.id, wanted: 'marked-rotated' });
  });

  test('holds for every grant of the resource that showed them, and has all their cards drawn again', async () => {
    const { night, grant } = await aNightWithSeenValues();
    const other = await opened(night, { for: BOB });
    await see(night, 'U02BOB', other.id);
    for (const { id } of [grant, other]) {
      await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: id }, { kind: 'channel', channel: 'C0AUDIT' }));
    }
    for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
    await night.clock.advance({ minutes: 1 });
    await markRotated(night, { slackId: 'U03CAROL', grantId: grant.id });
    expect((await present(night, other)).reveals.exposed).toEqual([]);
    expect(await night.cards()).toHaveLength(2);
  });

  test('does not hold for what is seen afterwards', async () => {
    const { night, grant } = await aNightWithSeenValues();
    await night.clock.advance({ minutes: 2 });
    await markRotated(night, { slackId: 'U03CAROL', grantId: grant.id });
    await night.clock.advance({ minutes: 1 });
    await see(night, 'U01ALICE', grant.id);
    expect((await present(night, grant)).reveals.exposed).toEqual(['DATABASE_URL', 'PGPASSWORD']);
  });

  test('three times at once marks it once', async () => {
    const { night, grant } = await aNightWithSeenValues();
    await night.clock.advance({ minutes: 1 });
    const click = { slackId: 'U03CAROL', grantId: grant.id };
    const outcomes = await Promise.all([1, 2, 3].map(() => markRotated(night, click)));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['rotated', 'rotated-already', 'rotated-already']);
    expect(night.ofKind('marked-rotated')).toHaveLength(1);
  });

  test('is not for accounts that are no full member', async () => {
    const { night, grant } = await aNightWithSeenValues();
    night.directory.put(aMember({ slackId: 'U03CAROL', standing: 'guest' }));
    expect(await markRotated(night, { slackId: 'U03CAROL', grantId: grant.id })).toEqual({ outcome: 'outsider' });
  });

  test('waits while this process holds no policy, or not the one in force', async () => {
    const { night, grant } = await aNightWithSeenValues();
    for (const policy of [undefined, aPolicy({ hash: 'c'.repeat(64) })]) {
      night.hold(policy);
      expect(await markRotated(night, { slackId: 'U03CAROL', grantId: grant.id })).toEqual({ outcome: 'no-policy' });
    }
    expect((await present(night, grant)).reveals.exposed).toEqual(['DATABASE_URL', 'PGPASSWORD']);
  });
});
