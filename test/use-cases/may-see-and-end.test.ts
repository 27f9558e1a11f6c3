import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import { standingOf } from '../../src/use-cases/may-see-and-end.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aPolicy, aResource } from '../builders/a-policy.ts';
import { aQuietNight, opened } from './a-quiet-night.ts';

const DAVE = aMember({ slackId: 'U04DAVE', displayName: 'Dave' });

/** Carol is an owner, Dave an auditor, the Slack group S0LEADS approves `db-prod`. */
const POLICY: Policy = aPolicy({
  roles: { owners: ['carol'], auditors: ['dave'] },
  people: new Map([...aPolicy().people, ['dave', { name: 'dave', slack: ['U04DAVE'] }]]),
  groups: new Map([['leads', { name: 'leads', kind: 'slack-user-group', id: 'S0LEADS' }]]),
  resources: new Map([
    ['db-prod', aResource({ approvers: 'leads' })],
    ['db-test', aResource({ name: 'db-test' })],
  ]),
});

async function standings(member: ReturnType<typeof aMember>, arrange: 'asked' | 'not answering' = 'asked') {
  const night = await aQuietNight(POLICY);
  const grants = [await opened(night), await opened(night, { resource: 'db-test' }), await opened(night, { resource: 'gone' })];
  const caller = await night.callerOf(member);
  night.directory.putGroup('S0LEADS', ['U02BOB']);
  if (arrange === 'not answering') night.directory.fail('timeout');
  return standingOf(night.directory, POLICY, caller, grants);
}

describe('standing towards a grant', () => {
  test('the holder sees the details; that alone is no right to revoke as an approver', async () => {
    expect(await standings(aMember())).toEqual(Array(3).fill({ holder: true, details: true, revoke: false }));
  });

  test('an approver sees and revokes what they approve, and nothing else', async () => {
    const nothing = { holder: false, details: false, revoke: false };
    expect(await standings(BOB)).toEqual([{ holder: false, details: true, revoke: true }, nothing, nothing]);
  });

  test('a group that cannot be asked counts as not a member', async () => {
    expect(await standings(BOB, 'not answering')).toEqual(Array(3).fill({ holder: false, details: false, revoke: false }));
  });

  test('an owner sees and revokes everything, also with Slack down', async () => {
    expect(await standings(CAROL, 'not answering')).toEqual(Array(3).fill({ holder: false, details: true, revoke: true }));
  });

  test('an auditor sees everything and revokes nothing', async () => {
    expect(await standings(DAVE)).toEqual(Array(3).fill({ holder: false, details: true, revoke: false }));
  });

  test('a group is asked once for a whole page', async () => {
    const night = await aQuietNight(POLICY);
    const grant = await opened(night);
    let asked = 0;
    const groupMembers = async () => {
      asked += 1;
      return ['U02BOB'];
    };
    const directory = { groupMembers } as unknown as typeof night.directory;
    await standingOf(directory, POLICY, await night.callerOf(BOB), Array(10).fill(grant));
    expect(asked).toBe(1);
  });
});
