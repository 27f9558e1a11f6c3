import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/postgres/connect.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import { anEmptyDatabase, type TestDatabase } from './a-database.ts';
import { applyMigrations } from './apply-migrations.ts';
import { connected } from './connected.ts';
import { query } from './query.ts';
import { aGrantRow, approve, aRequestRow, withPeople } from './rows.ts';

let own: TestDatabase;
let database: Database;
let grant: string;
let request: string;

// As it was before anything could be locked down: an open grant, a request that somebody agreed to, cards of each kind, a sealed value.
beforeAll(async () => {
  own = await anEmptyDatabase();
  await applyMigrations(own.ownerUrl, ['0001_unlock', '0002_approve']);
  await withPeople(own.ownerUrl);
  grant = await aGrantRow(own.ownerUrl);
  request = await aRequestRow(own.ownerUrl, { needed: '2' });
  await query(own.ownerUrl, approve(request, 'bob'));
  await query(
    own.ownerUrl,
    `INSERT INTO cards (grant_id, place, channel) VALUES ('${grant}', 'channel', 'C');
     INSERT INTO cards (request_id, place, channel) VALUES ('${request}', 'channel', 'C');
     INSERT INTO cards (note, place, slack_user) VALUES ('{"kind": "policy-in-force", "hash": "h"}', 'direct', 'U');
     INSERT INTO cards (place, slack_user) VALUES ('home', 'UALICE');
     INSERT INTO sealed_paths (path, last_version) VALUES ('a', 1);
     INSERT INTO sealed_secrets (path, version, key_id, wrapped_key, ciphertext) VALUES ('a', 1, 'k', '', '');`,
  );
  expect(await migrate(own.ownerUrl)).toEqual({ applied: ['0003_monday', '0004_incidents'] });
  database = await connected(own.appUrl);
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

test('nothing is locked down by an upgrade, and what was open and waited is as it was', async () => {
  expect(await query(own.appUrl, 'SELECT id, since FROM lockdown')).toEqual([{ id: 1, since: null }]);
  const states = `SELECT state::text FROM grants WHERE id = '${grant}' UNION ALL SELECT state::text FROM requests WHERE id = '${request}'`;
  expect(await query(own.appUrl, states)).toEqual([{ state: 'active' }, { state: 'pending' }]);
});

test('a grant of before can end for the new causes', async () => {
  const end = `UPDATE grants SET state = 'ended', ended_at = nightlatch.now(), end_cause = 'lockdown' WHERE id = '${grant}' RETURNING end_cause`;
  expect(await query(own.appUrl, end)).toEqual([{ end_cause: 'lockdown' }]);
});

test('cards of before are drawn, and each account still has one home', async () => {
  const { home, drawn } = await postgresStore(database).transaction(async (tx) => ({
    home: await tx.cards.add({ kind: 'home' }, { kind: 'home', of: 'UALICE' }),
    drawn: await tx.cards.claimDirty(10, 30),
  }));
  expect(drawn.map((card) => card.subject.kind).toSorted()).toEqual(['grant', 'home', 'note', 'request']);
  expect(drawn.find((card) => card.subject.kind === 'home')?.id).toBe(home);
});

test('a value sealed before can be sealed anew under another key', async () => {
  await query(own.appUrl, "UPDATE sealed_secrets SET key_id = 'other', wrapped_key = '1', ciphertext = '2' WHERE path = 'a'");
  expect(await query(own.appUrl, 'SELECT version, key_id FROM sealed_secrets')).toEqual([{ version: 1, key_id: 'other' }]);
});
