import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import { aGrant } from '../slack-blocks/a-grant.ts';
import { aRequest, aSettled, aYes } from '../slack-blocks/a-request.ts';
import { APPROVALS, posted } from './a-posted-request.ts';
import { aSlackBench, READER } from './a-slack-bench.ts';

const bench = aSlackBench();
const bob = () => bench.sandbox.as('bob');
const REQUEST = aRequest().id;
const CHANNEL = 'access-approvals';
const reasonOf = (text: string) => ({ deny_reason: { deny_reason: { type: 'plain_text_input', value: text } } });

async function theForm(): Promise<void> {
  await posted(bench, APPROVALS);
  await bob().clicksIn(CHANNEL, 'Deny');
  await bob().windowSays('Why not? Alice reads this.');
}

describe('Deny', () => {
  test('asks why in a window, and denies nothing before that is sent off', async () => {
    await theForm();
    await bob().windowSays('Alice wants db-prod for 30 min');
    expect(bob().window()?.externalId).toMatch(/^deny-[0-9a-f]{32}$/);
    expect(bench.verbs.seen.filter((verb) => verb.startsWith('denyRequest'))).toEqual([]);
  });

  test.each([
    ['use the replica', 'use the replica'],
    ['', '(no reason)'],
    ['  \u202eno\u200b\n  way ', 'no way'],
  ])('sent off with %j denies it in the same window', async (text, reason) => {
    await theForm();
    const { viewId } = await bob().windowSays('Why not?');
    await bob().submits(reasonOf(text));
    expect((await bob().windowSays('Denied.')).viewId).toBe(viewId);
    await bench.adapter.drain();
    expect(bench.verbs.seen.at(-1)).toBe(`denyRequest U02BOB ${REQUEST} ${reason}`);
    expect(bench.kicks).toBe(1);
  });

  test('sent off with more than the form takes keeps no more than it takes', async () => {
    await theForm();
    const edit = (payload: Record<string, unknown>) => {
      const view = payload.view as { state: { values: Record<string, Record<string, { value: string }>> } };
      view.state.values = reasonOf('x'.repeat(2000)) as never;
    };
    await bob().submits(reasonOf('no'), { edit });
    await bob().windowSays('Denied.');
    expect(bench.verbs.seen.at(-1)).toBe(`denyRequest U02BOB ${REQUEST} ${'x'.repeat(299)}…`);
  });

  test('sent off three times denies once', async () => {
    await theForm();
    await bob().submits(reasonOf('no'), { times: 3 });
    await bench.adapter.drain();
    expect(bench.verbs.seen.filter((verb) => verb.startsWith('denyRequest'))).toHaveLength(1);
  });

  test.each(["'; drop table", ''])('sent off with %j for its request never reaches the database', async (metadata) => {
    await theForm();
    const edit = (payload: Record<string, unknown>) => void Object.assign(payload.view as object, { private_metadata: metadata });
    await bob().submits(reasonOf('no'), { edit });
    await bob().windowSays("There's no request here that you can answer or see.");
    expect(bench.verbs.seen.filter((verb) => verb.startsWith('denyRequest'))).toEqual([]);
  });

  test("sent off with another request's id is decided on for that one, by whoever sent it", async () => {
    await theForm();
    const other = '019aa0c0-0000-7000-8000-0000000000ff';
    bench.verbs.denyRequest = async ({ slackId, requestId }) => {
      bench.verbs.seen.push(`${slackId} ${requestId}`);
      return { outcome: 'not-found' };
    };
    const edit = (payload: Record<string, unknown>) => void Object.assign(payload.view as object, { private_metadata: other });
    await bob().submits(reasonOf('no'), { edit });
    await bob().windowSays("There's no request here that you can answer or see.");
    expect(bench.verbs.seen.at(-1)).toBe(`U02BOB ${other}`);
  });

  test('that comes too late says so in its window', async () => {
    await theForm();
    bench.verbs.denyRequest = async () => ({ outcome: 'settled', request: aSettled('granted', {}, { approvals: [aYes()] }) });
    await bob().submits(reasonOf('no'));
    await bob().windowSays('Approved by Bob at 21:20.');
  });

  test('that fails says that nothing was denied', async () => {
    await theForm();
    bench.verbs.denyRequest = () => Promise.reject(new StoreUnavailable());
    await bob().submits(reasonOf('no'));
    await bob().windowSays("The database didn't answer, so nothing was denied.");
  });

  test.each([
    [aSettled('withdrawn'), 'Withdrawn by Alice at 03:21.'],
    [aRequest({ requester: { ...aRequest().requester, slackId: 'U02BOB' } }), 'Somebody else has to approve this.'],
  ])('of what can be seen to be in vain asks nothing', async (request, words) => {
    await posted(bench, APPROVALS);
    bench.verbs.requestDetails = async () => ({ outcome: 'details', request, reader: READER });
    await bob().clicksIn(CHANNEL, 'Deny');
    await bob().windowSays(words);
    expect(bob().window()?.text).not.toContain('Why not?');
  });

  test.each([
    ['views.open', 'There was no window to ask you why in, so nothing was denied.'],
    ['views.update', 'There was no window to ask you why in, so nothing was denied.'],
  ])('without a window (%s failed) says to click once more', async (method, words) => {
    await posted(bench, APPROVALS);
    bench.sandbox.slack.failNext(method, 'ratelimited', method === 'views.update' ? 2 : 1);
    await bob().clicksIn(CHANNEL, 'Deny');
    const message = await bob().ephemeralSays(CHANNEL, words);
    expect(JSON.stringify(message.blocks)).not.toContain('"input"');
  });
});

describe('Details', () => {
  test('show all that is kept of it in a window, on the clock of whoever looks', async () => {
    await posted(bench, APPROVALS);
    bench.verbs.requestDetails = async ({ slackId, requestId }) => {
      bench.verbs.seen.push(`requestDetails ${slackId} ${requestId}`);
      const request = aSettled('granted', {}, { approvals: [aYes()] });
      return { outcome: 'details', request, grant: aGrant(), reader: { ...READER, timezone: 'America/New_York' } };
    };
    await bob().clicksIn(CHANNEL, 'Details');
    const window = await bob().windowSays('Rule: “on call, quiet”');
    expect(window.text).toContain('Approved by Bob at 21:20 · 🔓 db-prod until Sun 22 Nov 01:00 · No value shown yet');
    expect(window.buttons).toEqual([]);
    expect(bench.verbs.seen.at(-1)).toBe(`requestDetails U02BOB ${REQUEST}`);
  });

  test.each([
    ['not-found', "There's no request here that you can answer or see."],
    ['outsider', 'full members'],
  ] as const)('refused as %s teach nothing', async (outcome, words) => {
    await posted(bench, APPROVALS);
    bench.verbs.requestDetails = async () => ({ outcome });
    await bob().clicksIn(CHANNEL, 'Details');
    await bob().windowSays(words);
  });

  test('that the database cannot give are answered', async () => {
    await posted(bench, APPROVALS);
    bench.verbs.adoptCard = () => Promise.reject(new StoreUnavailable());
    await bob().clicksIn(CHANNEL, 'Details');
    await bob().ephemeralSays(CHANNEL, "The database didn't answer, so I can't show the details.");
  });
});
