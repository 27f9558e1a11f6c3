import { beforeEach, describe, expect, test } from 'vitest';
import type { Refusal } from '../../../src/domain/decision.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import type { UnlockCommand } from '../../../src/use-cases/request-access.ts';
import { aResource, aRule } from '../../builders/a-policy.ts';
import { aSlackBench, READER, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const alice = () => bench.sandbox.as('alice');
const because: Refusal = {
  code: 'not-allowed',
  resource: 'db-prod',
  shortfalls: [
    { rule: 'on call', because: { kind: 'not-on-call', targets: ['db-primary'], onCall: [{ name: 'Bob' }, { name: 'Bob' }] } },
  ],
};
let asked: UnlockCommand[];

beforeEach(() => {
  const db = aResource({ rules: [aRule(), aRule({ name: 'break glass', breakGlass: true })] });
  bench.policy = { ...bench.policy, resources: new Map([['db-prod', db]]) };
  asked = [];
  bench.verbs.requestAccess = async (command) => {
    asked.push(command);
    return { outcome: 'refused', because, reader: READER };
  };
});

async function sheIsRefused(words = 'db-prod because replica lag'): Promise<void> {
  await alice().types(ROOM, `/unlock ${words}`);
  await alice().windowSays("You're not on call");
}

describe('Ask', () => {
  const one: Refusal = {
    ...because,
    shortfalls: [{ rule: 'on call', because: { kind: 'not-on-call', targets: ['db-primary'], onCall: [{ name: 'Bob' }] } }],
  };

  test('in the window of the refusal writes to whoever is on call, and says so there', async () => {
    bench.verbs.requestAccess = async () => ({ outcome: 'refused', because: one, reader: READER });
    await sheIsRefused();
    const { externalId } = await alice().windowSays("You're not on call");
    await alice().clicks('Ask Bob');
    expect((await alice().windowSays('I wrote to Bob.')).externalId).toBe(externalId);
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual(['askColleague U01ALICE db-prod replica lag C0INC42']);
    expect(bench.kicks).toBe(1);
  });

  test('too soon again says that nothing more was sent', async () => {
    bench.verbs.requestAccess = async () => ({ outcome: 'refused', because: one, reader: READER });
    bench.verbs.askColleague = async () => ({ outcome: 'too-soon', names: ['Bob'] });
    await sheIsRefused();
    await alice().clicks('Ask Bob');
    await alice().windowSays('You asked Bob within the last 5 minutes.');
  });

  test('while no source answers can be tried again', async () => {
    bench.verbs.requestAccess = async () => ({ outcome: 'refused', because: one, reader: READER });
    const { askColleague } = bench.verbs;
    bench.verbs.askColleague = async () => ({
      outcome: 'cannot-tell',
      unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' },
    });
    await sheIsRefused();
    await alice().clicks('Ask Bob');
    await alice().windowSays("I can't tell who is on call");
    bench.verbs.askColleague = askColleague;
    await alice().clicks('Try again');
    await alice().windowSays('I wrote to Bob.');
    expect(bench.verbs.seen).toEqual(['askColleague U01ALICE db-prod replica lag C0INC42']);
  });

  test('that fails says that nobody was asked', async () => {
    bench.verbs.requestAccess = async () => ({ outcome: 'refused', because: one, reader: READER });
    bench.verbs.askColleague = () => Promise.reject(new StoreUnavailable());
    await sheIsRefused();
    await alice().clicks('Ask Bob');
    await alice().windowSays("The database didn't answer, so nobody was asked.");
  });

  test.each([
    ['no JSON', 'db-prod'],
    ['no resource', '{"reason":"x","channel":"C0INC42"}'],
    ['a resource that is no name', '{"resource":"../x","reason":""}'],
    ['a channel that is none', '{"resource":"db-prod","reason":"","channel":"<!channel>"}'],
    ['a reason that is too long', JSON.stringify({ resource: 'db-prod', reason: 'x'.repeat(501) })],
  ])('with a forged value (%s) asks nobody', async (_, value) => {
    await sheIsRefused();
    const window = alice().window();
    await alice().forgesClick(window!, { blockId: 'ways-out', actionId: 'ask_colleague', forged: { value } });
    await alice().windowSays("I don't know that any more");
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([]);
  });

  test('asked from nowhere in particular was asked in their own conversation with the bot', async () => {
    await sheIsRefused();
    const forged = { value: '{"resource":"db-prod","reason":""}' };
    await alice().forgesClick(alice().window()!, { blockId: 'ways-out', actionId: 'ask_colleague', forged });
    await alice().windowSays('I wrote to Bob.');
    expect(bench.verbs.seen).toEqual(['askColleague U01ALICE db-prod  U01ALICE']);
  });
});

describe('Break glass', () => {
  test('asks the same with break-glass, in the same window and channel, and is not offered again', async () => {
    await sheIsRefused();
    const { externalId } = await alice().windowSays('Break glass');
    await alice().clicks('Break glass');
    await expect.poll(() => asked.length).toBe(2);
    await alice().windowSays("You're not on call");
    await bench.adapter.drain();
    expect(asked[1]).toMatchObject({ words: 'db-prod break-glass because replica lag', channel: 'C0INC42', slackId: 'U01ALICE' });
    const window = alice().window();
    expect([window?.externalId, window?.buttons.map(({ text }) => text)]).toEqual([externalId, ['Ask Bob and Bob', 'Why?']]);
  });

  test('is decided like anything typed: a forged value is words, and nothing more', async () => {
    await sheIsRefused();
    const forged = { value: JSON.stringify({ words: 'db-prod break-glass', channel: 'C0INC42', breakGlass: true, grant: 'me' }) };
    await alice().forgesClick(alice().window()!, { blockId: 'ways-out', actionId: 'break_glass', forged });
    await expect.poll(() => asked.length).toBe(2);
    expect(Object.keys(asked[1] ?? {}).toSorted()).toEqual(['channel', 'slackId', 'windowExternalId', 'words']);
  });
});
