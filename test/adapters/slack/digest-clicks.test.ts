import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import { aBusyDigest, aDigest } from '../../builders/a-digest.ts';
import { aSlackBench, CARD_ID, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const carol = () => bench.sandbox.as('carol');
const alice = () => bench.sandbox.as('alice');
const AUDIT = 'audit-access';
const DIGEST = aDigest().id;
const reviewed = { at: aDigest().madeAt, by: { personId: 'c', name: 'Carol' } };

/** Posts its card into the audit channel for real. */
async function card() {
  const subject = { kind: 'digest', digestId: DIGEST } as const;
  const place = { kind: 'channel', channel: 'C0AUDIT' } as const;
  const digest = aBusyDigest();
  const made = { id: CARD_ID, subject, place, dirtyAt: digest.madeAt, attempts: 0 };
  expect(await bench.outside.surface.draw(made, { digest, now: digest.madeAt })).toMatchObject({ outcome: 'drawn' });
}

describe('Mark reviewed', () => {
  test('in the card: the card tells, nothing else is said', async () => {
    await card();
    await carol().clicksIn(AUDIT, 'Mark reviewed');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([`adoptCard ${CARD_ID}`, `markDigestReviewed U03CAROL ${DIGEST}`]);
    expect([carol().ephemerals(AUDIT), bench.kicks]).toEqual([[], 1]);
  });

  test('a second time says that nothing changed, and who was first', async () => {
    await card();
    bench.verbs.markDigestReviewed = async () => ({ outcome: 'reviewed-already', digest: aBusyDigest({}, { reviewed }) });
    await carol().clicksIn(AUDIT, 'Mark reviewed');
    const said = await carol().ephemeralSays(AUDIT, 'Somebody reviewed it already. Nothing changed.');
    expect(said.text).toContain('✅ Reviewed by Carol, Mon 23 Nov 09:00');
  });

  test.each([
    ['not-owner-or-auditor', /for owners and auditors\.\s+You can ask carol\./],
    ['not-found', "There's no such digest, so nothing was marked."],
    ['outsider', 'full members'],
    ['no-policy', 'no policy in force'],
  ] as const)('refused as %s says so to that person alone', async (outcome, words) => {
    await card();
    bench.verbs.markDigestReviewed = async () => ({ outcome });
    await alice().clicksIn(AUDIT, 'Mark reviewed');
    await alice().ephemeralSays(AUDIT, words);
    expect(carol().ephemerals(AUDIT)).toEqual([]);
  });

  test('that the database keeps from being marked is answered', async () => {
    await card();
    bench.verbs.markDigestReviewed = () => Promise.reject(new StoreUnavailable());
    await carol().clicksIn(AUDIT, 'Mark reviewed');
    await carol().ephemeralSays(AUDIT, "The database didn't answer, so it wasn't marked as reviewed.");
  });

  test('in a message that is no card of it marks nothing', async () => {
    await card();
    bench.verbs.adoptCard = async () => ({ outcome: 'no-card' });
    await carol().clicksIn(AUDIT, 'Mark reviewed');
    await carol().ephemeralSays(AUDIT, "This message isn't the digest's card, so nothing was done.");
    expect(bench.verbs.seen).toEqual([]);
  });

  test.each(['no uuid', ''])('with “%s” for a digest marks nothing', async (value) => {
    await card();
    const [message] = bench.sandbox.channel(AUDIT).messages();
    const { blockId } = message!.buttons[0]!;
    await carol().forgesClick(message!, { blockId, actionId: 'digest_reviewed', forged: { value } });
    await carol().ephemeralSays(AUDIT, "This message isn't the digest's card, so nothing was done.");
    expect(bench.verbs.seen).toEqual([]);
  });
});

describe('/nightlatch digest', () => {
  test('tells the last days in a window, in text that a window may hold', async () => {
    await carol().types(ROOM, '/nightlatch digest');
    const window = await carol().windowSays('23 grants to 6 people, 31 reads, 4 refusals.');
    expect(bench.verbs.seen).toEqual(['digestOnDemand U03CAROL ']);
    expect(window.text).toContain('Grants: 23, before 18');
    expect(window.text).toContain('Latest weekly digest\nWeek of 16–22 Nov was quiet');
    expect(window.text).toContain('Nobody has reviewed it yet.');
    expect(window.buttons.map(({ text }) => text)).toEqual(['Mark reviewed']);
  });

  test('hands on what was typed behind it, in any case', async () => {
    await carol().types(ROOM, '/nightlatch Digest since 4w');
    await carol().windowSays('23 grants');
    expect(bench.verbs.seen).toEqual(['digestOnDemand U03CAROL since 4w']);
  });

  test('its Mark reviewed turns the window', async () => {
    await carol().types(ROOM, '/nightlatch digest');
    await carol().windowSays('Latest weekly digest');
    await carol().clicks('Mark reviewed');
    const window = await carol().windowSays('Marked as reviewed.');
    expect(window.text).toContain('✅ Reviewed by Carol');
    expect(window.buttons).toEqual([]);
    expect(bench.verbs.seen.at(-1)).toBe(`markDigestReviewed U03CAROL ${DIGEST}`);
  });

  test('that nobody could have made a weekly one of yet offers nothing to mark', async () => {
    bench.verbs.digestOnDemand = async () => ({ outcome: 'digest', told: aDigest() });
    await carol().types(ROOM, '/nightlatch digest');
    const window = await carol().windowSays('was quiet');
    expect([window.text.includes('Latest'), window.buttons]).toEqual([false, []]);
  });

  test('whose latest was reviewed says by whom', async () => {
    bench.verbs.digestOnDemand = async () => ({ outcome: 'digest', told: aDigest(), latest: aDigest({}, { reviewed }) });
    await carol().types(ROOM, '/nightlatch digest');
    expect((await carol().windowSays('✅ Reviewed by Carol, Mon 23 Nov 09:00')).buttons).toEqual([]);
  });

  test('of a time that can’t be read says what can', async () => {
    bench.verbs.digestOnDemand = async () => ({ outcome: 'not-understood', text: 'I can’t read “yesteryear”.' });
    await carol().types(ROOM, '/nightlatch digest yesteryear');
    await carol().windowSays(/yesteryear.*\s+For example: \/nightlatch digest 4w/);
  });

  test.each([
    ['not-owner-or-auditor', /for owners and auditors\.\s+You can ask carol or dan\./],
    ['outsider', 'full members'],
    ['no-policy', 'no policy in force'],
  ] as const)('refused as %s tells nothing', async (outcome, words) => {
    bench.policy = { ...bench.policy, roles: { owners: ['carol'], auditors: ['dan', 'carol'] } };
    bench.verbs.digestOnDemand = async () => ({ outcome });
    await alice().types(ROOM, '/nightlatch digest');
    const window = await alice().windowSays(words);
    expect(window.text).not.toContain('grants');
  });

  test('without a window is one message that only they see', async () => {
    bench.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await carol().types(ROOM, '/nightlatch digest');
    await carol().ephemeralSays(ROOM, '23 grants to 6 people');
  });

  test('while the database is away says so', async () => {
    bench.verbs.digestOnDemand = () => Promise.reject(new StoreUnavailable());
    await carol().types(ROOM, '/nightlatch digest');
    await carol().windowSays("The database didn't answer, so I can't tell.");
  });

  test('mistyped is offered', async () => {
    await carol().types(ROOM, '/nightlatch digset');
    await carol().windowSays('Did you mean /nightlatch digest?');
  });
});
