import { afterAll, beforeAll, expect, test } from 'vitest';
import { REQUEST_MOVES, type RequestState } from '../../src/domain/request.ts';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { outcomeOf, query } from './query.ts';
import { aGrantRow, anExtensionRow, approve, aRequestRow, idOf, REFUSED, withPeople } from './rows.ts';

// As the owner, whom no right keeps from it: what is refused here the triggers refuse.
let database: TestDatabase;
let url: string;

beforeAll(async () => {
  database = await aDatabase();
  url = database.ownerUrl;
  await withPeople(url);
});
afterAll(() => database.drop());

const attempt = (sql: string) => outcomeOf(url, sql);
const move = (id: string, to: RequestState) => `UPDATE requests SET state = '${to}' WHERE id = '${id}'`;

/** Runs what is to be tried with the clock a quarter of an hour on, when a request's time is over. */
async function afterItsTime<T>(work: () => Promise<T>): Promise<T> {
  await database.clock.advance({ minutes: 15 });
  try {
    return await work();
  } finally {
    await database.clock.advance({ minutes: -15 });
  }
}

async function aRequestThatIs(state: RequestState): Promise<string> {
  const id = await aRequestRow(url, { needed: '0' });
  const settle = () => query(url, move(id, state));
  if (state === 'expired') await afterItsTime(settle);
  else if (state !== 'pending') await settle();
  return id;
}

const states = Object.keys(REQUEST_MOVES) as RequestState[];

test.each(states.flatMap((from) => states.filter((to) => to !== from).map((to) => [from, to] as const)))(
  'the database lets a request go from %s to %s just where the code does',
  async (from, to) => {
    const id = await aRequestThatIs(from);
    const outcome = to === 'expired' ? await afterItsTime(() => attempt(move(id, to))) : await attempt(move(id, to));
    expect(outcome).toBe(REQUEST_MOVES[from].includes(to) ? 'done' : REFUSED);
  },
);

test.each(['denied', 'withdrawn', 'expired', 'overtaken'])('a request does not start %s', async (state) => {
  await expect(aRequestRow(url, { state: `'${state}'` })).rejects.toMatchObject({ code: REFUSED });
});

test.each(['granted', 'denied', 'withdrawn'] as const)('a request whose time is over is not %s any more', async (to) => {
  const id = await aRequestRow(url, { needed: '0' });
  expect(await afterItsTime(() => attempt(move(id, to)))).toBe(REFUSED);
});

test('a request does not expire before its time', async () => {
  expect(await attempt(move(await aRequestRow(url), 'expired'))).toBe(REFUSED);
});

test.each([
  ["resource = 'other'"],
  ["variables = '{A}'"],
  ['needed = 0'],
  ["eligible = '[1]'"],
  ["offer = '[1]'"],
  ["approvers = '[1]'"],
  ["expires_at = expires_at + interval '1 hour'"],
  ["made_at = made_at + interval '1 hour'"],
  ['within_seconds = 9000'],
  [`person_id = ${idOf('bob')}`],
  ["slack_id = 'UBOB'"],
  ["policy_hash = 'other'"],
  ['break_glass = true'],
])('what was asked does not change: %s', async (change) => {
  expect(await attempt(`UPDATE requests SET ${change} WHERE id = '${await aRequestRow(url)}'`)).toBe(REFUSED);
});

test.each([
  ["settled_reason = 'other'"],
  ['nudged_at = nightlatch.now()'],
  ['settled_at = nightlatch.now()'],
  ["waits_for = '{}'"],
  ["state = 'pending', settled_at = NULL"],
])('a settled request is final: %s', async (change) => {
  expect(await attempt(`UPDATE requests SET ${change} WHERE id = '${await aRequestThatIs('denied')}'`)).toBe(REFUSED);
});

