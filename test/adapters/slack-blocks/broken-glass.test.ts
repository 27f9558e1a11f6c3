import { describe, expect, test } from 'vitest';
import { grantChannelCard, grantDirectMessage } from '../../../src/adapters/slack/blocks/grant-cards.ts';
import { grantWindow } from '../../../src/adapters/slack/blocks/grant-window.ts';
import { grantsWindow } from '../../../src/adapters/slack/blocks/grants-window.ts';
import { markRefusedWindow } from '../../../src/adapters/slack/blocks/mark-refused-window.ts';
import { noteMessage } from '../../../src/adapters/slack/blocks/note-message.ts';
import { reviewCard } from '../../../src/adapters/slack/blocks/review-card.ts';
import type { Grant, Review } from '../../../src/domain/grant.ts';
import { ALICE, aGrant, aGrantGivenBack, aResource, BERLIN, NOW } from './a-grant.ts';
import { buttonsIn, wordsIn } from './words-in.ts';

const CARD = '019aa0c0-0000-7000-8000-00000000000c';
const resource = aResource();
const DUE = NOW.add({ hours: 24 });
const DONE = { at: NOW.add({ minutes: 53 }), by: { personId: 'c', name: 'Carol' } };
const review: Review = { by: ['carol', 'dave'], dueAt: DUE };
const aGlassGrant = (differing: Partial<Grant> = {}) =>
  aGrant({ breakGlass: true, rule: 'break glass', review, endsBecause: 'asked', endsAt: NOW.add({ minutes: 15 }), ...differing });
const accountOf = (name: string) => (name === 'carol' ? 'U03CAROL' : undefined);

describe('a grant behind broken glass', () => {
  test('looks like it everywhere, and says who looks at it by when, but for the channel where the review calls them', () => {
    const content = { grant: aGlassGrant(), resource, now: NOW };
    const line = '🚨 Break glass · review by Mon 23 Nov 03:17 (carol or dave)';
    expect(wordsIn(grantWindow(content, ALICE))).toContain(`🔓 db-prod until 03:32 (15 min)\n${line}\nDATABASE_URL`);
    expect(wordsIn(grantChannelCard(CARD, content, 'Europe/Berlin'))).toMatch(/^🚨 Break glass · review by Mon 23 Nov 03:17\n🔓/);
    expect(grantDirectMessage(CARD, content, 'Europe/Berlin').text).toBe('🚨 🔓 db-prod until 03:32 (15 min)');
    const entries = [{ grant: aGlassGrant(), standing: { holder: false, details: true, revoke: false } }];
    const list = { page: 0, more: false, hidden: false, unlockable: [], outages: [], reader: BERLIN } as const;
    expect(wordsIn(grantsWindow({ outcome: 'list', question: { whose: 'all' }, entries, ...list }, ''))).toContain(
      `\n${line}. No value`,
    );
  });

  test('says who reviewed it, or that nobody has', () => {
    const line = (differing: Partial<Review>, now = NOW) =>
      wordsIn(grantWindow({ grant: aGlassGrant({ review: { ...review, ...differing } }), resource, now }, ALICE)).split('\n')[1];
    expect(line({ done: DONE })).toBe('🚨 Break glass · reviewed by Carol at 04:10');
    expect(line({ by: ['carol'] }, DUE)).toBe('🚨 Break glass · review overdue since 03:17 (carol)');
    expect(line({ by: ['carol'] }, DUE.subtract({ seconds: 1 }))).toBe('🚨 Break glass · review by 03:17 (carol)');
  });

  test('without review says only that', () => {
    const { review: _, ...unreviewed } = aGlassGrant();
    expect(wordsIn(grantWindow({ grant: unreviewed, resource, now: NOW }, ALICE)).split('\n')[1]).toBe('🚨 Break glass');
  });

  test('and a review without it says only that', () => {
    const grant = aGlassGrant({ breakGlass: false });
    expect(wordsIn(grantWindow({ grant, resource, now: NOW }, ALICE)).split('\n')[1]).toBe(
      'Review by Mon 23 Nov 03:17 (carol or dave)',
    );
  });
});

