import { describe, expect, test } from 'vitest';
import {
  judgeAccount,
  judgeOwners,
  judgeSourceLink,
  peopleInOrder,
  type SourceLink,
  sayPeopleLookedAt,
  wantedOnCall,
} from '../../../src/domain/diagnosis/people.ts';
import { aPolicy, aResource, aRule } from '../../builders/a-policy.ts';

test.each([
  ['guest', 'is a guest'],
  ['bot', 'is a bot'],
  ['deactivated', 'is deactivated'],
  ['outsider', "isn't a member of this workspace"],
] as const)('an account that is %s', (standing, how) => {
  expect(judgeAccount('erin', 'U05ERIN', standing)).toEqual({
    area: 'people',
    outcome: 'failure',
    says: `erin: U05ERIN ${how}, and may do nothing here.`,
    mend: 'Correct the id under people.erin (Slack profile, ⋮, Copy member ID), or take it out of the policy.',
  });
});

test('a full member is nothing to tell', () => {
  expect(judgeAccount('alice', 'U01ALICE', 'full')).toBeUndefined();
});

describe('the link to PagerDuty', () => {
  const heidi = { id: 'PHEIDI4', name: 'Heidi', email: 'heidi@example.com', accepted: false };
  const map = 'Write their PagerDuty id under people: heidi: { …, pagerduty: P… }';
  const judged = (link: SourceLink, counts = true) => {
    const finding = judgeSourceLink('heidi', link, counts);
    return finding && [finding.outcome, finding.says, finding.mend];
  };

  test('that is well', () => {
    expect(judged({ by: 'policy', id: 'PHEIDI4', found: { ...heidi, accepted: true } })).toBeUndefined();
    expect(judged({ by: 'e-mail', found: { id: 'PHEIDI4', name: 'Heidi' } })).toBeUndefined();
  });

  test('to a user who is not there, or not yet', () => {
    expect(judged({ by: 'policy', id: 'PHEIDI4', found: undefined })).toEqual([
      'failure',
      'heidi: PagerDuty has no user PHEIDI4, so no shift of theirs is seen.',
      "Correct people.heidi.pagerduty; it stands at the end of their profile's address.",
    ]);
    expect(judged({ by: 'policy', id: 'PHEIDI4', found: heidi })).toEqual([
      'warning',
      "heidi: Heidi has not accepted PagerDuty's invitation.",
      'Let them accept it, or send it again.',
    ]);
  });

  test('by an address that several have, or none, or that Slack does not show', () => {
    expect(judged({ by: 'e-mail', found: 'unclear' })).toEqual([
      'warning',
      "heidi: several PagerDuty users have that address, or the invitation wasn't accepted, so no shift of theirs is seen.",
      map,
    ]);
    expect(judged({ by: 'e-mail', found: 'none' })).toEqual([
      'warning',
      'heidi has no PagerDuty user of the same address, so no shift of theirs is seen.',
      map,
    ]);
    expect(judged({ by: 'nothing' })).toEqual([
      'warning',
      'heidi: Slack shows no address to find their PagerDuty user by, so no shift of theirs is seen.',
      map,
    ]);
  });

  test('that no rule asks for is nothing to mend', () => {
    expect(judged({ by: 'e-mail', found: 'none' }, false)).toEqual([
      'note',
      'heidi has no PagerDuty user of the same address: they never count as on call.',
      'If they should: write their PagerDuty id under people: heidi: { …, pagerduty: P… }',
    ]);
  });
});

test('wanted on call are the members of the groups that stand beside it', () => {
  const rules = [aRule({ when: { onCall: ['db-primary'], member: ['sre'] } }), aRule({ when: { member: ['owners'] } })];
  const policy = aPolicy({
    groups: new Map([
      ['sre', { name: 'sre', kind: 'people', members: ['alice', 'bob'] }],
      ['owners', { name: 'owners', kind: 'people', members: ['carol'] }],
    ]),
    resources: new Map([['db-prod', aResource({ rules })]]),
  });
  expect(wantedOnCall(policy)).toEqual(new Set(['alice', 'bob']));
});

test('owners come first, auditors next', () => {
  const policy = aPolicy({ roles: { owners: ['carol'], auditors: ['bob'] } });
  expect(peopleInOrder(policy).map(({ name }) => name)).toEqual(['carol', 'bob', 'alice']);
});

test('one owner alone is a warning', () => {
  expect(judgeOwners(aPolicy())).toEqual({
    area: 'people',
    outcome: 'warning',
    says: 'carol alone is owner: nobody else could lift a lockdown, or review what they did.',
    mend: 'Name a second person under roles.owners.',
  });
  expect(judgeOwners(aPolicy({ roles: { owners: ['carol', 'bob'], auditors: [] } }))).toMatchObject({ outcome: 'ok' });
});

test('how many were looked at is said where not all were', () => {
  expect(sayPeopleLookedAt(3, 1, 3)).toEqual([
    { area: 'people', outcome: 'ok', says: 'One person is a full member of the workspace.' },
  ]);
  expect(sayPeopleLookedAt(50, 0, 230)).toMatchObject([
    { outcome: 'note', says: "50 of 230 people were looked at, owners first: more would slow the running bot's own questions." },
  ]);
});