test('when a request was made, until when it waits and when it was settled is the database’s word', async () => {
  const own = { made_at: "'2020-01-01'", expires_at: "'2099-01-01'", settled_at: "'2020-01-01'" };
  const id = await aRequestRow(url, own);
  const read =
    "SELECT expires_at - made_at AS waits, made_at > nightlatch.now() - interval '1 minute' AS now, settled_at FROM requests";
  expect(await query(url, `${read} WHERE id = '${id}'`)).toMatchObject([{ waits: { minutes: 15 }, now: true, settled_at: null }]);
  await query(url, `UPDATE requests SET state = 'denied', settled_at = '2020-01-01' WHERE id = '${id}'`);
  const [settled] = await query(
    url,
    `SELECT settled_at > nightlatch.now() - interval '1 minute' AS now FROM requests WHERE id = '${id}'`,
  );
  expect(settled).toEqual({ now: true });
});

test.each([
  { within_seconds: '86461' },
  { within_seconds: '-1' },
  { needed: '-1' },
  { begins_at: "nightlatch.now() + interval '25 hours'" },
  { eligible: 'NULL' },
])('a request that would wait for ever, or for nobody, is not made: %o', async (changed) => {
  await expect(aRequestRow(url, changed)).rejects.toMatchObject({ code: '23514' });
});

test('a person has one pending request for a resource', async () => {
  const resource = "'twice'";
  const id = await aRequestRow(url, { resource });
  await expect(aRequestRow(url, { resource })).rejects.toMatchObject({ code: '23505' });
  await query(url, move(id, 'withdrawn'));
  await expect(aRequestRow(url, { resource })).resolves.toBeDefined();
});

test('nobody agrees to their own request, from whichever account', async () => {
  const id = await aRequestRow(url);
  expect(await attempt(approve(id, 'alice'))).toBe(REFUSED);
  expect(await attempt(approve(id, 'alice', 'UOTHER'))).toBe(REFUSED);
  expect(await attempt(approve(id, 'bob', 'UALICE'))).toBe(REFUSED);
});

test('nobody agrees to a request of an account that became theirs, nor with one that became the requester’s', async () => {
  const id = await aRequestRow(url, { slack_id: "'UBOB'" });
  expect(await attempt(approve(id, 'bob', 'UOTHER'))).toBe(REFUSED);
  expect(await attempt(approve(await aRequestRow(url), 'carol', 'UALICE'))).toBe(REFUSED);
});

test('one person agrees once, from however many accounts', async () => {
  const id = await aRequestRow(url);
  expect(await attempt(approve(id, 'bob'))).toBe('done');
  expect(await attempt(approve(id, 'bob'))).toBe('23505');
  expect(await attempt(approve(id, 'bob', 'UBOB2'))).toBe('23505');
});

test('nobody agrees to what is settled, is over, or was never asked', async () => {
  expect(await attempt(approve(await aRequestThatIs('denied'), 'bob'))).toBe(REFUSED);
  expect(await attempt(approve(await aRequestThatIs('granted'), 'bob'))).toBe(REFUSED);
  expect(await attempt(approve('00000000-0000-7000-8000-000000000000', 'bob'))).toBe(REFUSED);
  const id = await aRequestRow(url);
  expect(await afterItsTime(() => attempt(approve(id, 'bob')))).toBe(REFUSED);
});

test('a request is granted when enough have agreed and no sooner', async () => {
  const id = await aRequestRow(url, { needed: '2' });
  expect(await attempt(move(id, 'granted'))).toBe(REFUSED);
  await query(url, approve(id, 'bob'));
  expect(await attempt(move(id, 'granted'))).toBe(REFUSED);
  await query(url, approve(id, 'carol'));
  await query(url, `UPDATE approvals SET void_at = nightlatch.now() WHERE request_id = '${id}' AND name = 'bob'`);
  expect(await attempt(move(id, 'granted'))).toBe(REFUSED);
  await query(url, approve(id, 'bob'));
  expect(await attempt(move(id, 'granted'))).toBe('done');
});

test('accounts that became one person’s, or the requester’s own, since they agreed no longer count as more', async () => {
  const id = await aRequestRow(url, { needed: '2' });
  await query(url, approve(id, 'bob'));
  await query(url, approve(id, 'carol'));
  const give = (name: string) =>
    query(url, `UPDATE person_links SET person_id = ${idOf(name)} WHERE provider = 'slack' AND external_id = 'UBOB'`);
  try {
    for (const name of ['carol', 'alice']) {
      await give(name);
      expect(await attempt(move(id, 'granted'))).toBe(REFUSED);
    }
  } finally {
    await give('bob');
  }
  expect(await attempt(move(id, 'granted'))).toBe('done');
});

