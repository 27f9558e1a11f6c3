import { describe, expect, test } from 'vitest';
import { concludeAgreed } from '../../src/use-cases/conclude-request.ts';
import { extendGrant } from '../../src/use-cases/extend-grant.ts';
import { BOB, CAROL } from '../builders/a-member.ts';
import { aRule } from '../builders/a-policy.ts';
import {
  aNightOfAsking,
  anAskingPolicy,
  anAskingRule,
  approve,
  asked,
  grantOf,
  ONE_LEAD,
  onCall,
  stateOf,
  TWO_LEADS,
  unlock,
} from './a-night-of-asking.ts';
import { type Night, START } from './a-quiet-night.ts';

const HOURS = { default: Temporal.Duration.from({ hours: 2 }), atMost: Temporal.Duration.from({ hours: 4 }) };

/** From now on the policy says that Bob's account is another one of that person. */
function givenTo(night: Night, name: string, slackId: string, approval = ONE_LEAD) {
  const people = new Map(anAskingPolicy([]).people).set(name, { name, slack: [slackId, 'U02BOB'], pagerduty: 'PALICE1' });
  people.delete('bob');
  return night.putInForce(anAskingPolicy([anAskingRule({ approve: approval })], { people, hash: 'b'.repeat(64) }));
}

describe('an account that became the requester’s own after its yes', () => {
  test('counts for nothing while what was agreed to still waits', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    night.onCall.fail('timeout');
    await approve(night, request, BOB);
    await givenTo(night, 'alice', 'U01ALICE');
    night.onCall.heal();
    await night.clock.advance({ seconds: 20 });
    await concludeAgreed(night);
    expect((await stateOf(night, request)).state).toBe('pending');
    expect(await grantOf(night, request)).toBeUndefined();
  });

  test('makes no second human of the two that are needed', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
    const request = await asked(night);
    await approve(night, request, BOB);
    await givenTo(night, 'alice', 'U01ALICE', TWO_LEADS);
    await approve(night, request, CAROL);
    expect(await grantOf(night, request)).toBeUndefined();
  });
});

describe('what was agreed to is all that is given', () => {
  test('where another rule that asks the same people gives more variables, and for longer', async () => {
    const narrow = anAskingRule({ variables: ['DATABASE_URL'] });
    const wide = anAskingRule({ name: 'sre', when: { member: ['sre'] }, grant: HOURS });
    const night = await aNightOfAsking([narrow, wide]);
    const request = await asked(night);
    expect(request.offer).toMatchObject({ variables: ['DATABASE_URL'] });
    onCall(night, false);
    await approve(night, request);
    const grant = await grantOf(night, request);
    expect(grant).toMatchObject({ rule: 'sre', variables: ['DATABASE_URL'], endsAt: START.add({ minutes: 30 }) });
  });

  test('where a later policy gives the rule more', async () => {
    const night = await aNightOfAsking([anAskingRule({ variables: ['DATABASE_URL'] })]);
    const request = await asked(night);
    await night.putInForce(anAskingPolicy([anAskingRule({ grant: HOURS })], { hash: 'b'.repeat(64) }));
    await approve(night, request);
    const grant = await grantOf(night, request);
    expect(grant).toMatchObject({ variables: ['DATABASE_URL'], endsAt: START.add({ minutes: 30 }) });
  });

  test('where the shift has grown since, and as long as it lasts was asked for', async () => {
    const night = await aNightOfAsking([anAskingRule({ grant: HOURS })]);
    const request = await asked(night, 'db-prod until shift-end');
    const user = { provider: 'pagerduty', id: 'PALICE1', name: 'Alice' } as const;
    night.onCall.put('db-primary', [{ user, level: 1, start: START.subtract({ hours: 1 }), end: START.add({ hours: 9 }) }]);
    await approve(night, request);
    expect((await grantOf(night, request))?.endsAt).toEqual(START.add({ hours: 2 }));
  });

  test('where nothing of it is given any more, it is overtaken', async () => {
    const night = await aNightOfAsking([anAskingRule({ variables: ['DATABASE_URL'] })]);
    const request = await asked(night);
    await night.putInForce(anAskingPolicy([anAskingRule({ variables: ['PGPASSWORD'] })], { hash: 'b'.repeat(64) }));
    await approve(night, request);
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'terms-changed' } } });
  });

  test('where an extension begins anew, since the grant that it was for ran out', async () => {
    const free = aRule({ name: 'leads', when: { member: ['leads'] } });
    const night = await aNightOfAsking([free, anAskingRule()]);
    night.directory.putGroup('S0LEADS', ['U01ALICE', 'U02BOB']);
    expect(await unlock(night, 'db-prod for 50m')).toMatchObject({ outcome: 'granted' });
    night.directory.putGroup('S0LEADS', ['U02BOB']);
    await night.clock.advance({ minutes: 45 });
    // An hour is the longest, so that the card says until START + 60.
    const request = await asked(night, 'db-prod for 1h');
    expect(request.offer.length.total('minutes')).toBe(15);
    await night.clock.advance({ minutes: 6 });
    await approve(night, request);
    expect((await grantOf(night, request))?.endsAt).toEqual(START.add({ minutes: 66 }));
  });
});

describe('Extend of what a narrower rule stands before', () => {
  test.each([
    [
      'asks somebody else',
      anAskingRule({ variables: ['DATABASE_URL'], approve: { ...ONE_LEAD, by: [{ kind: 'person', person: 'carol' }] } }),
    ],
    ['gives it at once', aRule({ name: 'narrow', variables: ['DATABASE_URL'] })],
  ])('asks those whom the rule for all that is held asks, where the narrower one %s', async (_, narrow) => {
    const night = await aNightOfAsking([narrow, anAskingRule({ name: 'wide' })]);
    const first = await asked(night, 'db-prod PGPASSWORD');
    await approve(night, first);
    const grant = await grantOf(night, first);
    const outcome = await extendGrant(night, { slackId: 'U01ALICE', grantId: grant?.id ?? '' });
    expect(outcome).toMatchObject({ outcome: 'asked', request: { rule: 'wide', extends: grant?.id } });
  });
});
