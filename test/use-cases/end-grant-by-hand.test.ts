import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import { giveBackGrant, revokeGrant } from '../../src/use-cases/end-grant-by-hand.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy, aResource } from '../builders/a-policy.ts';
import { aQuietNight, opened, present } from './a-quiet-night.ts';

/** Bob is an approver of `db-prod`, Carol an owner, Dave an auditor. */
const POLICY: Policy = aPolicy({
  roles: { owners: ['carol'], auditors: ['dave'] },
  people: new Map([...aPolicy().people, ['dave', { name: 'dave', slack: ['U04DAVE'] }]]),
  groups: new Map([['dba-leads', { name: 'dba-leads', kind: 'people', members: ['bob'] }]]),
  resources: new Map([['db-prod', aResource({ approvers: 'dba-leads' })]]),
});

async function aNightWithAGrant() {
  const night = await aQuietNight(POLICY);
  night.directory.put(aMember({ slackId: 'U04DAVE', displayName: 'Dave' }));
  return { night, grant: await opened(night) };
}

describe('giving back', () => {
  test('ends the grant at once, with its entry by the name of the policy, and its cards', async () => {
    const { night, grant } = await aNightWithAGrant();
    night.directory.put(aMember({ displayName: 'Carol' }));
    await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'direct', to: 'U01ALICE' }));
    expect(await giveBackGrant(night, 'U01ALICE', grant.id)).toMatchObject({ outcome: 'ended', grant: { state: 'ended' } });
    expect((await present(night, grant)).ended).toMatchObject({ cause: 'given-back', by: { name: 'Carol' } });
    expect(night.recorded()).toEqual([
      expect.objectContaining({
        kind: 'grant-ended',
        by: { kind: 'person', id: grant.holder.personId, name: 'alice' },
        about: {
          grant: grant.id,
          resource: 'db-prod',
          holder: grant.holder,
          cause: 'given-back',
          reveals: 0,
          slackId: 'U01ALICE',
        },
      }),
    ]);
  });

  test.each(['U02BOB', 'U03CAROL', 'U04DAVE'])("is the holder's alone: %s is told of no such grant", async (slackId) => {
    const { night, grant } = await aNightWithAGrant();
    expect(await giveBackGrant(night, slackId, grant.id)).toEqual({ outcome: 'not-found' });
    expect((await present(night, grant)).state).toBe('active');
    expect(night.ofKind('refused')[0]?.about).toEqual({ code: 'not-yours', grant: grant.id, wanted: 'given-back' });
  });

  test('twice ends it once', async () => {
    const { night, grant } = await aNightWithAGrant();
    const outcomes = await Promise.all([giveBackGrant(night, 'U01ALICE', grant.id), revokeGrant(night, 'U03CAROL', grant.id)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['already-ended', 'ended']);
    expect(night.ofKind('grant-ended')).toHaveLength(1);
  });

  test('after its time had come is recorded as ended by time, though no job closed it yet', async () => {
    const { night, grant } = await aNightWithAGrant();
    await night.clock.set(grant.endsAt);
    expect(await giveBackGrant(night, 'U01ALICE', grant.id)).toMatchObject({
      outcome: 'already-ended',
      grant: { state: 'ended' },
    });
    expect(night.ofKind('grant-ended')[0]).toMatchObject({ by: { kind: 'nightlatch' }, about: { cause: 'expired' } });
    expect((await present(night, grant)).ended).toEqual({ at: grant.endsAt, cause: 'expired' });
  });
});

describe('revoking', () => {
  test.each(['U01ALICE', 'U02BOB', 'U03CAROL'])('is for holder, approver and owner: %s', async (slackId) => {
    const { night, grant } = await aNightWithAGrant();
    expect(await revokeGrant(night, slackId, grant.id)).toMatchObject({ outcome: 'ended' });
    expect((await present(night, grant)).ended?.cause).toBe('revoked');
    expect(night.ofKind('grant-ended')[0]?.about.slackId).toBe(slackId);
  });

  test('is not for an auditor, nor is anything learned about a grant there is not', async () => {
    const { night, grant } = await aNightWithAGrant();
    expect(await revokeGrant(night, 'U04DAVE', grant.id)).toEqual({ outcome: 'not-found' });
    expect(await revokeGrant(night, 'U03CAROL', 'no-such-grant')).toEqual({ outcome: 'not-found' });
    expect((await present(night, grant)).state).toBe('active');
    expect(night.ofKind('refused').map(({ about }) => about.code)).toEqual(['not-yours', 'not-yours']);
  });

  test('is not for an owner who is no full member any more', async () => {
    const { night, grant } = await aNightWithAGrant();
    night.directory.put(aMember({ slackId: 'U03CAROL', standing: 'deactivated' }));
    expect(await revokeGrant(night, 'U03CAROL', grant.id)).toEqual({ outcome: 'outsider' });
    expect((await present(night, grant)).state).toBe('active');
  });

  test('without a policy is said to be so', async () => {
    const { night, grant } = await aNightWithAGrant();
    night.hold(undefined);
    expect(await revokeGrant(night, 'U01ALICE', grant.id)).toEqual({ outcome: 'no-policy' });
  });

  test('has not happened when the database does not answer', async () => {
    const { night, grant } = await aNightWithAGrant();
    night.store.down = true;
    await expect(revokeGrant(night, 'U03CAROL', grant.id)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    night.store.down = false;
    expect((await present(night, grant)).state).toBe('active');
  });
});
