import { describe, expect, test } from 'vitest';
import { denyRequest } from '../../src/use-cases/approve-request.ts';
import { concludeAgreed } from '../../src/use-cases/conclude-request.ts';
import { endDueGrants } from '../../src/use-cases/end-due-grants.ts';
import { extendGrant } from '../../src/use-cases/extend-grant.ts';
import { withdrawRequest } from '../../src/use-cases/withdraw-request.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aRule } from '../builders/a-policy.ts';
import {
  aNightOfAsking,
  anAskingPolicy,
  anAskingRule,
  approve,
  asked,
  DAN,
  grantOf,
  stateOf,
  TWO_LEADS,
  unlock,
} from './a-night-of-asking.ts';
import type { Night } from './a-quiet-night.ts';

/** The same night, but that happens once while PagerDuty is asked for the last time. */
function meanwhile(night: Night, deed: () => Promise<unknown>): Night {
  let done: Promise<unknown> | undefined;
  const onCall = {
    shiftsOn: async (...asked: Parameters<Night['onCall']['shiftsOn']>) => {
      done ??= deed();
      await done;
      return night.onCall.shiftsOn(...asked);
    },
  };
  return { ...night, onCall } as Night;
}

describe('between the last yes and the grant', () => {
  test('its time runs out: nothing is given', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await night.clock.advance({ minutes: 14, seconds: 58 });
    const late = meanwhile(night, () => night.clock.advance({ seconds: 2 }));
    expect(await approve(late, request)).toMatchObject({ outcome: 'approved' });
    expect(await grantOf(night, request)).toBeUndefined();
    expect((await stateOf(night, request)).state).toBe('pending');
  });

  test('the policy comes to call the requester somebody else: nothing is given, and it waits no longer', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    const people = new Map([...anAskingPolicy([anAskingRule()]).people].filter(([name]) => name !== 'alice'));
    people.set('alicia', { name: 'alicia', slack: [aMember().slackId], pagerduty: 'PALICE1' });
    const renamed = anAskingPolicy([anAskingRule()], { hash: 'b', people });
    await approve(
      meanwhile(night, () => night.putInForce(renamed)),
      request,
    );
    await night.clock.advance({ seconds: 20 });
    await concludeAgreed(night);
    expect(await grantOf(night, request)).toBeUndefined();
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'terms-changed' } } });
  });

  test.each<[string, (night: Night, id: string) => Promise<unknown>]>([
    ['denied', (night, id) => denyRequest(night, { slackId: CAROL.slackId, requestId: id })],
    ['withdrawn', (night, id) => withdrawRequest(night, { slackId: aMember().slackId, requestId: id })],
  ])('it is %s: nothing is given', async (state, deed) => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await approve(
      meanwhile(night, () => deed(night, request.id)),
      request,
    );
    expect(await grantOf(night, request)).toBeUndefined();
    expect((await stateOf(night, request)).state).toBe(state);
  });

  test('one who agreed leaves: it waits for another', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
    const request = await asked(night);
    await approve(night, request, BOB);
    const left = meanwhile(night, () => night.tx((tx) => tx.requests.voidApprovals(BOB.slackId)));
    await approve(left, request, CAROL);
    expect(await grantOf(night, request)).toBeUndefined();
    await approve(night, request, DAN);
    expect(await grantOf(night, request)).toMatchObject({ approvedBy: [{ name: 'Carol' }, { name: 'Dan' }] });
  });

  test('two accounts that agreed turn out to be one human: it waits for another', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
    const request = await asked(night);
    await approve(night, request, BOB);
    const people = new Map(anAskingPolicy([]).people).set('carol', { name: 'carol', slack: ['U03CAROL', 'U02BOB'] });
    people.delete('bob');
    const rules = [anAskingRule({ approve: TWO_LEADS })];
    const merged = anAskingPolicy(rules, { people, hash: 'b'.repeat(64) });
    await night.tx((tx) =>
      tx.requests.addApproval(request.id, { personId: 'carol', name: 'Carol', slackId: 'U03CAROL', by: 'click' }),
    );
    await night.putInForce(merged);
    await night.clock.advance({ seconds: 20 });
    await concludeAgreed(night);
    expect(await grantOf(night, request)).toBeUndefined();
    expect((await stateOf(night, request)).state).toBe('pending');
  });

  test('another policy comes into force: one who holds that one decides', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    const other = anAskingPolicy([anAskingRule({ approve: TWO_LEADS })], { hash: 'b'.repeat(64) });
    await approve(
      meanwhile(night, () => night.putInForce(other)),
      request,
    );
    expect((await stateOf(night, request)).state).toBe('pending');
    await night.clock.advance({ seconds: 20 });
    await concludeAgreed(night);
    expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'terms-changed' } } });
  });

  test('something of ours breaks: the yes counts, and it is logged', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    const broken = meanwhile(night, () => Promise.reject(new TypeError('a mistake of ours')));
    expect(await approve(broken, request)).toMatchObject({ outcome: 'approved' });
    expect(night.log.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'not concluded yet' }));
    await night.clock.advance({ seconds: 20 });
    await concludeAgreed(night);
    expect((await stateOf(night, request)).state).toBe('granted');
  });
});

