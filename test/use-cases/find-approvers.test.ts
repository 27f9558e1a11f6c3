import { expect, test } from 'vitest';
import { BOB } from '../builders/a-member.ts';
import {
  aNightOfAsking,
  anAskingPolicy,
  anAskingRule,
  approve,
  asked,
  ONE_LEAD,
  onCall,
  stateOf,
  unlock,
} from './a-night-of-asking.ts';
import type { Night } from './a-quiet-night.ts';

const OF_THE_GROUP = anAskingRule({
  when: { member: ['sre'] },
  approve: { ...ONE_LEAD, by: [{ kind: 'on-call', target: 'db-primary' }] },
});

/** Whoever is on call may agree, which is Bob. */
async function aNightOfBobs(given: Parameters<typeof aNightOfAsking>[1] = {}): Promise<Night> {
  const night = await aNightOfAsking([OF_THE_GROUP], given);
  onCall(night, false);
  return night;
}

test('a yes of whoever is on call is not taken while nobody can say who is', async () => {
  const night = await aNightOfBobs();
  const request = await asked(night);
  night.onCall.fail('timeout');
  expect(await approve(night, request, BOB)).toMatchObject({ outcome: 'cannot-tell', unanswered: { source: 'PagerDuty' } });
  expect((await stateOf(night, request)).approvals).toEqual([]);
});

test('nobody is asked while nobody can say who is on call, and it is said so', async () => {
  const night = await aNightOfBobs();
  night.onCall.fail('timeout');
  expect(await unlock(night)).toMatchObject({ outcome: 'refused', because: { code: 'approvers-unknown' } });
});

test('a yes of a person whom the rule names is theirs alone, whoever has the account they were asked by now', async () => {
  const rules = [anAskingRule({ approve: { ...ONE_LEAD, by: [{ kind: 'person', person: 'bob' }] } })];
  const night = await aNightOfAsking(rules);
  const request = await asked(night);
  const people = new Map(anAskingPolicy([]).people).set('robert', { name: 'robert', slack: ['U02BOB'] });
  people.delete('bob');
  await night.putInForce(anAskingPolicy(rules, { people, hash: 'b'.repeat(64) }));
  expect(await approve(night, request, BOB)).toMatchObject({ outcome: 'not-an-approver' });
});

test('a yes of somebody whose account at PagerDuty nobody can find now is not taken', async () => {
  const night = await aNightOfBobs();
  const request = await asked(night);
  const people = new Map(anAskingPolicy([]).people).set('bob', { name: 'bob', slack: ['U02BOB'] });
  await night.putInForce(anAskingPolicy([OF_THE_GROUP], { people, hash: 'b'.repeat(64) }));
  night.sourceUsers.fail('timeout');
  expect(await approve(night, request, BOB)).toMatchObject({ outcome: 'cannot-tell', unanswered: { source: 'PagerDuty' } });
});
