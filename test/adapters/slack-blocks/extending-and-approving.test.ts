import { describe, expect, test } from 'vitest';
import { endingMessage } from '../../../src/adapters/slack/blocks/ending-message.ts';
import { grantChannelCard, grantDirectMessage } from '../../../src/adapters/slack/blocks/grant-cards.ts';
import { grantWindow } from '../../../src/adapters/slack/blocks/grant-window.ts';
import { grantsWindow } from '../../../src/adapters/slack/blocks/grants-window.ts';
import type { Grant } from '../../../src/domain/grant.ts';
import { ALICE, aGrant, aGrantGivenBack, aResource, BERLIN, BOB, NOW } from './a-grant.ts';
import { buttonsIn, wordsIn } from './words-in.ts';

const CARD = '019aa0c0-0000-7000-8000-00000000000c';
const at = (time: string) => Temporal.Instant.from(`2026-11-22T${time}Z`);
const resource = aResource();
/** Half an hour from 3:17 AM, as asked for. */
const short = (differing: Partial<Grant> = {}) => aGrant({ endsBecause: 'asked', endsAt: at('02:47:00'), ...differing });
const BOTH = [
  { personId: 'b', name: 'Bob' },
  { personId: 'c', name: 'Carol' },
];
const labels = (grant: Grant, now = NOW) => buttonsIn(grantWindow({ grant, resource, now }, ALICE)).map(({ label }) => label);

describe('Extend', () => {
  test('is offered to the holder where more can be had: window, direct message and list alike', () => {
    const content = { grant: short(), resource, now: NOW };
    const question = { whose: 'mine' } as const;
    const entries = [{ grant: short(), standing: { holder: true, details: true, revoke: false } }];
    const list = {
      outcome: 'list',
      question,
      entries,
      page: 0,
      more: false,
      hidden: false,
      unlockable: [],
      outages: [],
      reader: BERLIN,
    } as const;
    for (const surface of [
      grantWindow(content, ALICE),
      grantDirectMessage(CARD, content, 'Europe/Berlin'),
      grantsWindow(list, ''),
    ]) {
      expect(buttonsIn(surface).map(({ label }) => label)).toEqual(['Show values', 'Extend', 'Give back']);
      expect(buttonsIn(surface)[1]).toEqual({ label: 'Extend', action: 'extend', value: short().id });
    }
  });

  test('is offered to nobody else', () => {
    const content = { grant: short(), resource, now: NOW };
    expect(buttonsIn(grantWindow(content, BOB))).toEqual([]);
    expect(buttonsIn(grantChannelCard(CARD, content, 'Europe/Berlin')).map(({ label }) => label)).toEqual(['Revoke']);
  });

  test.each([
    ['the shift ends it', { endsBecause: 'shift' as const, endsAt: at('06:00:00') }, '05:49:59'],
    ['its rule gives a moment more', { endsBecause: 'asked' as const, endsAt: at('06:16:58') }, '06:06:57'],
    ['its rule gives no more', { endsBecause: 'at-most' as const, endsAt: at('06:17:00') }, '06:06:59'],
    ['its incident was resolved', { endsBecause: 'incident' as const, endsAt: at('03:00:00') }, '02:49:59'],
  ])('is not offered while %s, but in the last ten minutes', (_, end, before) => {
    expect(labels(aGrant(end), at(before))).toEqual(['Show values', 'Give back']);
    expect(labels(aGrant(end), at(before).add({ seconds: 1 }))).toEqual(['Show values', 'Extend', 'Give back']);
  });
});

describe('the words for length', () => {
  const headline = (grant: Grant) => wordsIn(grantWindow({ grant, resource, now: NOW }, ALICE)).split('\n')[0];

  test.each([
    [{ endsBecause: 'asked' as const }, '🔓 db-prod until 03:47 (30 min)'],
    [{ endsBecause: 'asked' as const, extensions: 1, endsAt: at('03:17:00') }, '🔓 db-prod until 04:17 (1 h in all)'],
    [
      { endsBecause: 'at-most' as const, extensions: 2, endsAt: at('06:17:00') },
      '🔓 db-prod until 07:17 (4 h in all, the most this rule gives)',
    ],
    [
      { endsBecause: 'approver' as const, endsAt: at('02:32:00'), approvedBy: [{ personId: 'b', name: 'Bob' }] },
      '🔓 db-prod until 03:32 (15 min, as Bob allowed)',
    ],
    [
      { endsBecause: 'approver' as const, endsAt: at('02:32:00'), approvedBy: BOTH },
      '🔓 db-prod until 03:32 (15 min, as was allowed)',
    ],
  ])('of %j', (differing, words) => {
    expect(headline(short(differing))).toBe(words);
  });
});

