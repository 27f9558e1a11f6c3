import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresAuditLog } from '../../src/adapters/postgres/postgres-audit-log.ts';
import { postgresDeliveries } from '../../src/adapters/postgres/postgres-deliveries.ts';
import { postgresStanding } from '../../src/adapters/postgres/postgres-standing.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import { postgresWebhookDeliveries } from '../../src/adapters/postgres/postgres-webhook-deliveries.ts';
import type { Card } from '../../src/domain/card.ts';
import type { Grant } from '../../src/domain/grant.ts';
import type { GrantFilter } from '../../src/ports/grants.ts';
import { aNewGrant } from '../contracts/a-new-grant.ts';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { connected } from './connected.ts';
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
  INSERT INTO requests (person_id, resource, variables, time, channel, policy_hash, evidence, made_at, state)
    SELECT id, 'r' || n % 50, '{}', '{"kind": "default"}', 'C', 'policy-1', '{"askedAt": "2026-01-01T00:00:00Z", "onCall": []}',
      nightlatch.now() - n * interval '1 hour', 'granted'
    FROM (SELECT id, row_number() OVER () AS r FROM people) p, generate_series(1, ${ROWS}) n WHERE p.r = 1 + n % 200;
  INSERT INTO grants (request_id, person_id, holder_name, holder_slack_id, resource, variables, rule, reason, incident_id, incident_number, incident_title,
      at_most_seconds, show_for_seconds, max_reveals, grace_seconds, ends_with_incident, state, started_at, ends_at, ends_because, ended_at, end_cause)
    SELECT id, person_id, 'n', 'U', resource || '-' || row_number() OVER (), '{A}', 'rule', 'why', 'Q', 1, 't', 14400, 60, 10, 900, true,
      CASE WHEN live THEN 'active' ELSE 'ended' END::grant_state, made_at, made_at + interval '30 minutes', 'asked',
      CASE WHEN live THEN NULL ELSE made_at END, CASE WHEN live THEN NULL ELSE 'expired' END::end_cause
    FROM (SELECT *, made_at > nightlatch.now() - interval '20 hours' AS live FROM requests) r;
  INSERT INTO requests (person_id, slack_id, requester_name, resource, variables, time, channel, policy_hash, evidence, made_at, expires_at, next_try_at,
      state, extends_grant_id, rule, approvers, needed, within_seconds, eligible, offer, unchecked, settled_at)
    SELECT person_id, 'U' || n % 200, 'n', resource, '{}', '{"kind": "default"}', 'C', 'policy-1', '{"askedAt": "2026-01-01T00:00:00Z", "onCall": []}',
      nightlatch.now() - n * interval '15 minutes' + interval '2 hours', nightlatch.now() - n * interval '15 minutes' + interval '135 minutes',
      nightlatch.now(), CASE WHEN n < 20 THEN 'pending' ELSE 'expired' END::request_state, CASE WHEN n % 7 = 0 THEN id END, 'rule', '[]', 1, 900,
      '[{"slackId": "UBOB"}]', '{"variables": [], "length": "PT30M"}', '[]', CASE WHEN n < 20 THEN NULL ELSE nightlatch.now() END
    FROM (SELECT *, row_number() OVER (ORDER BY started_at DESC) AS n FROM grants) g;
  INSERT INTO approvals (request_id, person_id, nth, name, slack_id, given_by)
    SELECT r.id, p.id, 1, p.name, 'UBOB', 'click' FROM requests r, (SELECT * FROM people LIMIT 1) p WHERE r.expires_at IS NOT NULL;
  INSERT INTO reveals (grant_id, person_id, slack_id, variables, external_id, state, wipe_at, recorded_at)
    SELECT id, person_id, 'U', '{A}', id::text, CASE WHEN state = 'active' THEN 'shown' ELSE 'wiped' END::reveal_state, ends_at, started_at FROM grants;
  INSERT INTO shown_values (grant_id, variable, resource, person_id, started_at)
    SELECT id, 'A', split_part(resource, '-', 1), person_id, started_at FROM grants;
  INSERT INTO rotations (resource, variable, by_id, by_name, at) SELECT 'r' || n % 49, 'A', id, name, nightlatch.now() - n * interval '1 hour'
    FROM (SELECT * FROM people LIMIT 1) p, generate_series(1, ${ROWS}) n;
  INSERT INTO reviews (grant_id, reviewers, due_at, done_at, done_by_id, done_by_name)
    SELECT id, '{n}', started_at, started_at, person_id, 'n' FROM grants WHERE state = 'ended';
  INSERT INTO reviews (grant_id, reviewers, due_at) SELECT id, '{n}', started_at FROM grants WHERE state = 'active';
  INSERT INTO hand_offs (grant_id, offered_at) SELECT id, CASE WHEN state = 'ended' THEN ended_at END FROM grants;
  INSERT INTO incidents (id, number, title, status, urgency, service_id, service_name, opened_at, resolved_at, read_at)
    SELECT 'Q' || n, n, 't', CASE WHEN n < 20 THEN 'triggered' ELSE 'resolved' END::incident_status, 'high', 'P', 'p', at, CASE WHEN n < 20 THEN NULL ELSE at END, at
    FROM (SELECT n, nightlatch.now() - n * interval '1 hour' AS at FROM generate_series(1, ${ROWS}) n) i;
  INSERT INTO incident_channels (channel, name, incident_id, bound_by, bound_at, joined_at, archived_at, shared_at)
    SELECT 'C' || number, 'inc', id, 'name', read_at, read_at, resolved_at, CASE WHEN number = 7 THEN read_at END FROM incidents;
  INSERT INTO cards (panel_of, place, channel, dirty) SELECT channel, 'channel', channel, false FROM incident_channels;
  INSERT INTO cards (incident_id, place, dirty) SELECT id, 'timeline', false FROM incidents WHERE status = 'resolved';
  INSERT INTO plans (source, read_at, shifts) SELECT 's' || n % 20, nightlatch.now() - n * interval '5 minutes', '[]' FROM generate_series(1, ${ROWS}) n;
  INSERT INTO source_outages (source, fault, since, ended_at)
    SELECT 's' || n, 'timeout', at, CASE WHEN n > 1 THEN at END FROM (SELECT n, nightlatch.now() - n * interval '1 hour' AS at FROM generate_series(1, ${ROWS}) n) o;
  INSERT INTO cards (grant_id, place, channel, dirty) SELECT id, 'channel', 'C', state = 'active' FROM grants;
  INSERT INTO cards (request_id, place, channel, dirty) SELECT id, 'channel', 'C', false FROM requests;
  INSERT INTO cards (place, slack_user, dirty) SELECT 'home', 'UHOME' || n, false FROM generate_series(1, ${ROWS}) n;
  INSERT INTO deliveries (key, kind, slack_user, about, accepted_at, answered_at)
    SELECT id::text, 'click', 'U', 'x', made_at, CASE WHEN made_at > nightlatch.now() - interval '20 hours' THEN NULL ELSE made_at END FROM requests;
  INSERT INTO webhook_deliveries (key, event, incident_id, occurred_at, accepted_at, next_try_at, worked_off_at)
    SELECT id::text, 'incident.resolved', 'Q', made_at, made_at, made_at, CASE WHEN made_at > nightlatch.now() - interval '20 hours' THEN NULL ELSE made_at END
    FROM requests;
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
    { state: 'exposed' },
    { state: 'exposed', resource: 'r1' },
    { state: 'exposed', holder: id },
    { state: 'exposed', startedSince: Temporal.Now.instant().subtract({ hours: 7 * 24 }) },
  ];
  const before = await scans();
  const database = await connected(own.appUrl, 1);
  const store = postgresStore(database);
  await store.transaction(async ({ grants }) => {
    for (const filter of filters) await grants.list(filter, PAGE);
  });
  await store.transaction(async ({ grants, reveals, cards, people: persons, now }) => {
    const due = (await grants.lockDue(10))[0] as { id: string };
    const grant = await grants.byId(due.id);
    await grants.ofRequest(grant?.requestId as string);
    await grants.holdersOfOpen();
    await grants.lockActiveOf('UALICE');
    await grants.lockActive(10);
    await grants.claimEndingSoon(600, 10);
    await grants.openOf(id, 'r1-1');
    await grants.lockOverdueOf(id, 'r1-1');
    await grants.countOpen(id);
    await grants.resourcesGrantedSince(id, (await now()).subtract({ minutes: 10 }));
    await grants.incidentsOfOpen();
    await grants.endingWithShift();
    await grants.keepHandOff(due.id, undefined);
    await grants.shortenToShift(due.id, await now());
    await grants.resourcesOpenIn('Q');
    await grants.shortenToIncident('Q', ['r1-1'], (await now()).subtract({ hours: 1 }), 20);
    await grants.open(
      aNewGrant({ id, name, links: [] }, { resource: 'new', end: { at: (await now()).add({ minutes: 5 }), because: 'asked' } }),
    );
    await reveals.count(due.id);
    await reveals.claimDueWipes(10, 30);
    await cards.markDirty(due.id);
    const [claimed] = await cards.claimDirty(10, 30);
    await cards.lost(claimed as Card, 10);
    await cards.windowOf('w');
    await cards.markHomes(['UHOME7']);
    await persons.byName(name);
  });
  await store.transaction(async (tx) => {
    const [expired] = await tx.requests.lockExpired(5);
    const request = expired?.id as string;
    await tx.requests.lock(request);
    await tx.cards.markRequestDirty(request);
    const opened = await tx.grants.open(
      aNewGrant(
        { id, name, links: [] },
        { resource: 'newer', end: { at: (await tx.now()).add({ minutes: 5 }), because: 'asked' } },
      ),
    );
    await tx.cards.turnToGrant(request, (opened as Grant).id);
    await tx.reviews.overdueOf(id);
    await tx.reviews.claimToTell(60, 10);
    await tx.reviews.mark((opened as Grant).id, { personId: id, name });
    await tx.requests.settle(request, 'expired');
    await tx.rotatedValues.mark('r1', ['A'], { personId: id, name });
    await tx.rotatedValues.exposed(5);
    await tx.reviews.unreviewedGlass(5);
    await tx.handOffs.note((opened as Grant).id);
    const [handedOver] = await tx.handOffs.claim(5, 60);
    await tx.handOffs.offered(handedOver as string, ['bob']);
    await tx.cards.markDigestDirty('01910000-0000-7000-8000-000000000001');
  });
  await store.transaction(async ({ requests, lockdowns }) => {
    await requests.pendingOf(id, 'r1');
    await requests.waitingOf(id);
    const [waiting] = await requests.waitingFor('UBOB');
    await requests.nudge(waiting?.id as string, 60);
    await requests.postpone(waiting?.id as string, { kind: 'old-end', at: waiting?.expiresAt as Temporal.Instant }, 5);
    await requests.claimAgreed(1, 5);
    await requests.claimToRemind(10);
    await requests.peopleInvolved();
    await requests.lockPendingOf('U1');
    await requests.lockPending(10);
    await lockdowns.atStake();
    await requests.voidApprovals('UBOB');
  });
  await store.transaction(async (tx) => {
    const at = await tx.now();
    await tx.incidents.boundIncidents(at.subtract({ hours: 24 }));
    await tx.incidents.openChannels();
    await tx.incidents.channel('C1');
    await tx.incidents.channelsOf('Q1');
    await tx.grants.lockActiveOfShared(20);
    await tx.grants.list({ state: 'open', incident: 'Q1' }, PAGE);
    await tx.grants.list({ state: 'any', incident: 'Q1', startedSince: at.subtract({ hours: 24 }) }, PAGE);
    await tx.cards.panelOf('C1');
    await tx.cards.hasRecord('Q30');
    await tx.cards.markPanels(['C1']);
    await tx.plans.readBy(['s1', 's2'], [at.subtract({ minutes: 15 })], at.subtract({ hours: 24 }));
    await tx.plans.forget(at.subtract({ hours: ROWS }));
    await tx.outages.open();
    await tx.outages.between(at.subtract({ hours: 7 * 24 }), at);
    await tx.outages.end('s1');
  });
  await store.transaction((tx) => tx.cards.markPanels());
  await postgresStanding(database).standing();
  await postgresDeliveries(database).claimUnanswered(10, 10);
  const webhooks = postgresWebhookDeliveries(database);
  await webhooks.accept({ key: 'new', event: 'incident.resolved', incidentId: 'Q', occurredAt: Temporal.Now.instant() });
  const [first, second] = await webhooks.claim(10, 60);
  await webhooks.workedOff([first?.key as string]);
  await webhooks.failed([second?.key as string], 5);
  const log = postgresAuditLog(database);
  await log.rows()[Symbol.asyncIterator]().next();
  await log.begins();
  const now = Temporal.Now.instant();
  await log
    .between(now.subtract({ hours: 1 }), now)
    [Symbol.asyncIterator]()
    .next();
  await database.close();
  expect(await scans()).toEqual(before);
});

