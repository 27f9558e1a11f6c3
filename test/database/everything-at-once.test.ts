import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CardSurface } from '../../src/ports/card-surface.ts';
import type { Store } from '../../src/ports/store.ts';
import { approveRequest, denyRequest } from '../../src/use-cases/approve-request.ts';
import { checkPeople } from '../../src/use-cases/check-people.ts';
import { concludeAgreed } from '../../src/use-cases/conclude-request.ts';
import { deliverCards } from '../../src/use-cases/deliver-cards.ts';
import { endDueGrants } from '../../src/use-cases/end-due-grants.ts';
import { revokeGrant } from '../../src/use-cases/end-grant-by-hand.ts';
import { expireRequests } from '../../src/use-cases/expire-requests.ts';
import { extendGrant } from '../../src/use-cases/extend-grant.ts';
import { markReviewed } from '../../src/use-cases/mark-reviewed.ts';
import { remindApprovers } from '../../src/use-cases/remind-approvers.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { tellOverdueReviews } from '../../src/use-cases/tell-overdue-reviews.ts';
import { warnBeforeEnd } from '../../src/use-cases/warn-before-end.ts';
import { nudgeApprovers, withdrawRequest } from '../../src/use-cases/withdraw-request.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { putInForce } from '../builders/a-stored-policy.ts';
import { anAskingPolicy, anAskingRule, DAN, TWO_LEADS } from '../use-cases/a-night-of-asking.ts';
import { aQuietNight, type Night } from '../use-cases/a-quiet-night.ts';
import { isSlow } from './is-slow.ts';
import { query } from './query.ts';
import { type TwoReplicas, twoReplicas } from './two-replicas.ts';

const EVERYBODY = [aMember(), BOB, CAROL, DAN];
const RESOURCES = ['asks-one', 'asks-two', 'asks-nobody'];
const MINUTES = (minutes: number) => Temporal.Duration.from({ minutes });

// Whoever asks is a lead, and so is everybody who is asked: each is shown in the home of all the others.
const JOBS = {
  concludeAgreed,
  expireRequests,
  endDueGrants,
  checkPeople,
  warnBeforeEnd,
  remindApprovers,
  tellOverdueReviews,
  deliverCards,
};

const CLICKS = [
  'ask',
  'ask',
  'ask',
  'extend',
  'approve',
  'approve',
  'approve',
  'deny',
  'withdraw',
  'nudge',
  'revoke',
  'review',
] as const;

type Deed = { does: (typeof CLICKS)[number]; by: number; which: number } | { job: keyof typeof JOBS };

const anyDeed: fc.Arbitrary<{ deed: Deed; replica: number; goesAfter: number[] }> = fc.record({
  deed: fc.oneof<{ arbitrary: fc.Arbitrary<Deed>; weight: number }[]>(
    { weight: 4, arbitrary: fc.record({ does: fc.constantFrom(...CLICKS), by: fc.nat(3), which: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ job: fc.constantFrom(...(Object.keys(JOBS) as (keyof typeof JOBS)[])) }) },
  ),
  replica: fc.nat(1),
  goesAfter: fc.array(fc.nat(6), { minLength: 3, maxLength: 3 }),
});

let replicas: TwoReplicas;
let night: Night;

beforeAll(async () => {
  replicas = await twoReplicas();
  const grant = { default: MINUTES(12), atMost: MINUTES(30) };
  const rules = {
    'asks-one': [anAskingRule({ when: {}, grant })],
    'asks-two': [anAskingRule({ when: {}, grant, approve: TWO_LEADS, review: { by: ['carol', 'bob'], within: MINUTES(5) } })],
    'asks-nobody': [aRule({ grant })],
  };
  const resources = new Map(
    Object.entries(rules).map(([name, of]) => [name, aResource({ name, approvers: 'leads', rules: of })]),
  );
  night = await aQuietNight(anAskingPolicy([], { resources }));
  night.directory.put(DAN);
  night.directory.putGroup(
    'S0LEADS',
    EVERYBODY.map(({ slackId }) => slackId),
  );
  const held = night.policy.current();
  if (held) await putInForce(replicas.replica(0), held);
  await replicas.replica(0).transaction(async (tx) => {
    for (const { slackId } of EVERYBODY) await tx.cards.add({ kind: 'home' }, { kind: 'home', of: slackId });
  });
});
afterAll(() => replicas.close());

async function anId(table: 'requests' | 'grants', state: string, which: number): Promise<string> {
  const rows = await query<{ id: string }>(
    replicas.own.ownerUrl,
    `SELECT id::text FROM ${table} WHERE state = '${state}' ORDER BY id`,
  );
  return rows[which % Math.max(rows.length, 1)]?.id ?? '00000000-0000-7000-8000-000000000000';
}

// Now and then a place is gone, so that its card is given up.
let drawn = 0;
const surface: CardSurface = {
  draw: async () => (++drawn % 7 === 0 ? { outcome: 'gone' } : { outcome: 'drawn', hash: String(drawn) }),
};

async function act(deed: Deed, store: Store): Promise<unknown> {
  const needs = { ...night, store, surface };
  if ('job' in deed) return JOBS[deed.job](needs);
  const { slackId } = EVERYBODY[deed.by] as (typeof EVERYBODY)[number];
  const requestId = () => anId('requests', 'pending', deed.which);
  const grantId = () => anId('grants', 'active', deed.which);
  switch (deed.does) {
    case 'ask': {
      const words = `${RESOURCES[deed.which % RESOURCES.length]} ${deed.which % 2 ? 'PGPASSWORD' : 'for 20m'} because replica lag`;
      return requestAccess(needs, { slackId, words, channel: 'C0INC' });
    }
    case 'extend':
      return extendGrant(needs, { slackId, grantId: await grantId() });
    case 'approve':
      return approveRequest(needs, { slackId, requestId: await requestId() });
    case 'deny':
      return denyRequest(needs, { slackId, requestId: await requestId() });
    case 'withdraw':
      return withdrawRequest(needs, { slackId, requestId: await requestId() });
    case 'nudge':
      return nudgeApprovers(needs, { slackId, requestId: await requestId() });
    case 'revoke':
      return revokeGrant(needs, slackId, await grantId());
    case 'review':
      return markReviewed(needs, { slackId, grantId: await grantId() });
  }
}

test('whatever everybody and every job do at once on two replicas, nobody waits for one who waits for them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyDeed, { minLength: 12, maxLength: 30 }), fc.nat(9), async (deeds, minutes) => {
      const done = await Promise.allSettled(deeds.map((one) => act(one.deed, replicas.replica(one.replica, one.goesAfter))));
      const logged = night.log.lines.splice(0).flatMap(({ error }) => (error === undefined ? [] : [error]));
      const failed = [...done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])), ...logged];
      expect(failed.filter((error) => !isSlow(error))).toEqual([]);
      await replicas.own.clock.advance({ minutes });
    }),
    { numRuns: 60, endOnFailure: true },
  );
  const read = (sql: string) => query<{ count: number }>(replicas.own.ownerUrl, `SELECT count(*)::int AS count FROM ${sql}`);
  const alone =
    'requests r WHERE r.state = $$granted$$ AND needed > (SELECT count(*) FROM approvals a WHERE a.request_id = r.id AND void_at IS NULL)';
  expect(await read(alone)).toEqual([{ count: 0 }]);
  const endless = 'grants WHERE ends_at > started_at + make_interval(secs => at_most_seconds)';
  expect(await read(endless)).toEqual([{ count: 0 }]);
  expect((await read('grants'))[0]?.count).toBeGreaterThan(20);
}, 180_000);
