import { describe, expect, test } from 'vitest';
import { denyRequest } from '../../src/use-cases/approve-request.ts';
import { expireRequests } from '../../src/use-cases/expire-requests.ts';
import { withdrawRequest } from '../../src/use-cases/withdraw-request.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import {
  aNightOfAsking,
  anAskingPolicy,
  anAskingRule,
  approve,
  asked,
  DAN,
  grantOf,
  ONE_LEAD,
  stateOf,
  TWO_LEADS,
} from './a-night-of-asking.ts';
import { type Night, START } from './a-quiet-night.ts';

function deny(night: Night, id: string, by = BOB, reason?: string) {
  return denyRequest(night, { slackId: by.slackId, requestId: id, ...(reason !== undefined && { reason }) });
}

describe('a yes', () => {
  test('of one who may gives access from then on, says who, and is on record before it', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night, undefined, 'window-1');
    await night.clock.advance({ minutes: 4 });
    expect(await approve(night, request)).toMatchObject({ outcome: 'approved' });
    const grant = await grantOf(night, request);
    expect(grant).toMatchObject({ state: 'active', reason: 'replica lag', approvedBy: [{ name: 'Bob' }] });
    expect(grant?.startedAt).toEqual(START.add({ minutes: 4 }));
    expect(grant?.endsAt).toEqual(START.add({ minutes: 34 }));
    expect(night.recorded().map(({ kind }) => kind)).toEqual(['access-asked', 'access-approved', 'access-granted']);
    expect((await stateOf(night, request)).state).toBe('granted');
  });

  test("turns the requester's window into the grant's, and writes to them anew", async () => {
    const night = await aNightOfAsking();
    const request = await asked(night, undefined, 'window-1');
    await approve(night, request);
    const grant = await grantOf(night, request);
    expect((await night.tx((tx) => tx.cards.windowOf('window-1')))?.subject).toEqual({ kind: 'grant', grantId: grant?.id });
    const direct = (await night.cards()).filter(({ subject, place }) => subject.kind === 'grant' && place.kind === 'direct');
    expect(direct).toHaveLength(1);
  });

  test('for 15 min shortens and never lengthens', async () => {
    const night = await aNightOfAsking();
    const first = await asked(night);
    await approve(night, first, BOB, Temporal.Duration.from({ minutes: 15 }));
    const short = await grantOf(night, first);
    expect([short?.endsAt, short?.endsBecause]).toEqual([START.add({ minutes: 15 }), 'approver']);
    await night.tx((tx) => tx.grants.end(short?.id ?? '', 'revoked'));
    const second = await asked(night, 'db-prod for 10m');
    await approve(night, second, BOB, Temporal.Duration.from({ minutes: 15 }));
    const asAsked = await grantOf(night, second);
    expect([asAsked?.endsAt, asAsked?.endsBecause]).toEqual([START.add({ minutes: 10 }), 'asked']);
  });

  test('where two are needed it takes two different people, and the shortest time of both', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
    const request = await asked(night);
    await approve(night, request, BOB, Temporal.Duration.from({ minutes: 20 }));
    expect(await approve(night, request, BOB)).toMatchObject({ outcome: 'approved-already' });
    expect(await grantOf(night, request)).toBeUndefined();
    await approve(night, request, CAROL, Temporal.Duration.from({ minutes: 15 }));
    const grant = await grantOf(night, request);
    expect(grant?.approvedBy.map(({ name }) => name)).toEqual(['Bob', 'Carol']);
    expect(grant?.endsAt).toEqual(START.add({ minutes: 15 }));
  });

  test('of the requester counts for nothing, by any of their accounts', async () => {
    const people = new Map([
      ...anAskingPolicy([]).people,
      ['alice', { name: 'alice', slack: ['U01ALICE', 'U09ALICE'], pagerduty: 'PALICE1' }],
    ]);
    const night = await aNightOfAsking(undefined, { people });
    const second = aMember({ slackId: 'U09ALICE' });
    night.directory.put(second);
    const request = await asked(night);
    expect(await approve(night, request, aMember())).toMatchObject({ outcome: 'own-request' });
    expect(await approve(night, request, second)).toMatchObject({ outcome: 'own-request' });
    expect(night.ofKind('refused').map(({ about }) => about.code)).toEqual(['own-request']);
  });

  test('of an account that the policy has since given to the requester counts for nothing', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    const people = new Map(anAskingPolicy([]).people).set('alice', { name: 'alice', slack: ['U01ALICE', 'U02BOB'] });
    people.delete('bob');
    await night.putInForce(anAskingPolicy([anAskingRule()], { people, hash: 'b'.repeat(64) }));
    expect(await approve(night, request, BOB)).toMatchObject({ outcome: 'own-request' });
  });

  test('of the requester from another account counts for nothing, also when the policy has since dropped the first', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    const second = aMember({ slackId: 'U09ALICE' });
    night.directory.put(second);
    const people = new Map(anAskingPolicy([]).people).set('alice', { name: 'alice', slack: ['U09ALICE'] });
    await night.putInForce(anAskingPolicy([anAskingRule()], { people, hash: 'b'.repeat(64) }));
    expect(await approve(night, request, second)).toMatchObject({ outcome: 'own-request' });
  });

  test("of whoever the policy has since given the requester's account counts for nothing", async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    const people = new Map(anAskingPolicy([]).people).set('bob', { name: 'bob', slack: ['U02BOB', 'U01ALICE'] });
    people.delete('alice');
    await night.putInForce(anAskingPolicy([anAskingRule()], { people, hash: 'b'.repeat(64) }));
    expect(await approve(night, request, BOB)).toMatchObject({ outcome: 'own-request' });
  });

  test('to what is settled is told so without asking who may approve', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await approve(night, request, CAROL);
    night.directory.failGroups('rate-limited');
    expect(await approve(night, request, BOB)).toMatchObject({ outcome: 'settled' });
  });

  test('of two accounts that turn out to be one human counts once', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
    const request = await asked(night);
    await approve(night, request, BOB);
    const people = new Map(anAskingPolicy([]).people).set('carol', { name: 'carol', slack: ['U03CAROL', 'U02BOB'] });
    people.delete('bob');
    await night.putInForce(anAskingPolicy([anAskingRule({ approve: TWO_LEADS })], { people, hash: 'b'.repeat(64) }));
    expect(await approve(night, request, CAROL)).toMatchObject({ outcome: 'approved-already' });
    expect(await grantOf(night, request)).toBeUndefined();
  });

  test('of somebody who joined the approvers after it was asked counts for nothing', async () => {
    const night = await aNightOfAsking();
    night.directory.putGroup('S0LEADS', ['U03CAROL']);
    const request = await asked(night);
    night.directory.putGroup('S0LEADS', ['U03CAROL', 'U02BOB']);
    expect(await approve(night, request, BOB)).toMatchObject({ outcome: 'not-an-approver' });
  });

  test('of somebody who was not asked teaches them nothing of how it ended', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await deny(night, request.id, BOB, 'not while the backup runs');
    const mallory = aMember({ slackId: 'U66MALLORY', displayName: 'Mallory', email: 'mallory@example.com' });
    night.directory.put(mallory);
    expect(await approve(night, request, mallory)).toMatchObject({ outcome: 'not-an-approver' });
    expect(await approve(night, request, CAROL)).toMatchObject({ outcome: 'settled' });
  });

  test('of somebody who has left the approvers counts for nothing', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    night.directory.putGroup('S0LEADS', ['U03CAROL']);
    expect(await approve(night, request, BOB)).toMatchObject({ outcome: 'not-an-approver' });
    expect(night.ofKind('refused')).toHaveLength(1);
  });

  test.each(['guest', 'deactivated', 'outsider', 'bot'] as const)(
    'of a %s counts for nothing and learns nothing',
    async (standing) => {
      const night = await aNightOfAsking();
      const request = await asked(night);
      night.directory.put({ ...BOB, standing });
      expect(await approve(night, request, BOB)).toEqual({ outcome: 'outsider' });
      expect((await stateOf(night, request)).approvals).toEqual([]);
    },
  );

  test('is not taken while the group cannot be looked up', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    night.directory.failGroups('rate-limited');
    expect(await approve(night, request)).toMatchObject({
      outcome: 'cannot-tell',
      unanswered: { source: 'Slack', fault: 'rate-limited', about: 'approvers' },
    });
    expect((await stateOf(night, request)).approvals).toEqual([]);
  });

  test('of somebody named is taken at once, while another source that may name them is silent', async () => {
    const by = [{ kind: 'on-call', target: 'db-primary' } as const, { kind: 'person', person: 'bob' } as const];
    const night = await aNightOfAsking([anAskingRule({ approve: { ...ONE_LEAD, by } })]);
    const request = await asked(night);
    night.onCall.fail('timeout');
    expect(await approve(night, request)).toMatchObject({ outcome: 'approved' });
  });

  test('of whoever is on call counts while they are', async () => {
    const by = [{ kind: 'on-call', target: 'db-primary' } as const];
    const night = await aNightOfAsking([anAskingRule({ when: { member: ['sre'] }, approve: { ...ONE_LEAD, by } })]);
    night.onCall.put('db-primary', [
      {
        user: { provider: 'pagerduty' as const, id: 'PBOB002', name: 'Bob' },
        level: 1,
        start: START,
        end: START.add({ minutes: 5 }),
      },
    ]);
    const request = await asked(night);
    expect(request.eligible).toMatchObject([{ person: 'bob', onCall: true }]);
    await night.clock.advance({ minutes: 5 });
    expect(await approve(night, request)).toMatchObject({ outcome: 'not-an-approver' });
  });

  test('counts for facts of the last five seconds only', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    const slow = { ...night, directory: slowBy(night, { seconds: 5, milliseconds: 1 }) };
    expect(await approve(slow, request)).toMatchObject({ outcome: 'cannot-tell' });
    const inTime = { ...night, directory: slowBy(night, { seconds: 5 }) };
    expect(await approve(inTime, request)).toMatchObject({ outcome: 'approved' });
  });

  test.each([
    ['a millisecond before', -1, 'approved'],
    ['at', 0, 'settled'],
    ['a millisecond after', 1, 'settled'],
  ])('%s its time is over is %s ms: %s', async (_, milliseconds, outcome) => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await night.clock.set(request.expiresAt.add({ milliseconds }));
    expect(await approve(night, request)).toMatchObject({ outcome });
  });

  test('about a request that never was is no answer about any', async () => {
    const night = await aNightOfAsking();
    expect(await approve(night, { id: '0195a0c0-0000-7000-8000-000000000999' })).toEqual({ outcome: 'not-found' });
  });

  test('is not taken by a process that does not hold the policy in force', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    await night.putInForce(aPolicy({ hash: 'b'.repeat(64) }));
    night.hold(anAskingPolicy([anAskingRule()]));
    expect(await approve(night, request)).toEqual({ outcome: 'no-policy' });
  });
});