test('a change of one grant reads few cards, whichever way it goes over them', async () => {
  const [{ id } = { id: '' }] = await query<{ id: string }>(own.ownerUrl, "SELECT id FROM grants WHERE state = 'active' LIMIT 1");
  const before = await cardsRead();
  const database = await connected(own.appUrl, 1);
  await postgresStore(database).transaction((tx) => tx.cards.markDirty(id));
  await database.close();
  expect((await cardsRead()) - before).toBeLessThan(100);
});

async function cardsRead(): Promise<number> {
  await scans();
  const [row] = await query<{ read: string }>(
    own.adminUrl,
    "SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_user_tables WHERE relname = 'cards'",
  );
  return Number(row?.read);
}

// A connection counts what it read when it ends.
async function scans(): Promise<Record<string, string>> {
  return withClient(own.adminUrl, async (client) => {
    const others = 'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    while ((await client.query(others)).rowCount);
    const { rows } = await client.query<{ table: string; scans: string }>(
      `SELECT relname AS table, seq_scan AS scans FROM pg_stat_user_tables
     WHERE relname IN ('grants', 'requests', 'approvals', 'reveals', 'shown_values', 'rotations', 'reviews', 'hand_offs', 'cards', 'deliveries', 'webhook_deliveries', 'audit_entries',
       'incidents', 'incident_channels', 'plans', 'source_outages') ORDER BY 1`,
    );
    return Object.fromEntries(rows.map((row) => [row.table, row.scans]));
  });
}
