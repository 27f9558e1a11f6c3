import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PendingRequest } from '../../src/domain/request.ts';
import type { Store } from '../../src/ports/store.ts';
import { approveRequest, denyRequest } from '../../src/use-cases/approve-request.ts';
import { concludeAgreed } from '../../src/use-cases/conclude-request.ts';
import { expireRequests } from '../../src/use-cases/expire-requests.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { withdrawRequest } from '../../src/use-cases/withdraw-request.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aResource } from '../builders/a-policy.ts';
import { putInForce } from '../builders/a-stored-policy.ts';
import { anAskingPolicy, anAskingRule, DAN, TWO_LEADS } from '../use-cases/a-night-of-asking.ts';
import { aQuietNight, type Night } from '../use-cases/a-quiet-night.ts';
import { isSlow } from './is-slow.ts';
import { query } from './query.ts';
import { type TwoReplicas, twoReplicas } from './two-replicas.ts';

// Each round asks for a resource of its own, so that rounds don't meet each other's limits.
const RESOURCES = Array.from({ length: 80 }, (_, nth) => `res-${nth}`);
const CLICKERS = { alice: aMember(), bob: BOB, carol: CAROL, dan: DAN };

type Click = { kind: 'approve' | 'deny'; by: keyof typeof CLICKERS } | { kind: 'withdraw' | 'expire' | 'conclude' };

const anyClick: fc.Arbitrary<{ click: Click; replica: number; yields: number[] }> = fc.record({
  click: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('approve' as const), by: fc.constantFrom('bob', 'carol', 'dan', 'alice') }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('deny' as const), by: fc.constantFrom('bob', 'alice') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('withdraw' as const, 'expire' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('conclude' as const) }) },
  ) as fc.Arbitrary<Click>,
  replica: fc.integer({ min: 0, max: 1 }),
  yields: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 4, maxLength: 4 }),
});

let replicas: TwoReplicas;
let night: Night;

beforeAll(async () => {
  replicas = await twoReplicas();
  const rules = [anAskingRule({ when: { member: ['everyone'] }, approve: TWO_LEADS })];
  const policy = anAskingPolicy(rules, {
    resources: new Map(RESOURCES.map((name) => [name, aResource({ name, rules })])),
  });
  const groups = new Map([...policy.groups, ['everyone', { name: 'everyone', kind: 'people' as const, members: ['alice'] }]]);
  night = await aQuietNight({ ...policy, groups });
  night.directory.put(DAN);
  night.directory.putGroup('S0LEADS', ['U02BOB', 'U03CAROL', 'U04DAN']);
  const held = night.policy.current();
  if (held) await putInForce(replicas.replica(0), held);
});
afterAll(() => replicas.close());

let round = 0;

async function ask(): Promise<PendingRequest> {
  const resource = RESOURCES[round++ % RESOURCES.length] as string;
  // A minute on, so that nobody meets the limit of requests.
  await replicas.own.clock.advance({ minutes: 1 });
  const needs = { ...night, store: replicas.replica(0) };
  const outcome = await requestAccess(needs, { slackId: 'U01ALICE', words: `${resource} for 30m`, channel: 'C0INC' });
  if (outcome.outcome !== 'asked') throw new Error(JSON.stringify(outcome));
  return outcome.request;
}

function act(click: Click, store: Store, id: string): Promise<unknown> {
  const needs = { ...night, store };
  switch (click.kind) {
    case 'approve':
      return approveRequest(needs, { slackId: CLICKERS[click.by].slackId, requestId: id });
    case 'deny':
      return denyRequest(needs, { slackId: CLICKERS[click.by].slackId, requestId: id });
    case 'withdraw':
      return withdrawRequest(needs, { slackId: 'U01ALICE', requestId: id });
    case 'expire':
      return expireRequests(needs);
    case 'conclude':
      return concludeAgreed(needs);
  }
}

async function ends(id: string): Promise<string[]> {
  const kinds = ['access-granted', 'access-denied', 'request-withdrawn', 'request-expired', 'request-overtaken'];
  const rows = await query(
    replicas.own.ownerUrl,
    "SELECT record::json->>'kind' AS kind FROM audit_entries WHERE record LIKE '%' || $1 || '%'",
    [id],
  );
  return rows.map((row) => String((row as { kind: unknown }).kind)).filter((kind) => kinds.includes(kind));
}

test('however clicks on one request fall together on two replicas, it ends once, granted by two others only, and is never stuck', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyClick, { minLength: 3, maxLength: 14 }), async (clicks) => {
      const { id } = await ask();
      const done = await Promise.allSettled(
        clicks.map(({ click, replica: which, yields }) => act(click, replicas.replica(which, yields), id)),
      );
      const failed = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(failed.filter((error) => !isSlow(error))).toEqual([]);
      await replicas.own.clock.advance({ seconds: 20 });
      await concludeAgreed({ ...night, store: replicas.replica(1) });
      const request = await replicas.replica(0).transaction((tx) => tx.requests.byId(id));
      const people = new Set(request?.approvals.map(({ personId }) => personId));
      expect(people.size).toBe(request?.approvals.length);
      expect(people.has(request?.requester.personId ?? '')).toBe(false);
      const isSettled = request?.state !== 'pending';
      expect(await ends(id)).toHaveLength(isSettled ? 1 : 0);
      // Nobody said no and two said yes: it must not wait.
      if (!isSettled) expect(people.size).toBeLessThan(2);
      const granted = await query(replicas.own.ownerUrl, 'SELECT count(*)::int AS count FROM grants WHERE request_id = $1', [id]);
      expect(granted).toEqual([{ count: request?.state === 'granted' ? 1 : 0 }]);
      if (request?.state === 'granted') expect(people.size).toBeGreaterThanOrEqual(2);
      await leaveNothing(id);
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 120_000);

async function leaveNothing(id: string): Promise<void> {
  const grant = await replicas.replica(0).transaction((tx) => tx.grants.ofRequest(id));
  if (grant) await replicas.replica(0).transaction((tx) => tx.grants.end(grant.id, 'given-back'));
  else await withdrawRequest({ ...night, store: replicas.replica(0) }, { slackId: 'U01ALICE', requestId: id });
}