test('what begins after the present grant waits for its end, however early all agreed', async () => {
  const night = await aNightOfAsking();
  const first = await asked(night, 'db-prod for 60m');
  await approve(night, first);
  const held = await grantOf(night, first);
  await night.clock.advance({ minutes: 55 });
  const second = await asked(night, 'db-prod for 30m');
  await approve(night, second);
  expect(await stateOf(night, second)).toMatchObject({ state: 'pending', waitsFor: { kind: 'old-end', at: held?.endsAt } });
  expect((await grantOf(night, first))?.endsAt).toEqual(held?.endsAt);
  await night.clock.advance({ minutes: 5, seconds: 1 });
  await concludeAgreed(night);
  const next = await grantOf(night, second);
  expect(next?.startedAt.epochMilliseconds).toBeGreaterThanOrEqual(held?.endsAt.epochMilliseconds ?? Number.POSITIVE_INFINITY);
});

test('somebody who was asked may answer from another account of theirs', async () => {
  const night = await aNightOfAsking();
  const request = await asked(night);
  const second = aMember({ slackId: 'U09BOB', displayName: 'Bob' });
  night.directory.put(second);
  night.directory.putGroup('S0LEADS', ['U09BOB', 'U03CAROL']);
  const people = new Map(anAskingPolicy([]).people).set('bob', { name: 'bob', slack: ['U02BOB', 'U09BOB'] });
  await night.putInForce(anAskingPolicy([anAskingRule()], { people, hash: 'b'.repeat(64) }));
  expect(await approve(night, request, second)).toMatchObject({ outcome: 'approved' });
});

test('an approver who allows less than there is left extends nothing, and it is said why', async () => {
  const night = await aNightOfAsking();
  const first = await asked(night);
  await approve(night, first);
  const held = await grantOf(night, first);
  const more = await asked(night, 'db-prod for 50m');
  expect(more.extends).toBe(held?.id);
  await approve(night, more, BOB, Temporal.Duration.from({ minutes: 15 }));
  expect(await stateOf(night, more)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'refused' } } });
  expect((await grantOf(night, first))?.endsAt).toEqual(held?.endsAt);
});

test('of the times that approvers allow the shortest holds, whoever gave it', async () => {
  const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
  const request = await asked(night);
  await approve(night, request, BOB, Temporal.Duration.from({ minutes: 10 }));
  await approve(night, request, CAROL, Temporal.Duration.from({ minutes: 15 }));
  expect((await grantOf(night, request))?.endsAt).toEqual(night.clock.at.add({ minutes: 10 }));
});

test('an extension whose grant ended by its time while it waited is given as a new one, for the usual time from then', async () => {
  const night = await aNightOfAsking();
  const first = await asked(night);
  await approve(night, first);
  const held = await grantOf(night, first);
  await night.clock.advance({ minutes: 25 });
  const outcome = await extendGrant(night, { slackId: aMember().slackId, grantId: held?.id ?? '' });
  if (outcome.outcome !== 'asked') throw new Error(outcome.outcome);
  await night.clock.advance({ minutes: 6 });
  await endDueGrants(night);
  await approve(night, outcome.request);
  const anew = await grantOf(night, outcome.request);
  expect(anew?.id).not.toBe(held?.id);
  expect(anew?.endsAt).toEqual(night.clock.at.add({ minutes: 30 }));
});

test('more time by a rule that wants a review makes the grant one to be reviewed', async () => {
  const night = await aNightOfAsking([aRule({ name: 'on call', when: { onCall: ['db-primary'] } })]);
  await unlock(night, 'db-prod for 20m');
  const review = { by: ['carol'], within: Temporal.Duration.from({ hours: 24 }) };
  const rules = [aRule({ name: 'on call', when: { onCall: ['db-primary'] }, review })];
  await night.putInForce(anAskingPolicy(rules, { hash: 'b'.repeat(64) }));
  const outcome = await unlock(night, 'db-prod for 40m');
  if (outcome.outcome !== 'extended') throw new Error(outcome.outcome);
  expect((await night.tx((tx) => tx.grants.byId(outcome.grant.id)))?.review).toMatchObject({ by: ['carol'] });
});
