import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Incident } from '../../src/domain/incident.ts';
import type { Store } from '../../src/ports/store.ts';
import { applyIncident } from '../../src/use-cases/apply-incident.ts';
import { endDueGrants } from '../../src/use-cases/end-due-grants.ts';
import { extendGrant } from '../../src/use-cases/extend-grant.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { beginReveal, revealValues } from '../../src/use-cases/reveal-values.ts';
import { aMember, BOB, CAROL } from '../builders/a-member.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { putInForce } from '../builders/a-stored-policy.ts';
import { anIncident } from '../builders/an-incident.ts';
import { FakeIncidentSource } from '../fakes/fake-incident-source.ts';
import { aQuietNight, type Night } from '../use-cases/a-quiet-night.ts';
import { isSlow } from './is-slow.ts';
import { oneOf } from './one-of.ts';
import { query } from './query.ts';
import { type TwoReplicas, twoReplicas } from './two-replicas.ts';

const EVERYBODY = [aMember(), BOB, CAROL];
const RESOURCES = ['first', 'second'];
const ROUNDS = 20;

type Deed = { does: 'ask' | 'extend' | 'reveal' | 'end' | 'read'; by: number; which: number };

let replicas: TwoReplicas;
let night: Night;
let views = 0;

beforeAll(async () => {
  replicas = await twoReplicas();
  const rule = aRule({
    when: { incident: { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'anyone' } },
    grant: { default: Temporal.Duration.from({ minutes: 5 }), atMost: Temporal.Duration.from({ hours: 1 }) },
    graceAfterResolve: new Temporal.Duration(),
  });
  const resources = RESOURCES.map((name) => aResource({ name, rules: [rule] }));
  night = await aQuietNight(aPolicy({ resources: new Map(resources.map((one) => [one.name, one])) }));
  const held = night.policy.current();
  if (held) await putInForce(replicas.replica(0), held);
});
afterAll(() => replicas.close());

const rows = <T extends object>(sql: string) => query<T>(replicas.own.ownerUrl, sql);

async function act(deed: Deed, store: Store, incidents: FakeIncidentSource, incident: string): Promise<unknown> {
  const needs = { ...night, store, incidents };
  const { slackId } = EVERYBODY[deed.by] as (typeof EVERYBODY)[number];
  switch (deed.does) {
    case 'ask':
      return requestAccess(needs, { slackId, words: RESOURCES[deed.which % 2] as string, channel: 'C0INC' });
    case 'extend': {
      const grant = await oneOf(replicas.own.ownerUrl, 'grants', 'active', deed);
      return extendGrant(needs, { slackId: grant.slack, grantId: grant.id });
    }
    case 'reveal': {
      const grant = await oneOf(replicas.own.ownerUrl, 'grants', 'active', deed);
      const begun = await beginReveal(needs, { slackId: grant.slack, grantId: grant.id, externalId: `view-${++views}` });
      return begun && revealValues(needs, grant.slack, begun.reveal.id);
    }
    case 'end':
      return endDueGrants(needs);
    case 'read':
      return applyIncident(needs, incident);
  }
}

const anyDeed = fc.record({
  deed: fc.record({
    does: fc.constantFrom('ask', 'ask', 'extend', 'reveal', 'reveal', 'end', 'read', 'read', 'read'),
    by: fc.nat(2),
    which: fc.nat(20),
  }) as fc.Arbitrary<Deed>,
  replica: fc.nat(1),
  goesAfter: fc.array(fc.nat(6), { minLength: 3, maxLength: 3 }),
});
const over = fc.constantFrom<'resolved' | 'gone' | 'moved'>('resolved', 'gone', 'moved');

function make(incidents: FakeIncidentSource, incident: Incident, how: 'resolved' | 'gone' | 'moved', at: Temporal.Instant): void {
  if (how === 'gone') incidents.forget(incident.id);
  else if (how === 'moved') incidents.put({ ...incident, service: { id: 'PELSE', name: 'Else' } });
  else incidents.put({ ...incident, status: 'resolved', resolvedAt: at });
}

function faultsOf(done: readonly PromiseSettledResult<unknown>[]): unknown[] {
  const logged = night.log.lines.splice(0).flatMap(({ error }) => (error === undefined ? [] : [error]));
  return [...done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])), ...logged].filter((one) => !isSlow(one));
}

test('whatever everybody does while two replicas read that an incident is over, nobody waits for each other and nothing of it stays open', async () => {
  let nth = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyDeed, { minLength: 6, maxLength: 20 }), over, async (deeds, how) => {
      nth += 1;
      await replicas.own.clock.advance({ minutes: 2 });
      const now = await replicas.replica(0).transaction((tx) => tx.now());
      const incident = anIncident({ id: `QINC${nth}`, number: nth, openedAt: now.subtract({ minutes: 10 }) });
      const incidents = new FakeIncidentSource();
      incidents.put(incident);
      const opening = [0, 1, 2].map((by) =>
        act({ does: 'ask', by, which: by }, replicas.replica(by % 2), incidents, incident.id),
      );
      const opened = await Promise.allSettled(opening);
      make(incidents, incident, how, now);
      const done = await Promise.allSettled(
        deeds.map(({ deed, replica, goesAfter }) => act(deed, replicas.replica(replica, goesAfter), incidents, incident.id)),
      );
      expect(faultsOf([...opened, ...done])).toEqual([]);
      await applyIncident({ ...night, store: replicas.replica(0), incidents }, incident.id);
      expect(await rows(`SELECT id FROM grants WHERE incident_id = '${incident.id}' AND state = 'active'`)).toEqual([]);
    }),
    { numRuns: ROUNDS, endOnFailure: true },
  );
  const ends = await rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM audit_entries WHERE record::jsonb->>'kind' = 'grant-ended' GROUP BY record::jsonb->'about'->>'grant'`,
  );
  expect(ends.length).toBeGreaterThan(ROUNDS);
  expect(ends.every(({ count }) => count === 1)).toBe(true);
}, 180_000);
