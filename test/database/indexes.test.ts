import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { postgresAuditLog } from '../../src/adapters/postgres/postgres-audit-log.ts';
import { postgresDeliveries } from '../../src/adapters/postgres/postgres-deliveries.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import type { GrantFilter } from '../../src/ports/grants.ts';
import { aNewGrant } from '../contracts/a-new-grant.ts';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { query, withClient } from './query.ts';

const ROWS = 20_000;
const PAGE = { offset: 0, limit: 10 };

let own: TestDatabase;

beforeAll(async () => {
  own = await aDatabase();
  await query(own.adminUrl, FILL);
  await query(own.adminUrl, 'ANALYZE');
});
afterAll(() => own.drop());

// Old rows in plenty and a few that are still of interest, as after years.
const FILL = `
  SET session_replication_role = 'replica';
  INSERT INTO policies (hash, text) VALUES ('policy-1', '');
  INSERT INTO people (name) SELECT 'person-' || n FROM generate_series(1, 200) n;
  INSERT INTO requests (person_id, resource, variables, time, channel, policy_hash, evidence, made_at)
    SELECT id, 'r' || n % 50, '{}', '{}', 'C', 'policy-1', '{"askedAt": "2026-01-01T00:00:00Z", "onCall": []}', nightlatch.now() - n * interval '1 hour'
    FROM (SELECT id, row_number() OVER () AS r FROM people) p, generate_series(1, ${ROWS}) n WHERE p.r = 1 + n % 200;
  INSERT INTO grants (request_id, person_id, holder_name, holder_slack_id, resource, variables, rule, reason, incident_id, incident_number, incident_title,
      show_for_seconds, max_reveals, grace_seconds, ends_with_incident, state, started_at, ends_at, ends_because, ended_at, end_cause)
    SELECT id, person_id, 'n', 'U', resource || '-' || row_number() OVER (), '{A}', 'rule', 'why', 'Q', 1, 't', 60, 10, 900, true,
      CASE WHEN live THEN 'active' ELSE 'ended' END::grant_state, made_at, made_at + interval '30 minutes', 'asked',
      CASE WHEN live THEN NULL ELSE made_at END, CASE WHEN live THEN NULL ELSE 'expired' END::end_cause
    FROM (SELECT *, made_at > nightlatch.now() - interval '20 hours' AS live FROM requests) r;
  INSERT INTO reveals (grant_id, person_id, slack_id, variables, external_id, state, wipe_at)
    SELECT id, person_id, 'U', '{A}', id::text, CASE WHEN state = 'active' THEN 'shown' ELSE 'wiped' END::reveal_state, ends_at FROM grants;
  INSERT INTO cards (grant_id, place, channel, dirty) SELECT id, 'channel', 'C', state = 'active' FROM grants;
  INSERT INTO deliveries (key, kind, slack_user, about, accepted_at, answered_at)
    SELECT id::text, 'click', 'U', 'x', made_at, CASE WHEN made_at > nightlatch.now() - interval '20 hours' THEN NULL ELSE made_at END FROM requests;
  INSERT INTO audit_entries SELECT n, nightlatch.now(), 'x', sha256('x') FROM generate_series(1, ${ROWS}) n;
  UPDATE audit_head SET seq = ${ROWS};`;

test('no query of the running server reads a whole table', async () => {
  const people = await query<{ id: string; name: string }>(own.ownerUrl, 'SELECT id, name FROM people LIMIT 1');
  const { id, name } = people[0] as { id: string; name: string };
  const filters: GrantFilter[] = [
    { state: 'open' },
    { state: 'any' },
    { state: 'any', holder: id },
    { state: 'any', resource: 'r1-1' },
    { state: 'any', holder: id, resource: 'r1-1' },
    { state: 'open', holder: id },
    { state: 'any', startedSince: Temporal.Now.instant().subtract({ hours: 7 * 24 }) },
  ];
  const before = await scans();
  const database = connect(own.appUrl, 1);
  const store = postgresStore(database);
  await store.transaction(async ({ grants, reveals, cards, people: persons, now }) => {
    for (const filter of filters) await grants.list(filter, PAGE);
    const due = (await grants.lockDue(10))[0] as { id: string };
    await grants.byId(due.id);
    await grants.openOf(id, 'r1-1');
    await grants.lockOverdueOf(id, 'r1-1');
    await grants.countOpen(id);
    await grants.resourcesGrantedSince(id, (await now()).subtract({ minutes: 10 }));
    await grants.incidentsOfOpen();
    await grants.shortenToIncident('Q', (await now()).subtract({ hours: 1 }));
    await grants.open(
      aNewGrant({ id, name, links: [] }, { resource: 'new', end: { at: (await now()).add({ minutes: 5 }), because: 'asked' } }),
    );
    await reveals.count(due.id);
    await reveals.claimDueWipes(10, 30);
    await cards.markDirty(due.id);
    await cards.claimDirty(10, 30);
    await cards.windowOf('w');
    await persons.byName(name);
  });
  await postgresDeliveries(database).claimUnanswered(10, 10);
  await postgresAuditLog(database).rows()[Symbol.asyncIterator]().next();
  await database.close();
  expect(await scans()).toEqual(before);
});

// A connection counts what it read when it ends.
async function scans(): Promise<Record<string, string>> {
  return withClient(own.adminUrl, async (client) => {
    const others = 'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    while ((await client.query(others)).rowCount);
    const { rows } = await client.query<{ table: string; scans: string }>(
      `SELECT relname AS table, seq_scan AS scans FROM pg_stat_user_tables
     WHERE relname IN ('grants', 'requests', 'reveals', 'cards', 'deliveries', 'audit_entries') ORDER BY 1`,
    );
    return Object.fromEntries(rows.map((row) => [row.table, row.scans]));
  });
}
