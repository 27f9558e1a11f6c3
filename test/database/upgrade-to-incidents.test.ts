import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/postgres/connect.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { postgresDeliveries } from '../../src/adapters/postgres/postgres-deliveries.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import { anEmptyDatabase, type TestDatabase } from './a-database.ts';
import { applyMigrations } from './apply-migrations.ts';
import { connected } from './connected.ts';
import { query } from './query.ts';
import { aGrantRow, withPeople } from './rows.ts';

let own: TestDatabase;
let database: Database;
let grant: string;

// As it was before incidents had channels: an open grant with its card, somebody's home, a delivery that nobody has answered.
beforeAll(async () => {
  own = await anEmptyDatabase();
  await applyMigrations(own.ownerUrl, ['0001_unlock', '0002_approve', '0003_monday']);
  await withPeople(own.ownerUrl);
  grant = await aGrantRow(own.ownerUrl);
  await query(
    own.ownerUrl,
    `INSERT INTO cards (grant_id, place, channel) VALUES ('${grant}', 'channel', 'C');
     INSERT INTO cards (place, slack_user) VALUES ('home', 'UALICE');
     INSERT INTO deliveries (key, kind, slack_user, about, accepted_at) VALUES ('d', 'click', 'UALICE', 'x', nightlatch.now() - interval '1 minute');`,
  );
  expect(await migrate(own.ownerUrl)).toEqual({ applied: ['0004_incidents'] });
  database = await connected(own.appUrl);
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

test('a grant of before is open as it was, and no hand-off ends it', async () => {
  const grants = 'SELECT state::text, ends_because::text, ends_with_shift, hand_off_end FROM grants';
  expect(await query(own.appUrl, grants)).toEqual([
    { state: 'active', ends_because: 'asked', ends_with_shift: false, hand_off_end: null },
  ]);
  const ofShifts = await postgresStore(database).transaction((tx) => tx.grants.endingWithShift());
  expect(ofShifts).toEqual([]);
});

test('cards and deliveries of before are taken up', async () => {
  const drawn = await postgresStore(database).transaction((tx) => tx.cards.claimDirty(10, 30));
  expect(drawn.map(({ subject }) => subject.kind).toSorted()).toEqual(['grant', 'home']);
  const [cutOff] = await postgresDeliveries(database).claimUnanswered(10, 10);
  expect(cutOff?.key).toBe('d');
});

test('a bot of the version before still opens the one home of an account', async () => {
  const asBefore = `INSERT INTO cards (place, slack_user) VALUES ('home', 'UALICE')
    ON CONFLICT (slack_user) WHERE grant_id IS NULL AND request_id IS NULL AND digest_id IS NULL AND note IS NULL DO UPDATE SET dirty = true RETURNING place::text`;
  expect(await query(own.appUrl, asBefore)).toEqual([{ place: 'home' }]);
  expect(await query(own.appUrl, "SELECT count(*)::int AS homes FROM cards WHERE place = 'home'")).toEqual([{ homes: 1 }]);
});

test('no plan, no outage and no incident is made up', async () => {
  const tables = ['plans', 'source_outages', 'incidents', 'incident_channels', 'hand_offs', 'webhook_deliveries'];
  const counts = await query<{ rows: number }>(
    own.ownerUrl,
    tables.map((table) => `SELECT count(*)::int AS rows FROM ${table}`).join(' UNION ALL '),
  );
  expect(counts.map(({ rows }) => rows)).toEqual(tables.map(() => 0));
});

test('a grant of before can end for a channel that is shared', async () => {
  const end = `UPDATE grants SET state = 'ended', ended_at = nightlatch.now(), end_cause = 'channel-shared' WHERE id = '${grant}' RETURNING end_cause::text`;
  expect(await query(own.appUrl, end)).toEqual([{ end_cause: 'channel-shared' }]);
});
