import { beforeEach, describe, expect, test } from 'vitest';
import type { Refusal } from '../../../src/domain/decision.ts';
import { SourceUnavailable } from '../../../src/ports/on-call-source.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import type { ExplainCommand } from '../../../src/use-cases/explain-request.ts';
import { inIncident, quiet } from '../../domain/explained.ts';
import { anExplanation } from '../slack-blocks/an-explanation.ts';
import { aSlackBench, READER, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const alice = () => bench.sandbox.as('alice');
const REFUSED: Refusal = {
  code: 'cannot-tell',
  resource: 'db-prod',
  unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' },
};
const EXPLAINED = '✗ on call, incident open: passed over';
let asked: ExplainCommand[];

beforeEach(() => {
  asked = [];
  bench.verbs.requestAccess = async () => ({ outcome: 'refused', because: REFUSED, reader: READER });
  bench.verbs.explainRequest = async (command) => {
    asked.push(command);
    return anExplanation([inIncident, quiet]);
  };
});

describe('/nightlatch explain', () => {
  test('opens a window at once, then explains in it', async () => {
    const decided = Promise.withResolvers<void>();
    const { explainRequest } = bench.verbs;
    bench.verbs.explainRequest = async (command) => {
      await decided.promise;
      return explainRequest(command);
    };
    const answer = await alice().types(ROOM, '/nightlatch explain db-prod because a &lt;b&gt;');
    expect([answer.status, answer.body]).toEqual([200, '']);
    const waiting = await alice().windowSays('Checking what each rule says…');
    decided.resolve();
    expect((await alice().windowSays(EXPLAINED)).externalId).toBe(waiting.externalId);
    expect(waiting.externalId).toMatch(/^nightlatch-/);
    expect(asked).toEqual([{ slackId: 'U01ALICE', words: 'db-prod because a <b>', channel: 'C0INC42' }]);
    expect(bench.verbs.seen).toEqual([]);
  });

  test('about somebody shows their name while it waits', async () => {
    const decided = Promise.withResolvers<never>();
    bench.verbs.explainRequest = () => decided.promise;
    await alice().types(ROOM, '/nightlatch explain @bob db-prod');
    const { text } = await alice().windowSays('Checking what each rule says…');
    expect(text).toMatch(/\/nightlatch explain @\w+ db-prod/);
    // Whoever awaits it may not have come to that yet.
    decided.promise.catch(() => undefined);
    decided.reject(new StoreUnavailable());
    await alice().windowSays("The database didn't answer");
  });

  test('without a window is one message with the same words', async () => {
    bench.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await alice().types(ROOM, '/nightlatch explain db-prod');
    const message = await alice().ephemeralSays(ROOM, EXPLAINED);
    expect(message.buttons.map(({ text }) => text)).toEqual(['Unlock']);
  });

  test.each([
    [new StoreUnavailable(), "The database didn't answer, so I can't explain it."],
    [new SourceUnavailable('Slack', 'timeout'), "Slack didn't answer when I asked who you are, so I can't explain it."],
    [new TypeError('a mistake of ours'), "Something went wrong that nobody planned for, so I can't explain it."],
  ])('that fails (%s) says so', async (error, words) => {
    bench.verbs.explainRequest = () => Promise.reject(error);
    await alice().types(ROOM, '/nightlatch explain db-prod');
    await alice().windowSays(words);
  });

  test.each([
    [{ outcome: 'help', resources: [], reader: READER }, 'What to type'],
    [{ outcome: 'not-yours', reader: READER }, 'Only owners and auditors may ask about somebody else.'],
    [{ outcome: 'not-a-member', reader: READER }, "They aren't a full member of this workspace"],
    [
      { outcome: 'refused', because: { code: 'outsider' }, reader: READER },
      'This works only for full members of this workspace.',
    ],
  ] as const)('answered with %j', async (outcome, words) => {
    bench.verbs.explainRequest = async () => outcome;
    await alice().types(ROOM, '/nightlatch explain');
    expect((await alice().windowSays(words)).buttons).toEqual([]);
  });
});

describe('Why?', () => {
  test('in the window of the refusal explains what was asked there, and leads back to asking', async () => {
    await alice().types(ROOM, '/unlock db-prod for 20m');
    const { externalId } = await alice().windowSays("PagerDuty didn't answer");
    await alice().clicks('Why?');
    const window = await alice().windowSays(EXPLAINED);
    expect(window.externalId).toBe(externalId);
    expect(asked).toEqual([{ slackId: 'U01ALICE', words: 'db-prod for 20m', channel: 'C0INC42' }]);
    await alice().clicks('Unlock');
    expect((await alice().windowSays("PagerDuty didn't answer")).externalId).toBe(externalId);
  });

  test('on the message that stood in for the window opens one', async () => {
    bench.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await alice().types(ROOM, '/unlock db-prod');
    const refusal = await alice().ephemeralSays(ROOM, "PagerDuty didn't answer");
    await alice().clicksIn(refusal, 'Why?');
    expect((await alice().windowSays(EXPLAINED)).externalId).toMatch(/^nightlatch-/);
  });

  test.each(['', 'db-prod', '{}', '{"words":1}', '[]', '{"form":{}}', `{"words":"db-prod","channel":"x"}`])(
    'with the forged value %j asks nothing',
    async (value) => {
      await alice().types(ROOM, '/unlock db-prod');
      const window = await alice().windowSays("PagerDuty didn't answer");
      await alice().forgesClick(window, { blockId: 'ways-out', actionId: 'why', forged: { value } });
      await alice().windowSays("I don't know that any more, so nothing was done.");
      expect(asked).toEqual([]);
    },
  );
});
