import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { outcomeOf, query } from './query.ts';
import { aGrantRow, anExtensionRow, aRequestRow, idOf, REFUSED, withPeople } from './rows.ts';

// As the owner, whom no right keeps from it: what is refused here the triggers refuse.
let database: TestDatabase;
let url: string;

beforeAll(async () => {
  database = await aDatabase();
  url = database.ownerUrl;
  await withPeople(url);
});
afterAll(() => database.drop());

const LATER = "ends_at = ends_at + interval '10 minutes'";

/** What comes of an extension by a granted request that changes that. */
async function extended(change: string, grant?: string): Promise<string> {
  const id = grant ?? (await aGrantRow(url));
  const request = await anExtensionRow(url, id);
  return outcomeOf(url, extension(id, request, change));
}

function extension(grant: string, request: string, change = LATER): string {
  return `UPDATE grants SET extensions = extensions + 1, extended_by_id = '${request}', ${change} WHERE id = '${grant}'`;
}

test.each([
  [LATER],
  ["variables = '{B,A}'"],
  ["rule = 'other'"],
  ["incident_id = 'Q', incident_number = 1, incident_title = 't', ends_with_incident = true"],
  ['max_reveals = 5, show_for_seconds = 30'],
  ["ends_at = started_at + interval '2 hours'"],
  ["at_most_seconds = 4000, ends_at = started_at + interval '4000 seconds'"],
])('by a granted request that extends it a grant changes: %s', async (change) => {
  expect(await extended(change)).toBe('done');
});

test.each([
  ["variables = '{}'"],
  ["variables = '{B}'"],
  ["ends_at = ends_at - interval '1 second'"],
  ["ends_at = started_at + interval '2 hours 1 microsecond'"],
  ["at_most_seconds = 4000, ends_at = started_at + interval '4001 seconds'"],
  ["at_most_seconds = 9000, ends_at = started_at + interval '2 hours 1 second'"],
  ['at_most_seconds = 9000'],
  ["holder_slack_id = 'UBOB'"],
  [`person_id = ${idOf('bob')}`],
  ["started_at = started_at + interval '1 hour'"],
  ["resource = 'other'"],
  ["state = 'ended', ended_at = nightlatch.now(), end_cause = 'expired'"],
  ['extensions = extensions + 2'],
  ['extensions = extensions'],
])('not even then: %s', async (change) => {
  const own = /^extensions/.test(change);
  const id = await aGrantRow(url);
  const request = await anExtensionRow(url, id);
  const sql = own
    ? `UPDATE grants SET ${change}, extended_by_id = '${request}', ${LATER} WHERE id = '${id}'`
    : extension(id, request, change);
  expect(await outcomeOf(url, sql)).toBe(REFUSED);
});

test('a grant is extended once by each request', async () => {
  const id = await aGrantRow(url);
  const first = await anExtensionRow(url, id);
  expect(await outcomeOf(url, extension(id, first))).toBe('done');
  expect(await outcomeOf(url, extension(id, first))).toBe(REFUSED);
  const second = await anExtensionRow(url, id);
  expect(await outcomeOf(url, extension(id, first))).toBe(REFUSED);
  expect(await outcomeOf(url, extension(id, second))).toBe('done');
});

test('a request that waits, was denied, opened the grant or extends another extends nothing', async () => {
  const id = await aGrantRow(url);
  const [pending, denied] = [
    await aRequestRow(url, ofGrant(id)),
    await query<{ id: string }>(url, `UPDATE requests SET state = 'denied' WHERE extends_grant_id = '${id}' RETURNING id`),
  ];
  expect(denied.map((row) => row.id)).toEqual([pending]);
  const waiting = await aRequestRow(url, ofGrant(id));
  const [opening] = await query<{ request_id: string }>(url, `SELECT request_id FROM grants WHERE id = '${id}'`);
  const another = await anExtensionRow(url, await aGrantRow(url));
  for (const request of [pending, waiting, opening?.request_id as string, another])
    expect(await outcomeOf(url, extension(id, request))).toBe(REFUSED);
});

function ofGrant(grant: string): Record<string, string> {
  return { extends_grant_id: `'${grant}'`, resource: `(SELECT resource FROM grants WHERE id = '${grant}')` };
}

test('a grant whose end has come is not extended, though nobody wrote it yet', async () => {
  const id = await aGrantRow(url);
  const request = await anExtensionRow(url, id);
  await database.clock.advance({ hours: 1 });
  expect(await outcomeOf(url, extension(id, request))).toBe(REFUSED);
  await database.clock.advance({ hours: -1 });
  expect(await outcomeOf(url, extension(id, request))).toBe('done');
});