describe('the card that asks for a review', () => {
  const drawn = (grant: Grant, now = NOW) => reviewCard(CARD, { grant, resource, now }, 'Europe/Berlin', accountOf);

  test('says who broke glass when, by when whom it waits for, what was shown, why, and offers Mark reviewed', () => {
    const message = drawn(aGlassGrant({ approvedBy: [{ personId: 'b', name: 'Bob' }] }));
    expect(message.text).toBe('🚨 Alice broke glass for db-prod at 03:17');
    expect(wordsIn(message).split('\n')).toEqual([
      '🚨 Alice broke glass for db-prod at 03:17',
      'Review by Mon 23 Nov 03:17: @U03CAROL dave',
      '🔓 db-prod until 03:32 (15 min). No value shown yet.',
      '[Mark reviewed]',
      'Ends 15 min after INC-42 is resolved, if that is sooner.',
      'Approved by Bob',
      'INC-42 · replica lag',
      'Rule “break glass” · on call for db-primary until 07:00 · INC-42 of Checkout was open',
      'Account: @U01ALICE · Times: Europe/Berlin',
    ]);
    expect(buttonsIn(message)).toEqual([{ label: 'Mark reviewed', action: 'mark_reviewed', value: aGlassGrant().id }]);
    expect(message.blocks.find(({ type }) => type === 'actions')?.block_id).toBe(`card:${CARD}`);
  });

  test('of an ended grant says what was seen', () => {
    const reveals = { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] };
    const words = wordsIn(drawn(aGrantGivenBack({ breakGlass: true, review, reveals }), NOW.add({ hours: 1 })));
    expect(words).toContain(
      '\nClosed. Alice saw PGPASSWORD (2×). It works until it is rotated.\n[Mark reviewed]\nGiven back by Alice at 04:02\n',
    );
  });

  test('overdue says since when', () => {
    expect(wordsIn(drawn(aGlassGrant(), DUE)).split('\n')[1]).toBe('⏰ Review overdue since 03:17: @U03CAROL dave');
  });

  test('done says by whom and when, without buttons', () => {
    const message = drawn(aGlassGrant({ review: { ...review, done: DONE } }), NOW.add({ hours: 26 }));
    expect(wordsIn(message).split('\n')[1]).toBe('✅ Reviewed by Carol on Sun 22 Nov, 04:10');
    expect(buttonsIn(message)).toEqual([]);
  });

  test('of a grant without broken glass does not speak of any', () => {
    expect(drawn(aGlassGrant({ breakGlass: false })).text).toBe('Alice was given db-prod at 03:17');
  });

  test('calls ten reviewers and counts the rest', () => {
    const by = Array.from({ length: 14 }, (_, i) => `reviewer-${i}`);
    expect(wordsIn(drawn(aGlassGrant({ review: { by, dueAt: DUE } })))).toContain('reviewer-9 and 4 more\n');
  });
});

test.each([
  ['own-grant', 'Somebody else has to review this.'],
  ['not-a-reviewer', "You aren't one of those who review this."],
  ['not-found', "There's no grant here that you can review."],
  ['outsider', 'full members'],
  ['no-policy', 'no policy'],
] as const)('Mark reviewed refused as %s says so and offers nothing', (because, words) => {
  const window = markRefusedWindow('review', because, BERLIN);
  expect(wordsIn(window)).toContain(words);
  expect(buttonsIn(window)).toEqual([]);
});

describe('the audit channel', () => {
  const note = {
    kind: 'glass-broken',
    person: 'Alice',
    slackId: 'U01ALICE',
    resource: 'db-prod',
    reason: 'replica lag',
  } as const;

  test('is told when somebody asked to break glass, with the reason and the account', () => {
    expect(wordsIn(noteMessage({ ...note, approval: true }, 'Europe/Berlin')).split('\n')).toEqual([
      '🚨 Alice asked to break glass for db-prod.',
      'replica lag',
      'Approvers were asked. If that is odd, ask Alice now.',
      'Account: @U01ALICE',
    ]);
  });

  test('is told when nobody had to agree', () => {
    const words = wordsIn(noteMessage({ ...note, approval: false }, 'Europe/Berlin'));
    expect(words).toContain('🚨 Alice broke glass for db-prod.');
    expect(words).toContain('Nobody had to agree. If that is odd, ask Alice now. /grants all lists it, with Revoke.');
  });
});
