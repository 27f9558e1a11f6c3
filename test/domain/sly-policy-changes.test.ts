import { expect, test } from 'vitest';
import type { Policy, Rule } from '../../src/domain/policy.ts';
import { policyDifference } from '../../src/domain/policy-difference/policy-difference.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { inOneGo } from '../builders/in-one-go.ts';

// What somebody would write who wants the posted difference to say less than it is.

const minutes = (count: number) => Temporal.Duration.from({ minutes: count });
const withRules = (...rules: Rule[]) => aPolicy({ resources: new Map([['db-prod', aResource({ rules })]]) });

function told(before: Policy, after: Policy): string[] {
  return inOneGo(policyDifference(before, after)).map(({ text, opensMore }) => `${opensMore ? '⚠ ' : ''}${text}`);
}

const withPeople = (...people: [string, ...string[]][]) =>
  aPolicy({ people: new Map(people.map(([name, ...slack]) => [name, { name, slack }])) });

test('who was one human and may be two now opens more: they could agree to what they asked themselves', () => {
  const before = withPeople(['alice', 'U01', 'U02'], ['bob', 'U03']);
  expect(told(before, withPeople(['alice', 'U01'], ['bob', 'U03']))).toEqual([
    '⚠ person alice now has the Slack account U01 (was U01 and U02)',
  ]);
  expect(told(before, withPeople(['bob', 'U03']))).toEqual(['⚠ person alice removed']);
  expect(told(before, withPeople(['alice', 'U01', 'U02']))).toEqual(['person bob removed']);
});

test('of a large group only who came and went is said, so that nobody hides in it', () => {
  const many = Array.from({ length: 80 }, (_, nth) => `somebody-with-a-name-${nth}`);
  const withMembers = (...members: string[]) => aPolicy({ groups: new Map([['sre', { name: 'sre', kind: 'people', members }]]) });
  expect(told(withMembers(...many), withMembers(...many.slice(2), 'mallory'))).toEqual([
    '⚠ group sre has 1 new member: mallory',
    'group sre has 2 members fewer: somebody-with-a-name-0 and somebody-with-a-name-1',
  ]);
});

test('a rule that asks for a yes and now is passed over oftener opens more where one further down asks nobody', () => {
  const asks = (given: Partial<Rule>) => aRule({ name: 'asks', approve: { by: [], count: 1, within: minutes(15) }, ...given });
  const narrower: Partial<Rule>[] = [{ when: { member: ['sre'] } }, { breakGlass: true }];
  for (const given of narrower) {
    expect(told(withRules(asks({}), aRule()), withRules(asks(given), aRule()))).toEqual([expect.stringMatching(/^⚠ /)]);
    expect(told(withRules(aRule(), asks({})), withRules(aRule(), asks(given)))).toEqual([expect.not.stringMatching(/^⚠ /)]);
  }
});
