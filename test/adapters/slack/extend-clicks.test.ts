import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import type { Refusal } from '../../../src/domain/decision.ts';
import { SourceUnavailable } from '../../../src/ports/on-call-source.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import { aGrant, aResource, NOW } from '../slack-blocks/a-grant.ts';
import { aRequest } from '../slack-blocks/a-request.ts';
import { aSlackBench, CARD_ID, READER, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const alice = () => bench.sandbox.as('alice');
const GRANT = aGrant().id;
const short = aGrant({ endsBecause: 'asked', endsAt: NOW.add({ minutes: 30 }) });
const longer = aGrant({ endsBecause: 'asked', endsAt: NOW.add({ minutes: 60 }), extensions: 1 });

/** Posts a card of hers for real, of the whole grant or that it ends soon. */
async function herCard(aspect?: 'ending'): Promise<void> {
  const card: Card = {
    id: CARD_ID,
    subject: { kind: 'grant', grantId: GRANT, ...(aspect ? { aspect } : {}) },
    place: { kind: 'direct', to: 'U01ALICE' },
    dirtyAt: NOW,
    attempts: 0,
  };
  const now = aspect ? NOW.add({ minutes: 25 }) : NOW;
  expect(await bench.outside.surface.draw(card, { grant: short, resource: aResource(), now })).toMatchObject({
    outcome: 'drawn',
  });
}

async function herWindow(): Promise<void> {
  bench.verbs.requestAccess = async () => ({ outcome: 'granted', grant: short, alreadyOpen: true, reader: READER });
  await alice().types(ROOM, '/unlock db-prod');
  await alice().windowSays('Give back');
}

const refused = (because: Refusal) => {
  bench.verbs.extendGrant = async () => ({ outcome: 'refused', because, reader: READER });
};

describe('Extend', () => {
  test('in a window turns it, and leaves it to its card once more time is given', async () => {
    await herWindow();
    const window = alice().window();
    await alice().clicks('Extend');
    await alice().windowSays('Until then it ends when it did before.');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([`extendGrant U01ALICE ${GRANT} in a window`]);
    expect([alice().window()?.externalId, bench.kicks > 0]).toEqual([window?.externalId, true]);
  });

  test.each([undefined, 'ending'] as const)('in a message (aspect %s) opens a window of its own', async (aspect) => {
    await herCard(aspect);
    await alice().clicksIn('direct', 'Extend');
    await alice().windowSays('Checking who is on call');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([`adoptCard ${CARD_ID}`, `extendGrant U01ALICE ${GRANT} in a window`]);
    expect(alice().ephemerals('direct')).toEqual([]);
  });

  test('in the list of /grants asks for that grant', async () => {
    const { listGrants } = bench.verbs;
    bench.verbs.listGrants = async (asked) => {
      const list = await listGrants(asked);
      const entries = [{ grant: short, standing: { holder: true, details: true, revoke: false } }];
      return { ...list, entries } as typeof list;
    };
    await alice().types(ROOM, '/grants');
    await alice().windowSays('db-prod until');
    await alice().clicks('Extend');
    await bench.adapter.drain();
    expect(bench.verbs.seen.at(-1)).toBe(`extendGrant U01ALICE ${GRANT} in a window`);
  });

  test('without a window to open is answered by a message with the new end', async () => {
    await herCard();
    bench.verbs.extendGrant = async (asked) => {
      bench.verbs.seen.push(`extendGrant ${asked.windowExternalId === undefined ? 'no window' : 'in a window'}`);
      return { outcome: 'extended', grant: longer, reader: READER };
    };
    bench.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await alice().clicksIn('direct', 'Extend');
    await alice().ephemeralSays('direct', 'Extended until 04:17.');
    expect(bench.verbs.seen.at(-1)).toBe('extendGrant no window');
  });

  test('that somebody must agree to says who is asked where no window could', async () => {
    await herCard();
    bench.verbs.extendGrant = async () => ({
      outcome: 'asked',
      request: aRequest({ extends: GRANT }),
      alreadyAsked: false,
      reader: READER,
    });
    bench.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await alice().clicksIn('direct', 'Extend');
    await alice().ephemeralSays('direct', 'Asked');
  });

  test.each([
    [
      { code: 'at-its-longest', resource: 'db-prod', atMost: Temporal.Duration.from({ hours: 4 }), since: NOW },
      'You have had db-prod since 03:17. 4 h is the most.',
      [],
    ],
    [
      { code: 'cannot-tell', resource: 'db-prod', unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' } },
      "PagerDuty didn't answer",
      [
        { text: 'Try again', actionId: 'extend', value: GRANT },
        { text: 'Why?', actionId: 'why', value: '{"words":"db-prod"}' },
      ],
    ],
  ] as const)('refused as %j says why, and offers only what helps', async (because, words, buttons) => {
    refused(because as Refusal);
    await herWindow();
    await alice().clicks('Extend');
    const window = await alice().windowSays(words);
    expect(window.buttons).toMatchObject(buttons);
    expect(window.buttons).toHaveLength(buttons.length);
  });

  test('tried again after a source was away asks once more', async () => {
    refused({
      code: 'cannot-tell',
      resource: 'db-prod',
      unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' },
    });
    await herWindow();
    await alice().clicks('Extend');
    await alice().windowSays("PagerDuty didn't answer");
    bench.verbs.extendGrant = async () => ({ outcome: 'not-found' });
    await alice().clicks('Try again');
    await alice().windowSays("There's no grant here that you can extend.");
  });

  test("of somebody else's grant, or with an id that is none, teaches nothing", async () => {
    await herWindow();
    const window = alice().window();
    await bench.sandbox.as('bob').types(ROOM, '/unlock db-prod');
    const his = await bench.sandbox.as('bob').windowSays('db-prod until');
    await bench.sandbox.as('bob').forgesClick(his, { blockId: 'b', actionId: 'extend', forged: { value: GRANT } });
    await bench.sandbox.as('bob').windowSays("There's no grant here that you can extend.");
    for (const value of ['', "'; drop table", '../x']) {
      await alice().forgesClick(window!, { blockId: 'b', actionId: 'extend', forged: { value } });
      await alice().windowSays("There's no grant here that you can extend.");
    }
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([`extendGrant U02BOB ${GRANT} in a window`]);
  });

  test.each([
    [new StoreUnavailable(), "The database didn't answer, so it wasn't extended."],
    [new SourceUnavailable('Slack', 'timeout'), "Slack didn't answer when I asked who you are, so it wasn't extended."],
    [new TypeError('a mistake of ours'), "I can't say whether it was extended"],
  ])('that fails with %s is answered', async (fault, words) => {
    bench.verbs.extendGrant = () => Promise.reject(fault);
    await herWindow();
    await alice().clicks('Extend');
    await alice().windowSays(words);
  });

  test('in a message that is not the card changes nothing', async () => {
    await herCard();
    bench.verbs.adoptCard = async () => ({ outcome: 'no-card' });
    await alice().clicksIn('direct', 'Extend');
    await alice().ephemeralSays('direct', "This message isn't the grant's card");
    bench.verbs.adoptCard = () => Promise.reject(new StoreUnavailable());
    await alice().clicksIn('direct', 'Extend');
    await alice().ephemeralSays('direct', "so it wasn't extended");
    expect([bench.verbs.seen, alice().window()]).toEqual([[], undefined]);
  });
});
