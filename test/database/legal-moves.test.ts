import { afterAll, beforeAll, expect, test } from 'vitest';
import { GRANT_MOVES, type GrantState } from '../../src/domain/grant.ts';
import { REVEAL_MOVES, type RevealState } from '../../src/domain/reveal.ts';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { outcomeOf, query } from './query.ts';
import { aGrantRow, REFUSED, withPeople } from './rows.ts';

// As the owner, whom no right keeps from it: what is refused here the triggers refuse.
let database: TestDatabase;

beforeAll(async () => {
  database = await aDatabase();
  await withPeople(database.ownerUrl);
});
afterAll(() => database.drop());

async function aGrant(state: GrantState = 'active'): Promise<string> {
  const id = await aGrantRow(database.ownerUrl);
  if (state === 'ended') await query(database.ownerUrl, END, [id]);
  return id;
}

const END = "UPDATE grants SET state = 'ended', ended_at = nightlatch.now(), end_cause = 'expired' WHERE id = $1";

async function aReveal(...way: RevealState[]): Promise<string> {
  const grant = await aGrant();
  const [row] = await query<{ id: string }>(
    database.ownerUrl,
    `INSERT INTO reveals (grant_id, person_id, slack_id, variables, external_id, wipe_at)
     SELECT id, person_id, 'U', '{A}', id::text, ends_at FROM grants WHERE id = $1 RETURNING id`,
    [grant],
  );
  for (const state of way)
    await query(database.ownerUrl, 'UPDATE reveals SET state = $2::reveal_state WHERE id = $1', [row?.id, state]);
  return (row as { id: string }).id;
}

const grantStates = Object.keys(GRANT_MOVES) as GrantState[];

test.each(grantStates.flatMap((from) => grantStates.filter((to) => to !== from).map((to) => [from, to] as const)))(
  'the database lets a grant go from %s to %s just where the code does',
  async (from, to) => {
    const id = await aGrant(from);
    const ended = to === 'ended' ? "ended_at = nightlatch.now(), end_cause = 'expired'" : 'ended_at = NULL, end_cause = NULL';
    const outcome = await outcomeOf(database.ownerUrl, `UPDATE grants SET state = '${to}', ${ended} WHERE id = '${id}'`);
    expect(outcome).toBe(GRANT_MOVES[from].includes(to) ? 'done' : REFUSED);
  },
);

test.each([
  ['the end of a grant does not move later by itself', "ends_at = ends_at + interval '1 microsecond'"],
  ['the holder of a grant does not change', "holder_slack_id = 'UOTHER'"],
  ['the variables of a grant do not change', "variables = '{A,B}'"],
  ['the start of a grant does not change', "started_at = started_at - interval '1 hour'"],
  ['the terms of a grant do not change', 'max_reveals = 1000'],
  ['the rule of a grant does not change', "rule = 'other'"],
  ['the longest time of a grant does not change', 'at_most_seconds = 86400'],
  ['a grant neither becomes one nor stops being one that a hand-off ends', 'ends_with_shift = NOT ends_with_shift'],
  ['a grant does not become one for broken glass', 'break_glass = true'],
  ['a grant is not extended without a request', "extensions = 1, ends_at = ends_at + interval '1 minute'"],
])('%s', async (_fact, change) => {
  expect(await outcomeOf(database.ownerUrl, `UPDATE grants SET ${change} WHERE id = '${await aGrant()}'`)).toBe(REFUSED);
});

test('a reading of a hand-off is kept whole or not at all', async () => {
  const update = (set: string, id: string) => outcomeOf(database.ownerUrl, `UPDATE grants SET ${set} WHERE id = '${id}'`);
  const whole = 'hand_off_end = nightlatch.now(), hand_off_read_at = nightlatch.now()';
  const id = await aGrant();
  expect([await update(whole, id), await update('hand_off_end = NULL', id)]).toEqual(['done', '23514']);
  expect(await update('hand_off_end = NULL, hand_off_read_at = NULL', id)).toBe('done');
});

test('the end of an active grant moves earlier', async () => {
  expect(
    await outcomeOf(
      database.ownerUrl,
      `UPDATE grants SET ends_at = nightlatch.now(), ends_because = 'incident' WHERE id = '${await aGrant()}'`,
    ),
  ).toBe('done');
});

