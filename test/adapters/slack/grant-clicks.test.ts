import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import { SourceUnavailable } from '../../../src/ports/on-call-source.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import { aGrant, aGrantGivenBack, aResource, NOW } from '../slack-blocks/a-grant.ts';
import { aSlackBench, CARD_ID, READER, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const alice = () => bench.sandbox.as('alice');
const GRANT = aGrant().id;

/** Posts Alice's card for real, and says where. */
async function herCard(): Promise<{ channel: string; ts: string }> {
  const card: Card = {
    id: CARD_ID,
    subject: { kind: 'grant', grantId: GRANT },
    place: { kind: 'direct', to: 'U01ALICE' },
    dirtyAt: NOW,
    attempts: 0,
  };
  const drawn = await bench.outside.surface.draw(card, { grant: aGrant(), resource: aResource(), now: NOW });
  if (drawn.outcome !== 'drawn' || !drawn.posted) throw new Error(`not posted: ${drawn.outcome}`);
  return drawn.posted;
}

async function herWindow(): Promise<void> {
  bench.verbs.requestAccess = async () => ({ outcome: 'granted', grant: aGrant(), alreadyOpen: true, reader: READER });
  await alice().types(ROOM, '/unlock db-prod');
  await alice().windowSays('Give back');
}

/** Gives back in a window and in a message, and awaits the same words in both. */
async function givingBackSays(words: string): Promise<void> {
  await herWindow();
  await alice().clicks('Give back');
  await alice().windowSays(words);
  await herCard();
  await alice().clicksIn('direct', 'Give back');
  await alice().ephemeralSays('direct', words);
}

describe('Give back and Revoke', () => {
  test("in the grant's window: it shows the end", async () => {
    await herWindow();
    await alice().clicks('Give back');
    await alice().windowSays('Locked. No value was shown.');
    await bench.adapter.drain();
    expect([bench.verbs.seen, bench.kicks > 0]).toEqual([[`giveBackGrant U01ALICE ${GRANT}`], true]);
  });

  test('in the window of /grants: what it lists is listed again', async () => {
    await alice().types(ROOM, '/grants all');
    await alice().windowSays('db-prod until 07:00');
    const { listGrants } = bench.verbs;
    bench.verbs.listGrants = async (asked) => ({ ...(await listGrants(asked)), entries: [] }) as never;
    await alice().clicks('Give back');
    await alice().windowSays('You hold nothing');
    await bench.adapter.drain();
    expect(bench.verbs.seen.slice(1)).toEqual([`giveBackGrant U01ALICE ${GRANT}`, 'listGrants U01ALICE all 0']);
  });

  test('in a message: its card tells, nothing else is said', async () => {
    await herCard();
    await alice().clicksIn('direct', 'Give back');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([`adoptCard ${CARD_ID}`, `giveBackGrant U01ALICE ${GRANT}`]);
    expect([alice().ephemerals('direct').length, alice().directMessages().length, bench.kicks]).toEqual([0, 1, 1]);
  });

  test('of a grant that had ended: the end is said', async () => {
    await herCard();
    bench.verbs.giveBackGrant = async () => ({ outcome: 'already-ended', grant: aGrantGivenBack() });
    await alice().clicksIn('direct', 'Give back');
    await alice().ephemeralSays('direct', 'Locked. No value was shown.');
  });

  test.each([
    ['not-found', "There's no grant here that you can end."],
    ['outsider', 'full members'],
  ] as const)('refused as %s: the same words in a window and for a message', async (outcome, words) => {
    bench.verbs.giveBackGrant = async () => ({ outcome });
    await givingBackSays(words);
  });

  test.each([
    [new StoreUnavailable(), "The database didn't answer, so it wasn't ended"],
    [new SourceUnavailable('Slack', 'timeout'), "Slack didn't answer"],
    [new TypeError('a mistake of ours'), "I can't say whether it was ended"],
  ])('that fail with %s are answered', async (fault, words) => {
    bench.verbs.giveBackGrant = () => Promise.reject(fault);
    await givingBackSays(words);
  });

  test('with an id that is none never reach the database', async () => {
    await herWindow();
    const window = alice().window();
    for (const value of ["'; drop table", '', '../x'])
      await alice().forgesClick(window!, { blockId: 'b', actionId: 'revoke', forged: { value } });
    await alice().windowSays("There's no grant here that you can end.");
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([]);
  });
});

describe('a message that is not the card', () => {
  test('(a copy, forwarded or old) changes nothing and says so', async () => {
    const { workspace } = bench.sandbox.slack;
    const button = { type: 'button', action_id: 'revoke', text: { type: 'plain_text', text: 'Revoke' }, value: GRANT };
    const copy = { type: 'actions', block_id: 'copied', elements: [button] };
    workspace.post(workspace.channel('audit-access'), { user: 'U02BOB', byBot: false, text: 'look at this', blocks: [copy] });
    await alice().clicksIn('audit-access', 'Revoke');
    await alice().ephemeralSays('audit-access', "This message isn't the grant's card");
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([]);
  });

  test("with another grant's id in its value changes nothing", async () => {
    const { channel, ts } = await herCard();
    bench.verbs.adoptCard = async () => ({ outcome: 'no-card' });
    const message = alice()
      .directMessages()
      .find((one) => one.ts === ts && one.channel === channel);
    const forged = { value: '019aa0c0-0000-7000-8000-0000000000ff' };
    await alice().forgesClick(message!, { blockId: `card:${CARD_ID}`, actionId: 'give_back', forged });
    await alice().ephemeralSays('direct', "This message isn't the grant's card");
    expect(bench.verbs.seen).toEqual([]);
  });

  test('but a second copy of ours is overwritten with the way to the card', async () => {
    const first = await herCard();
    const second = await herCard();
    bench.verbs.adoptCard = async () => ({ outcome: 'orphan', card: first });
    await alice().clicksIn('direct', 'Give back');
    const orphan = await alice().directMessageSays('This is a second copy of a card.');
    expect([orphan.ts, orphan.buttons]).toEqual([second.ts, []]);
    expect(JSON.stringify(orphan.blocks)).toContain(`p${first.ts.replace('.', '')}`);
    expect(bench.verbs.seen).toEqual([]);
  });

  test("and a copy somebody else posted isn't ours to overwrite", async () => {
    const first = await herCard();
    const { workspace } = bench.sandbox.slack;
    const button = { type: 'button', action_id: 'give_back', text: { type: 'plain_text', text: 'Give back' }, value: GRANT };
    const copy = { type: 'actions', block_id: `card:${CARD_ID}`, elements: [button] };
    workspace.post(workspace.channel('audit-access'), { user: 'U02BOB', byBot: false, text: 'forwarded', blocks: [copy] });
    bench.verbs.adoptCard = async () => ({ outcome: 'orphan', card: first });
    await alice().clicksIn('audit-access', 'Give back');
    await alice().ephemeralSays('audit-access', "This message isn't the grant's card");
    expect((await bench.sandbox.channel('audit-access').says('forwarded')).edited).toBe(false);
  });

  test('when the database cannot tell, nothing is done and that is said', async () => {
    await herCard();
    bench.verbs.adoptCard = () => Promise.reject(new StoreUnavailable());
    await alice().clicksIn('direct', 'Give back');
    await alice().ephemeralSays('direct', "The database didn't answer");
    await alice().clicksIn('direct', 'Show values');
    await alice().ephemeralSays('direct', 'so no value was shown');
    expect(bench.verbs.seen).toEqual([]);
  });
});

test('a metadata that was tampered with lists what it names for this person, or shows the end', async () => {
  await alice().types(ROOM, '/grants');
  const window = await alice().windowSays('db-prod until 07:00');
  const edit = (payload: Record<string, unknown>) =>
    void Object.assign(payload.view as object, { private_metadata: '{"words":7,"page":-1}' });
  await alice().forgesClick(window, { blockId: `grant:${GRANT}`, actionId: 'give_back', forged: { value: GRANT } }, { edit });
  await alice().windowSays('Locked. No value was shown.');
  await alice().forgesClick(window, { blockId: 'b', actionId: 'grants_page', forged: { value: '{"page":"0"}' } });
  await alice().windowSays("I don't know that any more");
});
