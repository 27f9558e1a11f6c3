import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import type { Store } from '../../src/ports/store.ts';
import { adoptPolicyFile } from '../../src/use-cases/adopt-policy-file.ts';
import { approveRequest } from '../../src/use-cases/approve-request.ts';
import { concludeAgreed } from '../../src/use-cases/conclude-request.ts';
import { endGrantsNotGiven } from '../../src/use-cases/end-grants-not-given.ts';
import { extendGrant } from '../../src/use-cases/extend-grant.ts';
import { followPolicy } from '../../src/use-cases/follow-policy.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { putInForce, textOf } from '../builders/a-stored-policy.ts';
import { anAskingPolicy, anAskingRule, DAN } from '../use-cases/a-night-of-asking.ts';
import { aQuietNight, type Night } from '../use-cases/a-quiet-night.ts';
import { isSlow } from './is-slow.ts';
import { oneOf } from './one-of.ts';
import { query } from './query.ts';
import { type TwoReplicas, twoReplicas } from './two-replicas.ts';

const EVERYBODY = [aMember(), BOB, CAROL, DAN];
const NAMES = ['a', 'b', 'c'];

type Deed = { does: 'ask' | 'extend' | 'approve' | 'conclude' | 'sweep' | 'swap' | 'follow'; by: number; which: number };

let replicas: TwoReplicas;
/** What each of two processes has and holds. */
let processes: Night[];
let versions = 0;

/** A policy that was never in force, with a resource fewer or more than the others. */
function aVersion(which: number): Policy {
  const grant = { default: Temporal.Duration.from({ minutes: 12 }), atMost: Temporal.Duration.from({ hours: 1 }) };
  const open = NAMES.filter((_, nth) => nth !== which % 4).map((name) => aResource({ name, rules: [aRule({ grant })] }));
  const asks = aResource({ name: 'asks', approvers: 'leads', rules: [anAskingRule({ when: {}, grant })] });
  const hash = `version-${++versions}`;
  return anAskingPolicy([], { hash, resources: new Map([...open, asks].map((one) => [one.name, one])) });
}

beforeAll(async () => {
  replicas = await twoReplicas();
  const first = aVersion(3);
  processes = await Promise.all([aQuietNight(first), aQuietNight(first)]);
  for (const night of processes) {
    night.directory.put(DAN);
    night.directory.putGroup(
      'S0LEADS',
      EVERYBODY.map(({ slackId }) => slackId),
    );
  }
  await putInForce(replicas.replica(0), first);
});
afterAll(() => replicas.close());

const rows = <T extends object>(sql: string) => query<T>(replicas.own.ownerUrl, sql);

async function act(deed: Deed, night: Night, store: Store): Promise<unknown> {
  const needs = { ...night, store, workspace: () => 'T0123ABCD' };
  const { slackId } = EVERYBODY[deed.by] as (typeof EVERYBODY)[number];
  switch (deed.does) {
    case 'ask':
      return requestAccess(needs, { slackId, words: [...NAMES, 'asks'][deed.which % 4] as string, channel: 'C0INC' });
    case 'approve':
      return approveRequest(needs, { slackId, requestId: (await oneOf(replicas.own.ownerUrl, 'requests', 'pending', deed)).id });
    case 'extend': {
      const grant = await oneOf(replicas.own.ownerUrl, 'grants', 'active', deed);
      return extendGrant(needs, { slackId: grant.slack, grantId: grant.id });
    }
    case 'conclude':
      return concludeAgreed(needs);
    case 'sweep':
      return endGrantsNotGiven(needs);
    case 'follow':
      return followPolicy(needs);
    case 'swap': {
      const policy = aVersion(deed.which);
      const file = { policy, text: textOf(policy), before: undefined, by: { kind: 'nightlatch' } as const };
      return (await adoptPolicyFile(needs, file)) === 'put' && night.hold(policy);
    }
  }
}

const anyDeed = fc.record({
  deed: fc.record({
    does: fc.constantFrom(
      'ask',
      'ask',
      'ask',
      'ask',
      'ask',
      'extend',
      'extend',
      'approve',
      'conclude',
      'sweep',
      'follow',
      'swap',
    ),
    by: fc.nat(3),
    which: fc.nat(20),
  }) as fc.Arbitrary<Deed>,
  replica: fc.nat(1),
  goesAfter: fc.array(fc.nat(6), { minLength: 3, maxLength: 3 }),
});

test('whatever is asked while policies change on two replicas, everything is given by the policy in force at that moment', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyDeed, { minLength: 8, maxLength: 24 }), async (deeds) => {
      const done = await Promise.allSettled(
        deeds.map(({ deed, replica, goesAfter }) => act(deed, processes[replica] as Night, replicas.replica(replica, goesAfter))),
      );
      const logged = processes.flatMap(({ log }) =>
        log.lines.splice(0).flatMap(({ error }) => (error === undefined ? [] : [error])),
      );
      const failed = [...done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])), ...logged];
      expect(failed.filter((error) => !isSlow(error))).toEqual([]);
      for (const [which, night] of processes.entries()) {
        const needs = { ...night, store: replicas.replica(which), workspace: () => 'T0123ABCD' };
        expect(await followPolicy(needs)).toBe('held');
        await endGrantsNotGiven(needs);
      }
      expect(processes[0]?.policy.current()?.hash).toBe(processes[1]?.policy.current()?.hash);
      await replicas.own.clock.advance({ minutes: 5 });
    }),
    { numRuns: 40, endOnFailure: true },
  );
  const entries = await rows<{ kind: string; hash: string | null; by: string | null }>(
    `SELECT record::jsonb->>'kind' AS kind, record::jsonb->'about'->>'hash' AS hash, record::jsonb->'about'->>'policyHash' AS by FROM audit_entries ORDER BY seq`,
  );
  let inForce: string | null = null;
  const given = ['access-granted', 'grant-extended', 'access-asked'];
  let counted = 0;
  for (const { kind, hash, by } of entries) {
    if (kind === 'policy-in-force') inForce = hash;
    if (!given.includes(kind)) continue;
    expect(by).toBe(inForce);
    counted += 1;
  }
  expect(counted).toBeGreaterThan(20);
  const held = processes[0]?.policy.current();
  const open = await rows<{ resource: string }>(
    "SELECT resource FROM grants WHERE state = 'active' AND ends_at > nightlatch.now()",
  );
  expect(open.filter(({ resource }) => !held?.resources.has(resource))).toEqual([]);
}, 180_000);
