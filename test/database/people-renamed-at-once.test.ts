import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import type { Store } from '../../src/ports/store.ts';
import { adoptPolicyFile, readBefore } from '../../src/use-cases/adopt-policy-file.ts';
import { approveRequest } from '../../src/use-cases/approve-request.ts';
import { concludeAgreed } from '../../src/use-cases/conclude-request.ts';
import { endGrantsNotGiven } from '../../src/use-cases/end-grants-not-given.ts';
import { extendGrant } from '../../src/use-cases/extend-grant.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { beginReveal, revealValues } from '../../src/use-cases/reveal-values.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { putInForce, READER, textOf } from '../builders/a-stored-policy.ts';
import { anAskingPolicy, anAskingRule, DAN } from '../use-cases/a-night-of-asking.ts';
import { aQuietNight, type Night } from '../use-cases/a-quiet-night.ts';
import { isSlow } from './is-slow.ts';
import { oneOf } from './one-of.ts';
import { query } from './query.ts';
import { type TwoReplicas, twoReplicas } from './two-replicas.ts';

const EVERYBODY = [aMember(), BOB, CAROL, DAN];

// One of them has no `opens`, and says that an account is somebody else's.
const policyOf = (hash: string, names: readonly string[], dan: string): Policy => {
  const grant = { default: Temporal.Duration.from({ minutes: 12 }), atMost: Temporal.Duration.from({ hours: 1 }) };
  const resources = names.map((name) => {
    const rule = name === 'asks' ? anAskingRule({ when: {}, grant }) : aRule({ grant });
    return [name, aResource({ name, approvers: 'leads', rules: [rule] })] as const;
  });
  const people = new Map(
    [...anAskingPolicy([]).people].filter(([name]) => name !== 'dan').concat([[dan, { name: dan, slack: [DAN.slackId] }]]),
  );
  return anAskingPolicy([], { hash, people, resources: new Map(resources) });
};

const POLICIES = [policyOf('a', ['opens', 'asks'], 'dan'), policyOf('b', ['asks'], 'daniel')] as const;

type Deed = {
  does: 'ask' | 'extend' | 'approve' | 'reveal' | 'conclude' | 'end' | 'swap';
  by: number;
  which: number;
  under: number;
};

let replicas: TwoReplicas;
let night: Night;
let views = 0;

beforeAll(async () => {
  replicas = await twoReplicas();
  night = await aQuietNight(POLICIES[0]);
  night.directory.put(DAN);
  night.directory.putGroup(
    'S0LEADS',
    EVERYBODY.map(({ slackId }) => slackId),
  );
  await putInForce(replicas.replica(0), POLICIES[0]);
});
afterAll(() => replicas.close());

const rows = <T extends object>(sql: string) => query<T>(replicas.own.ownerUrl, sql);

async function act(deed: Deed, store: Store): Promise<unknown> {
  const policy = POLICIES[deed.under] as Policy;
  const needs = { ...night, store, reader: READER, policy: { current: () => policy } };
  const { slackId } = EVERYBODY[deed.by] as (typeof EVERYBODY)[number];
  switch (deed.does) {
    case 'ask':
      return requestAccess(needs, { slackId, words: ['opens', 'asks'][deed.which % 2] as string, channel: 'C0INC' });
    case 'approve':
      return approveRequest(needs, { slackId, requestId: (await oneOf(replicas.own.ownerUrl, 'requests', 'pending', deed)).id });
    case 'extend': {
      const grant = await oneOf(replicas.own.ownerUrl, 'grants', 'active', deed);
      return extendGrant(needs, { slackId: grant.slack, grantId: grant.id });
    }
    case 'reveal': {
      const grant = await oneOf(replicas.own.ownerUrl, 'grants', 'active', deed);
      const begun = await beginReveal(needs, { slackId: grant.slack, grantId: grant.id, externalId: `view-${++views}` });
      return begun && revealValues(needs, grant.slack, begun.reveal.id);
    }
    case 'conclude':
      return concludeAgreed(needs);
    case 'end':
      return endGrantsNotGiven(needs);
    case 'swap': {
      const hash = POLICIES[1 - deed.under]?.hash;
      const before = hash === undefined ? undefined : await readBefore(needs, hash);
      return adoptPolicyFile(needs, { policy, text: textOf(policy), before, by: { kind: 'nightlatch' } });
    }
  }
}

const anyDeed = fc.record({
  deed: fc.record({
    does: fc.constantFrom(
      'ask',
      'ask',
      'ask',
      'extend',
      'approve',
      'approve',
      'reveal',
      'reveal',
      'conclude',
      'end',
      'swap',
      'swap',
    ),
    by: fc.nat(3),
    which: fc.nat(20),
    under: fc.nat(1),
  }) as fc.Arbitrary<Deed>,
  replica: fc.nat(1),
  goesAfter: fc.array(fc.nat(6), { minLength: 3, maxLength: 3 }),
});

test('whatever everybody does while policies change on two replicas, each thing is opened by the one in force, and none waits for ever', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyDeed, { minLength: 8, maxLength: 20 }), async (deeds) => {
      const done = await Promise.allSettled(deeds.map((one) => act(one.deed, replicas.replica(one.replica, one.goesAfter))));
      const logged = night.log.lines.splice(0).flatMap(({ error }) => (error === undefined ? [] : [error]));
      const faults = [...done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])), ...logged];
      expect(faults.filter((one) => !isSlow(one))).toEqual([]);
      await replicas.own.clock.advance({ minutes: 5 });
    }),
    { numRuns: 60, endOnFailure: true },
  );
  const entries = await rows<{ kind: string; hash: string | null; by_hash: string | null }>(`
    SELECT record::jsonb->>'kind' AS kind, record::jsonb#>>'{about,hash}' AS hash, record::jsonb#>>'{about,policyHash}' AS by_hash
    FROM audit_entries ORDER BY seq`);
  let inForce: string | null = null;
  const counts = { swaps: 0, opened: 0 };
  for (const { kind, hash, by_hash: by } of entries) {
    if (kind === 'policy-in-force') {
      inForce = hash;
      counts.swaps += 1;
    }
    if (kind !== 'access-granted' && kind !== 'grant-extended' && kind !== 'access-asked') continue;
    if (by !== null) expect([kind, by]).toEqual([kind, inForce]);
    counts.opened += 1;
  }
  expect(counts.swaps).toBeGreaterThan(20);
  expect(counts.opened).toBeGreaterThan(20);
}, 180_000);
