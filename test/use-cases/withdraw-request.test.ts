import { describe, expect, test } from 'vitest';
import { expireRequests } from '../../src/use-cases/expire-requests.ts';
import { remindApprovers } from '../../src/use-cases/remind-approvers.ts';
import { requestDetails } from '../../src/use-cases/request-details.ts';
import { nudgeApprovers, withdrawRequest } from '../../src/use-cases/withdraw-request.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aNightOfAsking, anAskingPolicy, anAskingRule, approve, asked, DAN, placesOf, stateOf } from './a-night-of-asking.ts';
import type { Night } from './a-quiet-night.ts';

const by = (slackId: string, id: string) => ({ slackId, requestId: id });

async function drawAll(night: Night): Promise<void> {
  for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'as-drawn'));
}

describe('withdrawing', () => {
  test('is the requester’s own, and final', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    expect(await withdrawRequest(night, by('U02BOB', request.id))).toEqual({ outcome: 'not-found' });
    expect(await withdrawRequest(night, by('U01ALICE', request.id))).toMatchObject({ outcome: 'withdrawn' });
    expect(await withdrawRequest(night, by('U01ALICE', request.id))).toMatchObject({ outcome: 'settled' });
    expect(await approve(night, request)).toMatchObject({ outcome: 'settled', request: { state: 'withdrawn' } });
    expect(night.ofKind('request-withdrawn')).toHaveLength(1);
  });

  test('makes room for another request', async () => {
    const night = await aNightOfAsking();
    const first = await asked(night);
    await withdrawRequest(night, by('U01ALICE', first.id));
    expect((await asked(night)).id).not.toBe(first.id);
  });
});

describe('asking once more', () => {
  test('writes anew to those who have not agreed, once in five minutes', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await drawAll(night);
    expect(await nudgeApprovers(night, by('U01ALICE', request.id))).toMatchObject({ outcome: 'nudged' });
    const places = (await placesOf(night, request)).filter((place) => place.startsWith('reminder'));
    expect(places.toSorted()).toEqual(['reminder C0APPR', 'reminder U02BOB', 'reminder U03CAROL', 'reminder U04DAN']);
    await night.clock.advance({ minutes: 4, seconds: 59 });
    expect(await nudgeApprovers(night, by('U01ALICE', request.id))).toMatchObject({ outcome: 'too-soon' });
    await night.clock.advance({ seconds: 1 });
    expect(await nudgeApprovers(night, by('U01ALICE', request.id))).toMatchObject({ outcome: 'nudged' });
    expect(await nudgeApprovers(night, by('U02BOB', request.id))).toEqual({ outcome: 'not-found' });
  });

  test('happens by itself at half time, once', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await night.clock.advance({ minutes: 7, seconds: 29 });
    expect(await remindApprovers(night)).toBe(0);
    await night.clock.advance({ seconds: 1 });
    expect(await remindApprovers(night)).toBe(1);
    expect(await remindApprovers(night)).toBe(0);
    expect(night.ofKind('approvers-reminded')).toMatchObject([{ about: { request: request.id, why: 'half-time' } }]);
  });

  test('bothers nobody once enough have agreed', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    night.onCall.fail('timeout');
    await approve(night, request);
    expect((await stateOf(night, request)).waitsFor).toMatchObject({ kind: 'source' });
    expect(await nudgeApprovers(night, by('U01ALICE', request.id))).toMatchObject({ outcome: 'settled' });
    expect(night.ofKind('approvers-reminded')).toEqual([]);
  });

  test('is too late when it is settled', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await night.clock.set(request.expiresAt);
    expect(await nudgeApprovers(night, by('U01ALICE', request.id))).toMatchObject({ outcome: 'settled' });
    await expireRequests(night);
    expect((await stateOf(night, request)).state).toBe('expired');
  });
});

describe('details', () => {
  test('are for the requester, those asked, approvers of the resource, owners and auditors, and for nobody else', async () => {
    const night = await aNightOfAsking(undefined, { roles: { owners: ['carol'], auditors: ['erin'] } });
    const [erin, gina] = [aMember({ slackId: 'U05ERIN' }), aMember({ slackId: 'U06GINA' })];
    night.directory.put(erin);
    night.directory.put(gina);
    const request = await asked(night);
    for (const member of [aMember(), BOB, CAROL, DAN]) {
      expect(await requestDetails(night, by(member.slackId, request.id))).toMatchObject({ outcome: 'details' });
    }
    expect(await requestDetails(night, by(gina.slackId, request.id))).toEqual({ outcome: 'not-found' });
    const people = new Map([...anAskingPolicy([]).people, ['erin', { name: 'erin', slack: ['U05ERIN'] }]]);
    const roles = { owners: ['carol'], auditors: ['erin'] };
    await night.putInForce(anAskingPolicy([anAskingRule()], { people, roles, hash: 'b'.repeat(64) }));
    expect(await requestDetails(night, by(erin.slackId, request.id))).toMatchObject({ outcome: 'details' });
  });

  test('nobody sees them by a policy that isn’t in force any more', async () => {
    const night = await aNightOfAsking([anAskingRule()]);
    const request = await asked(night);
    const before = night.policy.current();
    await night.putInForce(anAskingPolicy([], { hash: 'b'.repeat(64) }));
    night.hold(before);
    expect(await requestDetails(night, by(CAROL.slackId, request.id))).toEqual({ outcome: 'no-policy' });
  });
});