test('a grant starts when it is made, so that none is opened ahead for longer than a day', async () => {
  const person = "(SELECT id FROM people WHERE name = 'alice')";
  const [row] = await query<{ now: boolean }>(
    database.ownerUrl,
    `WITH r AS (INSERT INTO requests (person_id, resource, time, channel, policy_hash, evidence, state)
       VALUES (${person}, 'ahead', '{}', 'C', 'h', '{}', 'granted') RETURNING id)
     INSERT INTO grants (request_id, person_id, holder_name, holder_slack_id, resource, variables, rule, reason, at_most_seconds, show_for_seconds,
       max_reveals, grace_seconds, ends_with_incident, started_at, ends_at, ends_because)
     SELECT id, ${person}, 'alice', 'U', 'ahead', '{A}', 'rule', 'why', 7200, 60, 10, 900, false, '2019-01-01', nightlatch.now() + interval '1 hour', 'asked' FROM r
     RETURNING started_at > nightlatch.now() - interval '1 minute' AS now`,
  );
  expect(row?.now).toBe(true);
  const ahead = `UPDATE grants SET started_at = '2099-01-01' WHERE resource = 'ahead'`;
  expect(await outcomeOf(database.ownerUrl, ahead)).toBe(REFUSED);
});

test('an ended grant is final in every column', async () => {
  const id = await aGrant('ended');
  for (const change of [
    "end_cause = 'revoked'",
    'ended_at = nightlatch.now()',
    "ends_at = ends_at - interval '1 hour'",
    "reason = 'other'",
  ]) {
    expect(await outcomeOf(database.ownerUrl, `UPDATE grants SET ${change} WHERE id = '${id}'`)).toBe(REFUSED);
  }
});

test('a grant is not ended without a time and a cause', async () => {
  expect(await outcomeOf(database.ownerUrl, `UPDATE grants SET state = 'ended' WHERE id = '${await aGrant()}'`)).toBe('23514');
});

const WAYS: Readonly<Record<RevealState, RevealState[]>> = {
  opening: [],
  recorded: ['recorded'],
  shown: ['recorded', 'shown'],
  failed: ['failed'],
  wiped: ['wiped'],
};
const revealStates = Object.keys(REVEAL_MOVES) as RevealState[];

test.each(revealStates)('the database lets a reveal that is %s move just where the code does', async (from) => {
  for (const to of revealStates.filter((state) => state !== from)) {
    const id = await aReveal(...WAYS[from]);
    const outcome = await outcomeOf(database.ownerUrl, `UPDATE reveals SET state = '${to}' WHERE id = '${id}'`);
    expect([from, to, outcome]).toEqual([from, to, REVEAL_MOVES[from].includes(to) ? 'done' : REFUSED]);
  }
});

test('when a reveal was recorded, shown or wiped is written by the database and by nobody else', async () => {
  const id = await aReveal('recorded');
  await query(database.ownerUrl, "UPDATE reveals SET recorded_at = NULL, shown_at = '2020-01-01' WHERE id = $1", [id]);
  const [row] = await query<{ recorded: boolean; shown: boolean }>(
    database.ownerUrl,
    'SELECT recorded_at IS NOT NULL AS recorded, shown_at IS NOT NULL AS shown FROM reveals WHERE id = $1',
    [id],
  );
  expect(row).toEqual({ recorded: true, shown: false });
});

test('a reveal is not made with times of its own', async () => {
  const [row] = await query(
    database.ownerUrl,
    `INSERT INTO reveals (grant_id, person_id, slack_id, variables, external_id, wipe_at, recorded_at, shown_at, failed_at, wiped_at)
     SELECT id, person_id, 'U', '{A}', 'own', ends_at, '2020-01-01', '2020-01-01', '2020-01-01', '2020-01-01' FROM grants WHERE id = $1
     RETURNING recorded_at, shown_at, failed_at, wiped_at`,
    [await aGrant()],
  );
  expect(row).toEqual({ recorded_at: null, shown_at: null, failed_at: null, wiped_at: null });
});

test.each(['variables', 'grant_id', 'wipe_at', 'person_id'])('%s of a reveal does not change', async (column) => {
  const other: Record<string, string> = {
    variables: "'{B}'",
    grant_id: `'${await aGrant()}'`,
    wipe_at: "wipe_at + interval '1 hour'",
    person_id: 'gen_random_uuid()',
  };
  expect(
    await outcomeOf(database.ownerUrl, `UPDATE reveals SET ${column} = ${other[column]} WHERE id = '${await aReveal()}'`),
  ).toBe(REFUSED);
});
