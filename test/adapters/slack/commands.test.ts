import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../../src/domain/decision.ts';
import { SourceUnavailable } from '../../../src/ports/on-call-source.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import { aGrant } from '../slack-blocks/a-grant.ts';
import { aSlackBench, READER, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const UNKNOWN: Refusal = {
  code: 'cannot-tell',
  resource: 'db-prod',
  unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' },
};

const alice = () => bench.sandbox.as('alice');
const refuse = (because: Refusal) => {
  bench.verbs.requestAccess = async () => ({ outcome: 'refused', because, reader: READER });
};

describe('/unlock', () => {
  test('opens its window before anything is looked up, and acks with nothing', async () => {
    const decided = Promise.withResolvers<void>();
    bench.verbs.requestAccess = async () => {
      await decided.promise;
      return { outcome: 'refused', because: { code: 'outsider' }, reader: READER };
    };
    const answer = await alice().types(ROOM, '/unlock db-prod for 30m');
    expect([answer.status, answer.body]).toEqual([200, '']);
    const window = await alice().windowSays('Checking who is on call…');
    expect(window.externalId).toMatch(/^unlock-[0-9a-f]{32}$/);
    decided.resolve();
    expect((await alice().windowSays('full members')).externalId).toBe(window.externalId);
  });

  test("granted: the window is left to the grant's card, which is asked to be drawn at once", async () => {
    await alice().types(ROOM, '/unlock db-prod');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual(['requestAccess U01ALICE db-prod in a window']);
    expect([bench.kicks, bench.sandbox.slack.callsTo('views.update').length]).toEqual([1, 0]);
    expect(bench.deliveries.done.size).toBe(1);
  });

  test('granted before: says so in the window', async () => {
    bench.verbs.requestAccess = async () => ({ outcome: 'granted', grant: aGrant(), alreadyOpen: true, reader: READER });
    await alice().types(ROOM, '/unlock db-prod');
    await alice().windowSays('You had this already.');
  });

  test('help: what to type', async () => {
    const resources = [...bench.policy.resources.values()];
    bench.verbs.requestAccess = async () => ({ outcome: 'help', resources, reader: READER });
    await alice().types(ROOM, '/unlock help');
    await alice().windowSays('/unlock db-prod until 07:30');
  });

  test('unknown: Try again asks the same words in the same window', async () => {
    refuse(UNKNOWN);
    await alice().types(ROOM, '/unlock db-prod because replica lag');
    const before = await alice().windowSays("PagerDuty didn't answer");
    bench.verbs.requestAccess = async (command) => {
      expect(command).toEqual({
        slackId: 'U01ALICE',
        words: 'db-prod because replica lag',
        channel: 'C0INC42',
        windowExternalId: before.externalId,
      });
      return { outcome: 'refused', because: { code: 'outsider' }, reader: READER };
    };
    await alice().clicks('Try again');
    expect((await alice().windowSays('full members')).viewId).toBe(before.viewId);
  });

  test('a delivery is kept without its words', async () => {
    await alice().types(ROOM, '/unlock db-prod because the customer is Jane Doe');
    await bench.adapter.drain();
    const [row] = bench.deliveries.rows.values();
    expect(row).toMatchObject({ kind: 'command', slackUser: 'U01ALICE', channel: 'C0INC42', about: '/unlock db-prod' });
    expect(JSON.stringify(row)).not.toContain('Jane');
  });
});

describe('/grants', () => {
  test('lists in a window, turns its pages and remembers what it lists', async () => {
    await alice().types(ROOM, '/grants all');
    const window = await alice().windowSays('db-prod until 07:00');
    expect(JSON.parse(window.privateMetadata)).toEqual({ words: 'all', page: 0 });
    await alice().clicks('Older');
    await alice().windowSays('page 2');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual(['listGrants U01ALICE all 0', 'listGrants U01ALICE all 1']);
  });

  test('help, and refusals', async () => {
    bench.verbs.listGrants = async () => ({ outcome: 'help', reader: READER });
    await alice().types(ROOM, '/grants help');
    await alice().windowSays('/grants history 7d');
    bench.verbs.listGrants = async () => ({ outcome: 'refused', because: { code: 'no-policy' }, reader: READER });
    await alice().types(ROOM, '/grants');
    await alice().windowSays("There's no policy in force");
  });
});

describe('whatever is broken behind it, a command is answered', () => {
  test.each([
    ['/unlock db-prod', 'requestAccess'],
    ['/grants', 'listGrants'],
  ] as const)('%s', async (typed, verb) => {
    for (const [fault, words] of [
      [new StoreUnavailable(), "The database didn't answer"],
      [new SourceUnavailable('Slack', 'timeout'), "Slack didn't answer"],
      [new TypeError('a mistake of ours'), 'nobody planned for'],
    ] as const) {
      Object.assign(bench.verbs, { [verb]: () => Promise.reject(fault) });
      await alice().types(ROOM, typed);
      await alice().windowSays(words);
      await alice().closesWindow();
    }
  });

  test('what was saved too late for its ack has one effect all the same', async () => {
    bench.deliveries.mode = 'slow';
    const { delivery } = await alice().types(ROOM, '/unlock db-prod');
    await alice().windowSays(/./);
    await bench.sandbox.slack.deliver.replay(delivery);
    await bench.adapter.drain();
    expect(bench.sandbox.slack.callsTo('views.open')).toHaveLength(1);
  });

  test('with the database away a delivery that was not saved is acked and answered too', async () => {
    bench.deliveries.mode = 'away';
    bench.verbs.requestAccess = () => Promise.reject(new StoreUnavailable());
    expect((await alice().types(ROOM, '/unlock db-prod')).status).toBe(200);
    await alice().windowSays("The database didn't answer");
  });

  test("everyone who isn't a full member gets one and the same answer", async () => {
    refuse({ code: 'outsider' });
    bench.verbs.offerForm = async () => ({ outcome: 'refused', because: { code: 'outsider' }, reader: READER });
    const windows = [];
    for (const text of ['/unlock db-prod', '/unlock no-such-thing', '/unlock']) {
      await bench.sandbox.as('dave').types(ROOM, text);
      windows.push((await bench.sandbox.as('dave').windowSays('full members')).blocks);
      await bench.sandbox.as('dave').closesWindow();
    }
    const withoutIds = windows.map((blocks) => JSON.stringify(blocks.map(({ block_id: _, ...block }) => block)));
    expect(new Set(withoutIds).size).toBe(1);
  });
});

describe('a window that Slack does not open', () => {
  test.each([
    'ratelimited',
    'expired_trigger_id',
    'exchanged_trigger_id',
    'html',
    'status-500',
    'bad-json',
    'drop',
    'hang',
    'internal_error',
    'invalid_arguments',
  ])('(%s) gives way to one message with the same words', async (fault) => {
    refuse(UNKNOWN);
    bench.sandbox.slack.failNext('views.open', fault);
    await alice().types(ROOM, '/unlock db-prod');
    const message = await alice().ephemeralSays(ROOM, "PagerDuty didn't answer");
    expect(message.buttons.map(({ text }) => text)).toEqual(['Try again', 'Why?']);
    await bench.adapter.drain();
    expect(alice().ephemerals(ROOM)).toHaveLength(1);
    expect(bench.deliveries.done.size).toBe(1);
  });

  test('a grant made meanwhile is shown in that message', async () => {
    bench.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await alice().types(ROOM, '/unlock db-prod');
    const message = await alice().ephemeralSays(ROOM, 'db-prod until 07:00');
    expect(message.buttons.map(({ text }) => text)).toEqual(['Show values', 'Give back']);
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual(['requestAccess U01ALICE db-prod no window']);
  });

  test('that was opened all the same, though Slack never said so, is the one that answers', async () => {
    bench.sandbox.slack.failNext('views.open', 'drop-after-doing-it');
    await alice().types(ROOM, '/unlock db-prod');
    await alice().windowSays('db-prod until 07:00');
    await bench.adapter.drain();
    expect(alice().ephemerals(ROOM)).toEqual([]);
  });

  test('Try again in that message opens a window', async () => {
    refuse(UNKNOWN);
    bench.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await alice().types(ROOM, '/unlock db-prod');
    await alice().ephemeralSays(ROOM, "PagerDuty didn't answer");
    await alice().clicksIn(ROOM, 'Try again');
    await alice().windowSays("PagerDuty didn't answer");
  });
});

describe('a window that was closed', () => {
  test('before the outcome gives way to one message', async () => {
    const decided = Promise.withResolvers<void>();
    bench.verbs.requestAccess = async () => {
      await decided.promise;
      return { outcome: 'refused', because: UNKNOWN, reader: READER };
    };
    await alice().types(ROOM, '/unlock db-prod');
    await alice().windowSays('Checking');
    await alice().closesWindow();
    decided.resolve();
    await alice().ephemeralSays(ROOM, "PagerDuty didn't answer");
  });
});

describe('a message that Slack does not take', () => {
  const noWindow = () => bench.sandbox.slack.failNext('views.open', 'expired_trigger_id');

  test('by response_url goes into the channel', async () => {
    refuse(UNKNOWN);
    noWindow();
    bench.sandbox.slack.failNext('response_url', 'status-500');
    await alice().types(ROOM, '/unlock db-prod');
    await alice().ephemeralSays(ROOM, "PagerDuty didn't answer");
    expect(bench.sandbox.slack.callsTo('chat.postEphemeral')).toHaveLength(1);
  });

  test('there either goes out as a direct message', async () => {
    refuse(UNKNOWN);
    noWindow();
    bench.sandbox.slack.failNext('response_url', 'hang');
    bench.sandbox.slack.failNext('chat.postEphemeral', 'channel_not_found');
    await alice().types(ROOM, '/unlock db-prod');
    await alice().directMessageSays("PagerDuty didn't answer");
  }, 15_000);

  test('anywhere leaves the delivery unanswered, so that it is answered later', async () => {
    refuse(UNKNOWN);
    noWindow();
    for (const method of ['response_url', 'chat.postEphemeral', 'chat.postMessage']) bench.sandbox.slack.failNext(method, 'html');
    await alice().types(ROOM, '/unlock db-prod');
    await bench.adapter.drain();
    expect([bench.deliveries.rows.size, bench.deliveries.done.size]).toEqual([1, 0]);
  });

  test.each([
    'http://127.0.0.1:1/hook',
    'https://hooks.slack.com.example.org/x',
    'file:///etc/passwd',
    'not a url',
    'http://[::1]/',
  ])('a response_url at %s is never called', async (url) => {
    refuse(UNKNOWN);
    noWindow();
    await alice().types(ROOM, '/unlock db-prod', { edit: (fields) => void Object.assign(fields, { response_url: url }) });
    await alice().ephemeralSays(ROOM, "PagerDuty didn't answer");
    expect(bench.sandbox.slack.callsTo('response_url')).toEqual([]);
    expect(bench.log.lines.join()).toContain('response_url elsewhere');
  });
});

test('draining waits for answers that are on their way', async () => {
  const decided = Promise.withResolvers<void>();
  bench.verbs.requestAccess = async () => {
    await decided.promise;
    return { outcome: 'refused', because: { code: 'outsider' }, reader: READER };
  };
  await alice().types(ROOM, '/unlock db-prod');
  let drained = false;
  const draining = bench.adapter.drain().then(() => {
    drained = true;
  });
  await alice().windowSays('Checking');
  expect(drained).toBe(false);
  decided.resolve();
  await draining;
  expect(alice().window()?.text).toContain('full members');
});