test.each([
  ['said while it is open', {}, true],
  ["not said of an incident's end, which came sooner", { endsBecause: 'incident' }, false],
  ['not said once it has ended', { endsAt: NOW }, false],
] as const)('that it was extended, and until when, is %s, in window and message', (_, differing, isSaid) => {
  const grant = short({ extensions: 1, endsAt: at('03:17:00'), ...differing });
  for (const surface of [
    grantWindow({ grant, resource, now: NOW }, ALICE),
    grantDirectMessage(CARD, { grant, resource, now: NOW }, 'Europe/Berlin'),
  ])
    expect(wordsIn(surface).split('\n')[1] === 'Extended until 04:17.').toBe(isSaid);
});

test('who agreed is said behind the buttons, in window and channel', () => {
  const content = { grant: short({ approvedBy: BOTH }), resource, now: NOW };
  for (const surface of [grantWindow(content, ALICE), grantChannelCard(CARD, content, 'Europe/Berlin')]) {
    expect(wordsIn(surface)).toContain('\nApproved by Bob and Carol\n');
  }
  expect(wordsIn(grantWindow({ ...content, grant: short() }, ALICE))).not.toContain('Approved by');
});

test('a grant whose holder left says when it ended and why, though its time was not over', () => {
  const ended = { at: at('02:30:00'), cause: 'person-left' } as const;
  const content = { grant: aGrantGivenBack({ ended }), resource, now: at('02:30:00') };
  expect(wordsIn(grantChannelCard(CARD, content, 'Europe/Berlin'))).toContain(
    "Ended at 03:30, because Alice's account is no longer an active full member",
  );
});

describe('the message before the end', () => {
  const drawn = (grant: Grant, now: Temporal.Instant) => endingMessage(CARD, { grant, resource, now }, 'Europe/Berlin');

  test('says when and in how long, and offers Extend and Give back', () => {
    const message = drawn(short(), at('02:42:03'));
    expect(wordsIn(message)).toBe('⏳ db-prod ends at 03:47, in 5 min.\n[Extend][Give back]');
    expect(message.text).toBe('⏳ db-prod ends at 03:47, in 5 min.');
    expect(message.blocks.at(-1)?.block_id).toBe(`card:${CARD}`);
  });

  test('drawn again a minute before, it says so', () => {
    expect(wordsIn(drawn(short(), at('02:46:30')))).toContain('ends at 03:47, in 1 min.');
  });

  test('after an extension says until when, and keeps its buttons', () => {
    const message = drawn(short({ extensions: 1, endsAt: at('03:17:00') }), at('02:43:00'));
    expect(wordsIn(message)).toBe('🔓 db-prod · Extended until 04:17.\n[Extend][Give back]');
  });

  test('when the new end comes near says that', () => {
    const message = drawn(short({ extensions: 1, endsAt: at('03:17:00') }), at('03:12:01'));
    expect(wordsIn(message)).toContain('⏳ db-prod ends at 04:17, in 5 min.');
  });

  test('after the end says how it ended, without buttons', () => {
    const byTime = drawn(short(), at('02:47:00'));
    expect(wordsIn(byTime)).toBe('🔒 db-prod has ended.\nLocked. No value was shown.\nIts time was up at 03:47');
    const givenBack = aGrantGivenBack({ reveals: { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
    expect(wordsIn(drawn(givenBack, at('03:05:00')))).toBe(
      '🔒 db-prod has ended.\nClosed. You saw PGPASSWORD (2×). It works until it is rotated.\nGiven back by you at 04:02',
    );
    expect(buttonsIn(byTime)).toEqual([]);
  });
});
