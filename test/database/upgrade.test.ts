import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/postgres/connect.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import type { Grant } from '../../src/domain/grant.ts';
import { aNewGrant } from '../contracts/a-new-grant.ts';
import { anEmptyDatabase, type TestDatabase } from './a-database.ts';
import { applyMigrations } from './apply-migrations.ts';
import { connected } from './connected.ts';
import { query } from './query.ts';

let own: TestDatabase;
let database: Database;

// As it was before requests could wait: one grant that ended, one that is open and whose value was shown, and their cards.
const BEFORE = `
  INSERT INTO policies (hash, text) VALUES ('policy-1', '');
  INSERT INTO people (name) VALUES ('alice');
  INSERT INTO requests (person_id, resource, variables, time, channel, policy_hash, evidence)
    SELECT id, resource, '{}', '{"kind": "default"}', 'C', 'policy-1', '{"askedAt": "2026-01-01T00:00:00Z", "onCall": []}'
    FROM people, unnest(ARRAY['ended', 'open']) AS resource;
  INSERT INTO grants (request_id, person_id, holder_name, holder_slack_id, resource, variables, rule, reason, show_for_seconds, max_reveals, grace_seconds,
      ends_with_incident, ends_at, ends_because)
    SELECT id, person_id, 'alice', 'UALICE', resource, '{A}', 'rule', 'why', 60, 10, 900, false, nightlatch.now() + interval '1 hour', 'asked' FROM requests;
  UPDATE grants SET state = 'ended', ended_at = nightlatch.now(), end_cause = 'expired' WHERE resource = 'ended';
  INSERT INTO reveals (grant_id, person_id, slack_id, variables, external_id, wipe_at) SELECT id, person_id, 'U', '{A}', 'view', ends_at FROM grants;
  UPDATE reveals SET state = 'recorded' WHERE grant_id = (SELECT id FROM grants WHERE resource = 'open');
  INSERT INTO cards (grant_id, place, channel) SELECT id, 'channel', 'C' FROM grants;
  INSERT INTO cards (grant_id, place, slack_user, external_id) SELECT id, 'window', 'U', resource FROM grants;
  INSERT INTO cards (note, place, slack_user) VALUES ('{"kind": "policy-in-force", "hash": "h"}', 'direct', 'U');`;

beforeAll(async () => {
  own = await anEmptyDatabase();
  await applyMigrations(own.ownerUrl, ['0001_unlock']);
  await query(own.ownerUrl, BEFORE);
  expect(await migrate(own.ownerUrl)).toEqual({ applied: ['0002_approve', '0003_monday', '0004_incidents'] });
  database = await connected(own.appUrl);
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

async function theGrants(): Promise<Record<string, Grant>> {
  const { grants } = await postgresStore(database).transaction((tx) =>
    tx.grants.list({ state: 'any' }, { offset: 0, limit: 10 }),
  );
  return Object.fromEntries(grants.map((grant) => [grant.resource, grant]));
}

test('requests of before were decided at once, and none of them waits', async () => {
  expect(await query(own.ownerUrl, 'SELECT DISTINCT state, break_glass, expires_at FROM requests')).toEqual([
    { state: 'granted', break_glass: false, expires_at: null },
  ]);
  const { open } = await theGrants();
  expect(await postgresStore(database).transaction((tx) => tx.requests.byId(open?.requestId as string))).toBeUndefined();
});

test('grants of before are what they were, could last a day, and nobody had to agree', async () => {
  const { ended, open } = await theGrants();
  const since = { breakGlass: false, extensions: 0, approvedBy: [], policyHash: 'policy-1' };
  expect(ended).toMatchObject({ ...since, state: 'ended', ended: { cause: 'expired' } });
  expect(open).toMatchObject({ ...since, state: 'active', evidence: { onCall: [] } });
  expect(open?.terms.atMost.total('hours')).toBe(24);
});

test('values shown before are exposed until they are rotated', async () => {
  const store = postgresStore(database);
  const exposed = () => store.transaction((tx) => tx.grants.list({ state: 'exposed' }, { offset: 0, limit: 10 }));
  const { grants } = await exposed();
  expect(grants.map((grant) => [grant.resource, grant.reveals.exposed])).toEqual([['open', ['A']]]);
  const { holder } = grants[0] as Grant;
  await store.transaction((tx) => tx.rotations.mark('open', ['A'], holder));
  expect((await exposed()).grants).toEqual([]);
});

test('a grant of before can be extended, which says what the fresh decision said', async () => {
  const { open } = await theGrants();
  const { id, holder, endsAt } = open as Grant;
  const { request, ...decided } = aNewGrant({ id: holder.personId, name: 'alice', links: [] }, { resource: 'open' });
  const end = { at: endsAt.add({ minutes: 5 }), because: 'asked' } as const;
  const extended = await postgresStore(database).transaction((tx) =>
    tx.grants.extend(id, { ...decided, request, end, breakGlass: true }),
  );
  expect(extended).toMatchObject({
    extensions: 1,
    rule: decided.rule,
    breakGlass: true,
    evidence: { askedAt: decided.evidence.askedAt },
  });
});

test('cards of before are drawn', async () => {
  const cards = await postgresStore(database).transaction((tx) => tx.cards.claimDirty(10, 30));
  expect(cards.map((card) => `${card.subject.kind} ${card.place.kind}`).toSorted()).toEqual([
    'grant channel',
    'grant channel',
    'grant window',
    'grant window',
    'note direct',
  ]);
});
