import { describe, expect, test } from 'vitest';
import { SourceUnavailable } from '../../../src/ports/on-call-source.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import type { ApprovalOutcome, RequesterOutcome } from '../../../src/use-cases/approval-outcome.ts';
import { NOW } from '../slack-blocks/a-grant.ts';
import { aRequest, aSettled, aYes } from '../slack-blocks/a-request.ts';
import { APPROVALS, posted, TO_ALICE, TO_BOB } from './a-posted-request.ts';
import { aSlackBench, CARD_ID, READER, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const alice = () => bench.sandbox.as('alice');
const bob = () => bench.sandbox.as('bob');
const REQUEST = aRequest().id;
const CHANNEL = 'access-approvals';
const DENIED = aSettled('denied', { by: { personId: 'p', name: 'Carol' }, reason: 'use the replica' });
const UNANSWERED = { source: 'Slack', fault: 'timeout', about: 'membership' } as const;

describe('Approve', () => {
  test.each([
    ['Approve', `approveRequest U02BOB ${REQUEST}`],
    ['Approve for 15m', `approveRequest U02BOB ${REQUEST} for PT15M`],
  ])('(%s) in the channel: the card tells, nothing else is said', async (label, verb) => {
    await posted(bench, APPROVALS);
    await bob().clicksIn(CHANNEL, label);
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([`adoptCard ${CARD_ID}`, verb]);
    expect([bob().ephemerals(CHANNEL).length, bob().directMessages().length, bench.kicks]).toEqual([0, 0, 1]);
  });

  test('in a direct message is the same', async () => {
    await posted(bench, TO_BOB);
    await bob().clicksIn('direct', 'Approve');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toContain(`approveRequest U02BOB ${REQUEST}`);
    expect([bob().ephemerals('direct').length, bob().directMessages().length]).toEqual([0, 1]);
  });

  test.each<[ApprovalOutcome, string]>([
    [{ outcome: 'own-request', request: aRequest() }, 'Somebody else has to approve this.'],
    [{ outcome: 'not-an-approver', request: aRequest({ eligible: [] }) }, "You can't answer this one, so nothing was approved."],
    [{ outcome: 'not-an-approver', request: aRequest() }, 'You may not answer this one any more, so nothing was approved.'],
    [{ outcome: 'not-an-approver', request: aRequest() }, 'These may: Carol.'],
    [{ outcome: 'approved-already', request: aRequest({ approvals: [aYes()] }) }, 'You approved this already at 21:20.'],
    [
      { outcome: 'approved-already', request: aRequest({ approvals: [aYes()], terms: { ...aRequest().terms, count: 2 } }) },
      'Each person counts once: 1 more has to.',
    ],
    [{ outcome: 'settled', request: DENIED }, 'Denied by Carol at 21:21.'],
    [{ outcome: 'settled', request: aSettled('granted', {}, { approvals: [aYes()] }) }, 'Approved by Bob at 21:20.'],
    [{ outcome: 'cannot-tell', request: aRequest(), unanswered: UNANSWERED }, "Slack didn't answer"],
    [{ outcome: 'cannot-tell', request: aRequest(), unanswered: UNANSWERED }, 'So nothing was approved. Click once more'],
    [{ outcome: 'not-found' }, "There's no request here that you can answer or see."],
    [{ outcome: 'outsider' }, 'full members'],
    [{ outcome: 'no-policy' }, "There's no policy in force"],
  ])('that did nothing (%j) says why in one message that only they see', async (outcome, words) => {
    await posted(bench, APPROVALS);
    bench.verbs.approveRequest = async () => outcome;
    await bob().clicksIn(CHANNEL, 'Approve');
    const message = await bob().ephemeralSays(CHANNEL, words);
    expect(message.fallback).not.toBe('');
    expect(bob().ephemerals(CHANNEL)).toHaveLength(1);
  });

  test.each([
    [new StoreUnavailable(), "The database didn't answer, so nothing was approved."],
    [new SourceUnavailable('Slack', 'timeout'), "Slack didn't answer when I asked who you are, so nothing was approved."],
    [new TypeError('a mistake of ours'), "so I can't say whether it was approved."],
  ])('that failed with %s is answered', async (fault, words) => {
    await posted(bench, APPROVALS);
    bench.verbs.approveRequest = () => Promise.reject(fault);
    await bob().clicksIn(CHANNEL, 'Approve');
    await bob().ephemeralSays(CHANNEL, words);
  });

  test('delivered three times is done once', async () => {
    await posted(bench, APPROVALS);
    await bob().clicksIn(CHANNEL, 'Approve', { times: 3 });
    await bench.adapter.drain();
    expect(bench.verbs.seen.filter((verb) => verb.startsWith('approveRequest'))).toHaveLength(1);
  });
});

describe('a message that is not the card', () => {
  const button = { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: REQUEST };

  test.each([
    ['copied', 'copied'],
    ["copied with the card's own id", `card:${CARD_ID}`],
  ])('(%s) approves nothing and says so', async (_, blockId) => {
    const { workspace } = bench.sandbox.slack;
    const copy = { type: 'actions', block_id: blockId, elements: [button] };
    workspace.post(workspace.channel('audit-access'), { user: 'U02BOB', byBot: false, text: 'look', blocks: [copy] });
    bench.verbs.adoptCard = async () => ({ outcome: 'orphan', card: { channel: 'C0APPR', ts: '1.000001' } });
    await bob().clicksIn('audit-access', 'Approve');
    await bob().ephemeralSays('audit-access', "This message isn't the request's card, so nothing was done.");
    expect(bench.verbs.seen).toEqual([]);
  });

  test.each(['approve', 'approve_15m', 'deny', 'details', 'withdraw', 'nudge'])(
    'of the request that the button names does nothing at %s',
    async (actionId) => {
      const { channel, ts } = await posted(bench, APPROVALS);
      const asked: unknown[] = [];
      bench.verbs.adoptCard = async (click) => {
        asked.push(click);
        return { outcome: 'no-card' };
      };
      const message = await bench.sandbox.channel(CHANNEL).says('Alice wants');
      const forged = { value: '019aa0c0-0000-7000-8000-0000000000ff' };
      await bob().forgesClick(message, { blockId: `card:${CARD_ID}`, actionId, forged });
      await bob().ephemeralSays(CHANNEL, "This message isn't the request's card");
      const about = { kind: 'request', id: forged.value };
      expect(asked).toEqual([{ cardId: CARD_ID, about, channel, ts, clickedBy: 'U02BOB' }]);
      expect([bench.verbs.seen, bob().window()]).toEqual([[], undefined]);
    },
  );

  test('but a second copy of ours is overwritten with the way to the card', async () => {
    const first = await posted(bench, APPROVALS);
    const second = await posted(bench, APPROVALS);
    bench.verbs.adoptCard = async () => ({ outcome: 'orphan', card: { channel: first.channel, ts: first.ts } });
    await bob().clicksIn(CHANNEL, 'Approve');
    const orphan = await bench.sandbox.channel(CHANNEL).says('This is a second copy of a card.');
    expect([orphan.ts, orphan.buttons, bench.verbs.seen]).toEqual([second.ts, [], []]);
  });

  test('with a value that is no id never reaches the database', async () => {
    await posted(bench, APPROVALS);
    const message = await bench.sandbox.channel(CHANNEL).says('Alice wants');
    for (const value of ["'; drop table", '', '../x'])
      await bob().forgesClick(message, { blockId: `card:${CARD_ID}`, actionId: 'approve', forged: { value } });
    await bob().ephemeralSays(CHANNEL, "This message isn't the request's card");
    expect(bench.verbs.seen).toEqual([]);
  });

  test('or a clicker of another workspace reach nothing', async () => {
    await posted(bench, APPROVALS);
    const edit = (payload: Record<string, unknown>) => void Object.assign(payload.user as object, { team_id: 'T0OTHER' });
    await bob().clicksIn(CHANNEL, 'Approve', { edit });
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([]);
  });
});

describe('Withdraw and Nudge', () => {
  async function herWindow(): Promise<void> {
    bench.verbs.requestAccess = async () => ({ outcome: 'asked', request: aRequest(), alreadyAsked: true, reader: READER });
    await alice().types(ROOM, '/unlock db-prod');
    await alice().windowSays('You asked for this already.');
  }

  test('in a message: the card tells', async () => {
    await posted(bench, TO_ALICE);
    await alice().clicksIn('direct', 'Nudge');
    await alice().clicksIn('direct', 'Withdraw');
    await bench.adapter.drain();
    expect(bench.verbs.seen.filter((verb) => !verb.startsWith('adopt'))).toEqual([
      `nudgeApprovers U01ALICE ${REQUEST}`,
      `withdrawRequest U01ALICE ${REQUEST}`,
    ]);
    expect([alice().ephemerals('direct').length, alice().directMessages().length, bench.kicks]).toEqual([0, 1, 2]);
  });

  test('in the window: it shows how things stand', async () => {
    await herWindow();
    await alice().clicks('Nudge');
    await alice().windowSays('Asked again at 03:17.');
    await alice().clicks('Withdraw');
    await alice().windowSays('Withdrawn by you at 03:21.');
  });

  test.each<[RequesterOutcome, string]>([
    [{ outcome: 'too-soon', request: aRequest({ nudgedAt: NOW }) }, 'They were asked again at 03:17, so nobody was asked now.'],
    [{ outcome: 'settled', request: DENIED }, 'Denied by Carol at 03:21.'],
    [{ outcome: 'not-found' }, "There's no request here"],
    [{ outcome: 'outsider' }, 'full members'],
  ])('in a message that did nothing (%j) say why', async (outcome, words) => {
    await posted(bench, TO_ALICE);
    bench.verbs.nudgeApprovers = async () => outcome;
    await alice().clicksIn('direct', 'Nudge');
    await alice().ephemeralSays('direct', words);
  });

  test('in the window too soon: it says so above the rest', async () => {
    await herWindow();
    bench.verbs.nudgeApprovers = async () => ({ outcome: 'too-soon', request: aRequest() });
    await alice().clicks('Nudge');
    await alice().windowSays('Nudge works once in five minutes.');
  });
});

describe('/unlock that somebody has to agree to', () => {
  const ask = (alreadyAsked: boolean) => {
    bench.verbs.requestAccess = async () => ({ outcome: 'asked', request: aRequest(), alreadyAsked, reader: READER });
  };

  test("leaves the window to the request's card, which is asked to be drawn at once", async () => {
    ask(false);
    await alice().types(ROOM, '/unlock db-prod');
    await bench.adapter.drain();
    expect([bench.kicks, bench.sandbox.slack.callsTo('views.update').length]).toEqual([1, 0]);
  });

  test('without a window is answered in one message, whose buttons work', async () => {
    bench.sandbox.slack.failNext('views.open', 'ratelimited');
    ask(false);
    await alice().types(ROOM, '/unlock db-prod');
    await alice().ephemeralSays(ROOM, 'Asked Bob and Carol.');
    await alice().clicksIn(ROOM, 'Withdraw');
    await alice().ephemeralSays(ROOM, 'Withdrawn by you at 03:21.');
  });
});