test('a grant does not start as extended', async () => {
  const [row] = await query(
    url,
    `WITH r AS (
       INSERT INTO requests (person_id, resource, time, channel, policy_hash, evidence, state)
       VALUES (${idOf('alice')}, 'begun', '{}', 'C', 'h', '{}', 'granted') RETURNING id
     )
     INSERT INTO grants (request_id, person_id, holder_name, holder_slack_id, resource, variables, rule, reason, at_most_seconds, show_for_seconds,
       max_reveals, grace_seconds, ends_with_incident, ends_at, ends_because, extensions, extended_by_id, told_end)
     SELECT id, ${idOf('alice')}, 'alice', 'UALICE', 'begun', '{A}', 'rule', 'why', 7200, 60, 10, 900, false,
       nightlatch.now() + interval '1 hour', 'asked', 3, id, nightlatch.now() FROM r RETURNING extensions, extended_by_id, told_end`,
  );
  expect(row).toEqual({ extensions: 0, extended_by_id: null, told_end: null });
});

test('a grant does not start longer than its longest', async () => {
  const request = `WITH r AS (INSERT INTO requests (person_id, resource, time, channel, policy_hash, evidence, state)
    VALUES (${idOf('alice')}, 'too-long', '{}', 'C', 'h', '{}', 'granted') RETURNING id)`;
  const opened = (end: string) =>
    outcomeOf(
      url,
      `${request} INSERT INTO grants (request_id, person_id, holder_name, holder_slack_id, resource, variables, rule, reason, at_most_seconds,
         show_for_seconds, max_reveals, grace_seconds, ends_with_incident, ends_at, ends_because)
       SELECT id, ${idOf('alice')}, 'alice', 'UALICE', 'too-long', '{A}', 'rule', 'why', 3600, 60, 10, 900, false, nightlatch.now() + interval '${end}', 'asked' FROM r`,
    );
  expect(await opened('1 hour 1 second')).toBe(REFUSED);
  expect(await opened('1 hour')).toBe('done');
});

const DUE = "nightlatch.now() + interval '1 hour'";

async function aReview(): Promise<string> {
  const id = await aGrantRow(url);
  await query(url, `INSERT INTO reviews (grant_id, reviewers, due_at) VALUES ('${id}', '{bob}', ${DUE})`);
  return id;
}

const reviewed = (grant: string, by: string) =>
  outcomeOf(url, `UPDATE reviews SET done_by_id = ${idOf(by)}, done_by_name = '${by}' WHERE grant_id = '${grant}'`);

test('a grant is reviewed once, never by its holder, at the time that the database says', async () => {
  const id = await aReview();
  expect(await reviewed(id, 'alice')).toBe(REFUSED);
  expect(await reviewed(id, 'bob')).toBe('done');
  expect(await reviewed(id, 'carol')).toBe(REFUSED);
  const [row] = await query(url, `SELECT done_at <= nightlatch.now() AS done FROM reviews WHERE grant_id = '${id}'`);
  expect(row).toEqual({ done: true });
});

test('a grant is not reviewed by whom its holder’s account belongs to now', async () => {
  const id = await aReview();
  await query(url, `UPDATE person_links SET person_id = ${idOf('carol')} WHERE external_id = 'UALICE'`);
  expect(await reviewed(id, 'carol')).toBe(REFUSED);
  await query(url, `UPDATE person_links SET person_id = ${idOf('alice')} WHERE external_id = 'UALICE'`);
});

test.each([['done_at = NULL, done_by_id = NULL, done_by_name = NULL'], ['told_at = nightlatch.now()'], [`due_at = ${DUE}`]])(
  'a review that is done stays as it is: %s',
  async (change) => {
    const id = await aReview();
    await reviewed(id, 'bob');
    expect(await outcomeOf(url, `UPDATE reviews SET ${change} WHERE grant_id = '${id}'`)).toBe(REFUSED);
  },
);

test.each([["reviewers = '{carol}'"], ["due_at = due_at + interval '1 hour'"]])(
  'what is to be reviewed does not change: %s',
  async (change) => {
    expect(await outcomeOf(url, `UPDATE reviews SET ${change} WHERE grant_id = '${await aReview()}'`)).toBe(REFUSED);
  },
);

test('a review does not start done', async () => {
  const done = `INSERT INTO reviews (grant_id, reviewers, due_at, done_at, done_by_id, done_by_name)
    VALUES ('${await aGrantRow(url)}', '{bob}', ${DUE}, nightlatch.now(), ${idOf('bob')}, 'bob')`;
  expect(await outcomeOf(url, done)).toBe(REFUSED);
});

test('a mark of rotation has the database’s time and does not change', async () => {
  const marked = `INSERT INTO rotations (resource, variable, at, by_id, by_name) VALUES ('r', 'A', '2099-01-01', ${idOf('bob')}, 'bob')
    RETURNING at <= nightlatch.now() AS now`;
  expect(await query(url, marked)).toEqual([{ now: true }]);
  expect(await outcomeOf(url, "UPDATE rotations SET at = '2099-01-01'")).toBe(REFUSED);
});

test('the app deletes no request, approval, grant, review, rotation or note of a value shown', async () => {
  for (const table of ['requests', 'approvals', 'grants', 'reviews', 'rotations', 'shown_values', 'cards']) {
    expect(await outcomeOf(database.appUrl, `DELETE FROM ${table}`)).toBe('42501');
    expect(await outcomeOf(database.appUrl, `TRUNCATE ${table}`)).toBe('42501');
  }
});
