import { describe, expect, test } from 'vitest';
import { endGrantsOfLockdown } from '../../src/use-cases/end-grants-of-lockdown.ts';
import { liftLockdown } from '../../src/use-cases/lift-lockdown.ts';
import { lockDownOnHost } from '../../src/use-cases/lock-down.ts';
import { BOB, CAROL } from '../builders/a-member.ts';
import { aPolicy, aResource } from '../builders/a-policy.ts';
import { DAN, unlock } from './a-night-of-asking.ts';
import { aNight, byCarol, inForce, notesIn, WHY } from './a-night-of-owners.ts';
import { type Night, opened, present } from './a-quiet-night.ts';

describe('lifting it', () => {
  const lift = (night: Night, slackId: string) => liftLockdown(night, slackId);

  test('is for another owner; what it ended stays ended, and everybody is told', async () => {
    const night = await aNight();
    const grant = await opened(night);
    await byCarol(night);
    expect(await lift(night, DAN.slackId)).toMatchObject({ outcome: 'lifted' });
    expect(await inForce(night)).toBeUndefined();
    expect((await present(night, grant)).state).toBe('ended');
    expect(await notesIn(night, 'C0APPR')).toEqual(['locked-down', 'lockdown-lifted']);
    expect(night.ofKind('lockdown-lifted')).toMatchObject([
      { by: { name: 'dan' }, about: { slackId: 'U04DAN', begunBy: 'Carol' } },
    ]);
    expect(await unlock(night)).toMatchObject({ outcome: 'granted' });
  });

  test.each(['U03CAROL', 'U33CAROL'])('not for whoever began it, by whichever account: %s', async (account) => {
    const night = await aNight();
    await byCarol(night);
    expect(await lift(night, account)).toMatchObject({ outcome: 'own-lockdown' });
    expect(await inForce(night)).toBeDefined();
    expect(night.ofKind('refused')).toMatchObject([{ about: { code: 'own-lockdown' } }]);
  });

  test('not for an account that the policy has learnt since to be theirs', async () => {
    const night = await aNight();
    await byCarol(night);
    const people = new Map([...aPolicy().people, ['caroline', { name: 'caroline', slack: ['U03CAROL', 'U33CAROL'] }]]);
    people.delete('carol');
    await night.putInForce(aPolicy({ hash: 'b'.repeat(64), people, roles: { owners: ['caroline'], auditors: [] } }));
    expect(await lift(night, 'U33CAROL')).toMatchObject({ outcome: 'own-lockdown' });
  });

  test('any owner lifts what was begun on the host', async () => {
    const night = await aNight();
    await lockDownOnHost(night, { operator: 'carol@db1', reason: WHY });
    expect(await lift(night, CAROL.slackId)).toMatchObject({ outcome: 'lifted' });
  });

  test('nobody else, and it is on record', async () => {
    const night = await aNight();
    await byCarol(night);
    expect(await lift(night, BOB.slackId)).toEqual({ outcome: 'not-an-owner' });
    expect(night.ofKind('refused')).toMatchObject([{ by: { name: 'bob' }, about: { code: 'not-an-owner', wanted: 'lift' } }]);
  });

  test('not before all that was open has ended: it would live on', async () => {
    const night = await aNight();
    await opened(night);
    await night.tx((tx) => tx.lockdowns.begin({ name: 'ops@db1' }, WHY));
    expect(await lift(night, DAN.slackId)).toMatchObject({ outcome: 'ending-still' });
    await endGrantsOfLockdown(night);
    expect(await lift(night, DAN.slackId)).toMatchObject({ outcome: 'lifted' });
  });

  test('of two at once one does it, and without a lockdown nothing is done', async () => {
    const night = await aNight({ resources: new Map([['db-prod', aResource()]]) });
    expect(await lift(night, DAN.slackId)).toEqual({ outcome: 'not-locked-down' });
    await lockDownOnHost(night, { operator: 'ops@db1', reason: WHY });
    const outcomes = await Promise.all([lift(night, CAROL.slackId), lift(night, DAN.slackId)]);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['lifted', 'not-locked-down']);
    expect(night.ofKind('lockdown-lifted')).toHaveLength(1);
  });

  /** Something happens while Slack says who it is. */
  const whileSlackIsAsked = (night: Night, happens: () => Promise<unknown>): Night => ({
    ...night,
    directory: Object.assign(Object.create(night.directory) as Night['directory'], {
      member: async (...asked: Parameters<Night['directory']['member']>) => {
        await happens();
        return night.directory.member(...asked);
      },
    }),
  });

  test('one that began after it was asked for is not lifted: nobody knew of it', async () => {
    const night = await aNight();
    await lockDownOnHost(night, { operator: 'ops@db1', reason: WHY });
    const slow = whileSlackIsAsked(night, async () => {
      await night.clock.advance({ seconds: 1 });
      await lift(night, CAROL.slackId);
      await lockDownOnHost(night, { operator: 'ops@db1', reason: 'a server' });
    });
    expect(await lift(slow, DAN.slackId)).toMatchObject({ outcome: 'begun-since', lockdown: { reason: 'a server' } });
    expect(await inForce(night)).toMatchObject({ reason: 'a server' });
    expect(await lift(night, DAN.slackId)).toMatchObject({ outcome: 'lifted' });
  });

  test('what a frozen process comes to a quarter of a minute later is not done: they were told that it was cut off', async () => {
    const night = await aNight();
    await byCarol(night);
    const slow = whileSlackIsAsked(night, () => night.clock.advance({ seconds: 16 }));
    expect(await lift(slow, DAN.slackId)).toEqual({ outcome: 'too-late' });
    expect(await inForce(night)).toBeDefined();
  });
});
