import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/postgres/connect.ts';
import { postgresStanding } from '../../src/adapters/postgres/postgres-standing.ts';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { connected } from './connected.ts';
import { query } from './query.ts';
import { aGrantRow, aRequestRow, withPeople } from './rows.ts';

let own: TestDatabase;
let database: Database;

beforeEach(async () => {
  own = await aDatabase();
  await withPeople(own.ownerUrl);
  database = await connected(own.appUrl, 1);
});
afterEach(async () => {
  await database.close();
  await own.drop();
});

test('nothing stands open in a new database', async () => {
  expect(await postgresStanding(database).standing()).toEqual({
    ...{ openGrants: new Map(), pendingRequests: 0, cardLagSeconds: 0, lostCards: 0 },
  });
});

test('grants and requests count until their time is over, whether or not a job has ended them', async () => {
  const grant = await aGrantRow(own.ownerUrl);
  await aRequestRow(own.ownerUrl);
  const [row] = await query<{ resource: string }>(own.ownerUrl, `SELECT resource FROM grants WHERE id = '${grant}'`);
  expect(await postgresStanding(database).standing()).toMatchObject({
    openGrants: new Map([[row?.resource, 1]]),
    pendingRequests: 1,
  });
  await own.clock.advance({ hours: 1 });
  expect(await postgresStanding(database).standing()).toMatchObject({ openGrants: new Map(), pendingRequests: 0 });
});

test('cards lag as long as the oldest change that none shows yet', async () => {
  await query(own.ownerUrl, "INSERT INTO cards (place, slack_user) VALUES ('home', 'UALICE')");
  await own.clock.advance({ seconds: 30 });
  await query(own.ownerUrl, "INSERT INTO cards (place, slack_user) VALUES ('home', 'UBOB')");
  const { cardLagSeconds } = await postgresStanding(database).standing();
  expect(cardLagSeconds).toBeGreaterThanOrEqual(30);
  expect(cardLagSeconds).toBeLessThan(60);
  await query(own.ownerUrl, 'UPDATE cards SET dirty = false');
  expect((await postgresStanding(database).standing()).cardLagSeconds).toBe(0);
});

test('cards that their channel does not take count as lost, and lag nothing', async () => {
  const card = (dirty: boolean, retired: string) =>
    query(
      own.ownerUrl,
      `INSERT INTO cards (note, place, channel, dirty, retired_at) VALUES ('{"kind": "policy-in-force", "hash": "x"}', 'channel', 'C', ${dirty}, ${retired})`,
    );
  await card(true, 'nightlatch.now()');
  await card(false, 'nightlatch.now()');
  await card(false, 'NULL');
  await own.clock.advance({ seconds: 30 });
  expect(await postgresStanding(database).standing()).toMatchObject({ cardLagSeconds: 0, lostCards: 1 });
});
