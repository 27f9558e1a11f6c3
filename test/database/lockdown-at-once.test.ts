import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { approveRequest } from '../../src/use-cases/approve-request.ts';
import { concludeAgreed } from '../../src/use-cases/conclude-request.ts';
import { endGrantsOfLockdown } from '../../src/use-cases/end-grants-of-lockdown.ts';
import { extendGrant } from '../../src/use-cases/extend-grant.ts';
import { liftLockdown } from '../../src/use-cases/lift-lockdown.ts';
import { lockDown } from '../../src/use-cases/lock-down.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { beginReveal, revealValues } from '../../src/use-cases/reveal-values.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { putInForce } from '../builders/a-stored-policy.ts';
import { anAskingPolicy, anAskingRule, DAN } from '../use-cases/a-night-of-asking.ts';
import { aQuietNight, type Night } from '../use-cases/a-quiet-night.ts';
import { isSlow } from './is-slow.ts';
import { oneOf } from './one-of.ts';
import { query } from './query.ts';
import { type TwoReplicas, twoReplicas } from './two-replicas.ts';

const EVERYBODY = [aMember(), BOB, CAROL, DAN];
const LEFT = "access-granted', 'access-asked', 'grant-extended', 'revealed', 'access-approved";

type Deed = { does: 'ask' | 'extend' | 'approve' | 'reveal' | 'conclude' | 'end'; by: number; which: number };

let replicas: TwoReplicas;
let night: Night;
let views = 0;

beforeAll(async () => {
  replicas = await twoReplicas();
  const grant = { default: Temporal.Duration.from({ minutes: 12 }), atMost: Temporal.Duration.from({ hours: 1 }) };
  const resources = new Map(
    ['opens', 'opens-too', 'asks'].map((name) => {
      const rule = name === 'asks' ? anAskingRule({ when: {}, grant }) : aRule({ grant });
      return [name, aResource({ name, approvers: 'leads', rules: [rule] })];
    }),
  );
  night = await aQuietNight(anAskingPolicy([], { resources, roles: { owners: ['carol', 'dan', 'bob'], auditors: [] } }));
  night.directory.put(DAN);
  night.directory.putGroup(
    'S0LEADS',
    EVERYBODY.map(({ slackId }) => slackId),
  );
  const held = night.policy.current();
  if (held) await putInForce(replicas.replica(0), held);
});
afterAll(() => replicas.close());

const rows = <T extends object>(sql: string) => query<T>(replicas.own.ownerUrl, sql);

async function act(deed: Deed, store: Store): Promise<unknown> {
  const needs = { ...night, store };
  const { slackId } = EVERYBODY[deed.by] as (typeof EVERYBODY)[number];
  switch (deed.does) {
    case 'ask':
      return requestAccess(needs, { slackId, words: ['opens', 'opens-too', 'asks'][deed.which % 3] as string, channel: 'C0INC' });
    case 'approve':
      return approveRequest(needs, { slackId, requestId: (await oneOf(replicas.own.ownerUrl, 'requests', 'pending', deed)).id });
    case 'extend': {
      const grant = await oneOf(replicas.own.ownerUrl, 'grants', 'active', deed);
      return extendGrant(needs, { slackId: grant.slack, grantId: grant.id });
    }
    case 'reveal': {
      const grant = await oneOf(replicas.own.ownerUrl, 'grants', 'active', deed);
      const click = { slackId: grant.slack, grantId: grant.id, externalId: `view-${++views}` };
      const begun = await beginReveal(needs, click);
      return begun && revealValues(needs, grant.slack, begun.reveal.id);
    }
    case 'conclude':
      return concludeAgreed(needs);
    case 'end':
      return endGrantsOfLockdown(needs);
  }
}

const anyDeed = fc.record({
  deed: fc.record({
    does: fc.constantFrom('ask', 'ask', 'ask', 'extend', 'approve', 'approve', 'reveal', 'reveal', 'conclude', 'end'),
    by: fc.nat(3),
    which: fc.nat(20),
  }) as fc.Arbitrary<Deed>,
  replica: fc.nat(1),
  goesAfter: fc.array(fc.nat(6), { minLength: 3, maxLength: 3 }),
});

function faultsOf(done: readonly PromiseSettledResult<unknown>[]): unknown[] {
  const logged = night.log.lines.splice(0).flatMap(({ error }) => (error === undefined ? [] : [error]));
  return [...done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])), ...logged].filter((one) => !isSlow(one));
}

test('whatever everybody does while two owners lock down on two replicas, one does it, and nothing is opened, asked or shown after', async () => {
  let before = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyDeed, { minLength: 6, maxLength: 20 }), fc.nat(9), fc.nat(9), async (deeds, mine, other) => {
      const [lastBefore] = await rows<{ seq: string }>('SELECT coalesce(max(seq), 0) AS seq FROM audit_entries');
      const owners = [CAROL, DAN].map(({ slackId }, nth) =>
        lockDown({ ...night, store: replicas.replica(nth, [nth === 0 ? mine : other]) }, { slackId, reason: 'why' }),
      );
      const done = await Promise.allSettled([
        ...owners,
        ...deeds.map((one) => act(one.deed, replicas.replica(one.replica, one.goesAfter))),
      ]);
      expect(faultsOf(done)).toEqual([]);
      const begun = await rows<{ seq: string }>(
        `SELECT seq FROM audit_entries WHERE seq > ${lastBefore?.seq} AND record::jsonb->>'kind' = 'locked-down'`,
      );
      // Where the database was too slow for both owners, nobody locked down.
      fc.pre(begun.length > 0 || done.slice(0, owners.length).some(({ status }) => status === 'fulfilled'));
      expect(begun).toHaveLength(1);
      const after = `SELECT record::jsonb->>'kind' AS kind FROM audit_entries WHERE seq > ${begun[0]?.seq} AND record::jsonb->>'kind' IN ('${LEFT}')`;
      expect(await rows(after)).toEqual([]);
      await endGrantsOfLockdown({ store: replicas.replica(0) });
      expect(
        await rows("SELECT id FROM grants WHERE state = 'active' UNION ALL SELECT id FROM requests WHERE state = 'pending'"),
      ).toEqual([]);
      const lifted = await liftLockdown({ ...night, store: replicas.replica(1) }, BOB.slackId);
      expect(lifted.outcome).toBe('lifted');
      // Somebody holds something when the next one begins.
      await Promise.allSettled([0, 1].map((by) => act({ does: 'ask', by, which: by }, replicas.replica(0))));
      before += 1;
      await replicas.own.clock.advance({ minutes: 2 });
    }),
    { numRuns: 30, endOnFailure: true },
  );
  expect(before).toBe(30);
  const [count] = await rows<{ granted: number; ended: number }>(
    "SELECT count(*)::int AS granted, count(*) FILTER (WHERE end_cause = 'lockdown')::int AS ended FROM grants",
  );
  expect(count?.granted).toBeGreaterThan(45);
  expect(count?.ended).toBeGreaterThan(45);
}, 180_000);