test.each([
  ['void_at = NULL'],
  ["void_at = void_at + interval '1 hour'"],
  [`person_id = ${idOf('carol')}`],
  ["slack_id = 'UCAROL'"],
  ["void_at = nightlatch.now(), name = 'carol'"],
  ['void_at = nightlatch.now(), nth = 7'],
])('a void approval stays void, and an approval changes in nothing else: %s', async (change) => {
  const id = await aRequestRow(url);
  await query(url, approve(id, 'bob'));
  const sql = `UPDATE approvals SET ${change} WHERE request_id = '${id}'`;
  expect(await attempt(sql)).toBe(REFUSED);
  await query(url, `UPDATE approvals SET void_at = nightlatch.now() WHERE request_id = '${id}'`);
  expect(await attempt(sql)).toBe(REFUSED);
});

test('who agreed to what was settled does not change', async () => {
  const id = await aRequestRow(url);
  await query(url, approve(id, 'bob'));
  await query(url, move(id, 'granted'));
  expect(await attempt(`UPDATE approvals SET void_at = nightlatch.now() WHERE request_id = '${id}'`)).toBe(REFUSED);
});

test('only one’s own grant, of the same resource, is asked to be extended', async () => {
  const grant = await aGrantRow(url);
  const ofGrant = { extends_grant_id: `'${grant}'`, resource: `(SELECT resource FROM grants WHERE id = '${grant}')` };
  await expect(aRequestRow(url, ofGrant)).resolves.toBeDefined();
  for (const changed of [{ resource: "'other'" }, { person_id: idOf('bob') }])
    await expect(aRequestRow(url, { ...ofGrant, ...changed })).rejects.toMatchObject({ code: REFUSED });
});

test('a grant needs a request of its holder for its resource that was granted, and that extends nothing', async () => {
  const pending = await aRequestRow(url);
  const ofAnother = await aRequestRow(url, { needed: '0', person_id: idOf('bob'), slack_id: "'UBOB'" });
  await query(url, move(ofAnother, 'granted'));
  const extension = await anExtensionRow(url, await aGrantRow(url));
  const spent = '(SELECT request_id FROM grants LIMIT 1)';
  for (const request of [pending, ofAnother, extension]) expect(await opened(`'${request}'`)).toBe(REFUSED);
  expect(await opened(spent, "'elsewhere'")).toBe(REFUSED);
  expect(await opened(spent)).toBe('23505');
});

test('a request that was to extend a grant opens one anew when that has ended, but not if it has extended it before', async () => {
  const end = (id: string) =>
    query(url, `UPDATE grants SET state = 'ended', ended_at = nightlatch.now(), end_cause = 'expired' WHERE id = '${id}'`);
  const grant = await aGrantRow(url);
  const used = await anExtensionRow(url, grant);
  await query(url, `UPDATE grants SET extensions = 1, extended_by_id = '${used}' WHERE id = '${grant}'`);
  await end(grant);
  expect(await opened(`'${used}'`)).toBe(REFUSED);
  const [first, second] = [await anExtensionRow(url, grant), await anExtensionRow(url, grant)];
  expect(await opened(`'${first}'`)).toBe('done');
  expect(await opened(`'${first}'`)).toBe('23505');
  await query(
    url,
    `UPDATE grants SET state = 'ended', ended_at = nightlatch.now(), end_cause = 'expired' WHERE request_id = '${first}'`,
  );
  expect(await opened(`'${second}'`)).toBe('done');
  expect(await opened(`'${used}'`)).toBe(REFUSED);
});

function opened(request: string, resource = `(SELECT resource FROM requests WHERE id = ${request})`): Promise<string> {
  return attempt(
    `INSERT INTO grants (request_id, person_id, holder_name, holder_slack_id, resource, variables, rule, reason, at_most_seconds, show_for_seconds,
         max_reveals, grace_seconds, ends_with_incident, ends_at, ends_because)
       VALUES (${request}, ${idOf('alice')}, 'alice', 'UALICE', ${resource}, '{A}', 'rule', 'why', 7200, 60, 10, 900, false,
         nightlatch.now() + interval '1 hour', 'asked')`,
  );
}