describe('a no', () => {
  test('ends it, with the reason, and the requester is written to', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    expect(await deny(night, request.id, CAROL, 'use the replica')).toMatchObject({
      outcome: 'denied',
      request: { state: 'denied', settled: { by: { name: 'Carol' }, reason: 'use the replica' } },
    });
    expect(await approve(night, request)).toMatchObject({ outcome: 'settled', request: { state: 'denied' } });
    const notes = (await night.cards()).filter(
      ({ subject }) => subject.kind === 'note' && subject.note.kind === 'request-answered',
    );
    expect(notes).toMatchObject([
      {
        place: { kind: 'direct', to: 'U01ALICE' },
        subject: { note: { outcome: 'denied', by: 'Carol', text: 'use the replica' } },
      },
    ]);
  });

  test('needs the same right as a yes', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    night.directory.putGroup('S0LEADS', ['U03CAROL']);
    expect(await deny(night, request.id, BOB)).toMatchObject({ outcome: 'not-an-approver' });
    expect(await deny(night, request.id, aMember())).toMatchObject({ outcome: 'own-request' });
    expect((await stateOf(night, request)).state).toBe('pending');
  });
});

describe('of fifty clicks at once', () => {
  test('yes, no, withdraw and the end of its time: one wins', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
    const request = await asked(night);
    const clicks = Array.from({ length: 50 }, (_, index) => {
      if (index % 5 === 4) return withdrawRequest(night, { slackId: 'U01ALICE', requestId: request.id });
      if (index % 5 === 3) return deny(night, request.id, DAN);
      return approve(night, request, index % 2 === 0 ? BOB : CAROL);
    });
    await Promise.all([...clicks, expireRequests(night)]);
    const after = await stateOf(night, request);
    expect(after.state).not.toBe('pending');
    const ends = ['access-granted', 'access-denied', 'request-withdrawn', 'request-expired'];
    expect(night.recorded().filter(({ kind }) => ends.includes(kind))).toHaveLength(1);
  });
});

function slowBy(night: Night, duration: Temporal.DurationLike): Night['directory'] {
  const slow = Object.create(night.directory) as Night['directory'];
  slow.groupMembers = async (group) => {
    const members = await night.directory.groupMembers(group);
    await night.clock.advance(duration);
    return members;
  };
  slow.member = (id, freshness) => night.directory.member(id, freshness);
  return slow;
}
