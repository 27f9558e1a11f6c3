import { afterEach, beforeEach, expect, test } from 'vitest';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { outcomeOf, query } from './query.ts';
import { aGrantRow, anExtensionRow, approve, aRequestRow, idOf, REFUSED, withPeople } from './rows.ts';

// As the owner, whom no right keeps from it: what is refused here the triggers refuse.
let database: TestDatabase;

beforeEach(async () => {
  database = await aDatabase();
  await withPeople(database.ownerUrl);
});
afterEach(() => database.drop());

const BROKEN = '23514';
const BY_BOB = `since = nightlatch.now(), by_id = ${idOf('bob')}, by_name = 'bob', by_slack_id = 'UBOB', reason = 'why', lifted_at = NULL, lifted_by_id = NULL, lifted_by_name = NULL`;
const liftedBy = (name: string) => `lifted_at = nightlatch.now(), lifted_by_id = ${idOf(name)}, lifted_by_name = '${name}'`;
const set = (columns: string) => outcomeOf(database.ownerUrl, `UPDATE lockdown SET ${columns}`);

test('it is begun, lifted by another, and begun anew', async () => {
  expect([await set(BY_BOB), await set(liftedBy('carol')), await set(BY_BOB)]).toEqual(['done', 'done', 'done']);
});

test.each([
  ['nobody lifts their own', liftedBy('bob')],
  ['its reason stays', "reason = 'other'"],
  ['who began it stays', `by_id = ${idOf('alice')}`],
  ['the account it was begun from stays', "by_slack_id = 'UOTHER'"],
  ['it is not begun anew while it is in force', BY_BOB],
  ['it does not vanish', 'since = NULL, by_id = NULL, by_name = NULL, by_slack_id = NULL, reason = NULL'],
])('%s', async (_fact, columns) => {
  await set(BY_BOB);
  expect(await set(columns)).toBe(REFUSED);
});

test('what is not locked down is not lifted', async () => {
  expect(await set(liftedBy('carol'))).toBe(REFUSED);
});

test('times are the one clock’s, whatever was written', async () => {
  await set(BY_BOB.replace('since = nightlatch.now()', "since = '2001-01-01'"));
  const [row] = await query<{ recent: boolean }>(
    database.ownerUrl,
    "SELECT since > nightlatch.now() - interval '1 minute' AS recent FROM lockdown",
  );
  expect(row?.recent).toBe(true);
});

test.each([
  ['without a reason', BY_BOB.replace("reason = 'why'", 'reason = NULL')],
  ['by a person without an account', BY_BOB.replace("by_slack_id = 'UBOB'", 'by_slack_id = NULL')],
])('none is begun %s', async (_how, columns) => {
  expect(await set(columns)).toBe(BROKEN);
});

test('on the host one is begun by no person, and only a person lifts it', async () => {
  expect(await set(BY_BOB.replace(idOf('bob'), 'NULL').replace("'UBOB'", 'NULL'))).toBe('done');
  expect(await set("lifted_at = nightlatch.now(), lifted_by_name = 'ops@db1'")).toBe(BROKEN);
  expect(await set(liftedBy('bob'))).toBe('done');
});

test('there is one row, and the app can neither add nor remove one', async () => {
  expect(await outcomeOf(database.ownerUrl, 'INSERT INTO lockdown (id) VALUES (2)')).toBe(BROKEN);
  expect(await outcomeOf(database.appUrl, 'DELETE FROM lockdown')).toBe('42501');
  expect(await outcomeOf(database.appUrl, 'INSERT INTO lockdown (id) VALUES (1)')).toBe('42501');
});

test('while it is in force nothing opens, nobody agrees and nothing is shown, whichever release asks; what is open can be ended', async () => {
  const url = database.ownerUrl;
  const [grant, other, request] = [await aGrantRow(url), await aGrantRow(url), await aRequestRow(url)];
  const extension = await anExtensionRow(url, grant);
  const [reveal] = await query<{ id: string }>(
    url,
    `INSERT INTO reveals (grant_id, person_id, slack_id, variables, external_id, wipe_at)
     VALUES ('${grant}', ${idOf('alice')}, 'UALICE', '{A}', 'view', nightlatch.now() + interval '1 minute') RETURNING id`,
  );
  const opening = [
    `UPDATE grants SET ends_at = ends_at + interval '1 minute', extensions = extensions + 1, extended_by_id = '${extension}' WHERE id = '${grant}'`,
    approve(request, 'bob'),
    `UPDATE reveals SET state = 'recorded' WHERE id = '${reveal?.id}'`,
  ];
  const outcomes = async () => {
    const all: string[] = [];
    for (const statement of opening) all.push(await outcomeOf(url, statement));
    return all;
  };
  await set(BY_BOB);
  expect(await outcomes()).toEqual([REFUSED, REFUSED, REFUSED]);
  await expect(aGrantRow(url)).rejects.toThrow('everything is locked down');
  expect(
    await outcomeOf(
      url,
      `UPDATE grants SET state = 'ended', ended_at = nightlatch.now(), end_cause = 'lockdown' WHERE id = '${other}'`,
    ),
  ).toBe('done');
  await set(liftedBy('carol'));
  expect(await outcomes()).toEqual(['done', 'done', 'done']);
});
