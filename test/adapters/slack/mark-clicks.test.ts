import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import { SourceUnavailable } from '../../../src/ports/on-call-source.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import { aGrant, aGrantGivenBack, aResource, NOW } from '../slack-blocks/a-grant.ts';
import { aSlackBench, CARD_ID, READER, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const alice = () => bench.sandbox.as('alice');
const carol = () => bench.sandbox.as('carol');
const GRANT = aGrant().id;
const AUDIT = 'audit-access';
const reveals = { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] };
const review = { by: ['carol'], dueAt: NOW.add({ hours: 24 }) };
const broken = aGrantGivenBack({ breakGlass: true, reveals, review });
const done = { at: NOW, by: { personId: 'c', name: 'Carol' } };

/** Posts its card into the audit channel for real: the whole grant or its review. */
async function card(aspect?: 'review'): Promise<void> {
  const subject: Card['subject'] = { kind: 'grant', grantId: GRANT, ...(aspect ? { aspect } : {}) };
  const place = { kind: 'channel', channel: 'C0AUDIT' } as const;
  const drawn = await bench.outside.surface.draw(
    { id: CARD_ID, subject, place, dirtyAt: NOW, attempts: 0 },
    { grant: broken, resource: aResource(), now: NOW },
  );
  expect(drawn).toMatchObject({ outcome: 'drawn' });
}

async function exposedList(): Promise<void> {
  bench.verbs.listGrants = async ({ words, page }) => {
    bench.verbs.seen.push(`listGrants ${words}`);
    const question = { whose: 'all', exposed: true } as const;
    const entries = [{ grant: broken, standing: { holder: true, details: true, revoke: false } }];
    return { outcome: 'list', question, entries, page, more: false, hidden: false, unlockable: [], outages: [], reader: READER };
  };
  await alice().types(ROOM, '/grants exposed');
  await alice().windowSays('PGPASSWORD');
}

describe('Mark reviewed', () => {
  test('in its card: the card tells, nothing else is said', async () => {
    await card('review');
    await carol().clicksIn(AUDIT, 'Mark reviewed');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([`adoptCard ${CARD_ID}`, `markReviewed U03CAROL ${GRANT}`]);
    expect([carol().ephemerals(AUDIT), bench.kicks]).toEqual([[], 1]);
  });

  test('a second time says that nothing changed, and by whom it was', async () => {
    await card('review');
    bench.verbs.markReviewed = async () => ({ outcome: 'reviewed-already', grant: { ...broken, review: { ...review, done } } });
    await carol().clicksIn(AUDIT, 'Mark reviewed');
    const said = await carol().ephemeralSays(AUDIT, 'Somebody reviewed it already. Nothing changed.');
    expect(said.text).toContain('reviewed by Carol at 03:17');
  });

  test.each([
    ['own-grant', 'Somebody else has to review this.'],
    ['not-a-reviewer', "You aren't one of those who review this."],
    ['not-found', "There's no grant here that you can review."],
    ['outsider', 'full members'],
    ['no-policy', 'no policy in force'],
  ] as const)('refused as %s says so to that person alone', async (outcome, words) => {
    await card('review');
    bench.verbs.markReviewed = async () => ({ outcome });
    await alice().clicksIn(AUDIT, 'Mark reviewed');
    await alice().ephemeralSays(AUDIT, words);
    expect(carol().ephemerals(AUDIT)).toEqual([]);
  });

  test.each([
    [new StoreUnavailable(), "The database didn't answer, so it wasn't marked as reviewed."],
    [new SourceUnavailable('Slack', 'timeout'), "so it wasn't marked as reviewed."],
    [new TypeError('a mistake of ours'), "I can't say whether it was marked as reviewed"],
  ])('that fails with %s is answered', async (fault, words) => {
    await card('review');
    bench.verbs.markReviewed = () => Promise.reject(fault);
    await carol().clicksIn(AUDIT, 'Mark reviewed');
    await carol().ephemeralSays(AUDIT, words);
  });
});

describe('Mark rotated', () => {
  test("in the channel's card: the card tells", async () => {
    await card();
    await carol().clicksIn(AUDIT, 'Mark rotated');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([`adoptCard ${CARD_ID}`, `markRotated U03CAROL ${GRANT}`]);
    expect([carol().ephemerals(AUDIT), bench.kicks]).toEqual([[], 1]);
  });

  test('in the list of /grants exposed: what it lists is listed again', async () => {
    await exposedList();
    await alice().clicks('Mark rotated');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual(['listGrants exposed', `markRotated U01ALICE ${GRANT}`, 'listGrants exposed']);
  });

  test('of what nobody has to rotate any more says so', async () => {
    await card();
    const rotated = { ...reveals, exposed: [], rotated: { at: NOW, by: { personId: 'carol', name: 'Carol' } } };
    bench.verbs.markRotated = async () => ({ outcome: 'rotated-already', grant: { ...broken, reveals: rotated } });
    await alice().clicksIn(AUDIT, 'Mark rotated');
    const said = await alice().ephemeralSays(AUDIT, 'Nothing of it waited to be rotated.');
    expect(said.text).toContain('Carol marked it rotated at 03:17.');
  });

  test.each(['not-found', 'outsider', 'no-policy'] as const)('refused as %s marks nothing', async (outcome) => {
    await card();
    bench.verbs.markRotated = async () => ({ outcome });
    await bench.sandbox.as('bob').clicksIn(AUDIT, 'Mark rotated');
    const words = { 'not-found': 'no grant here that you can mark', outsider: 'full members', 'no-policy': 'no policy in force' };
    await bench.sandbox.as('bob').ephemeralSays(AUDIT, words[outcome]);
    expect(bench.kicks).toBe(0);
  });
});

describe('forged clicks on either', () => {
  test.each(['mark_reviewed', 'mark_rotated'])('%s with an id that is none never reach the database', async (actionId) => {
    await exposedList();
    bench.verbs.seen.length = 0;
    const window = alice().window();
    for (const value of ["'; drop table", '', '../x'])
      await alice().forgesClick(window!, { blockId: 'b', actionId, forged: { value } });
    await alice().windowSays("There's no grant here that you can");
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([]);
  });

  test.each(['mark_reviewed', 'mark_rotated'])('%s in a message that is not the card change nothing', async (actionId) => {
    const { workspace } = bench.sandbox.slack;
    const button = { type: 'button', action_id: actionId, text: { type: 'plain_text', text: 'Mark it' }, value: GRANT };
    const copy = { type: 'actions', block_id: 'copied', elements: [button] };
    workspace.post(workspace.channel(AUDIT), { user: 'U02BOB', byBot: false, text: 'look', blocks: [copy] });
    await carol().clicksIn(AUDIT, 'Mark it');
    await carol().ephemeralSays(AUDIT, "This message isn't the grant's card");
    expect(bench.verbs.seen).toEqual([]);
  });
});
