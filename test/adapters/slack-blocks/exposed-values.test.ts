import type { types } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { grantChannelCard, grantDirectMessage } from '../../../src/adapters/slack/blocks/grant-cards.ts';
import { grantWindow } from '../../../src/adapters/slack/blocks/grant-window.ts';
import { grantsWindow } from '../../../src/adapters/slack/blocks/grants-window.ts';
import { markRefusedWindow } from '../../../src/adapters/slack/blocks/mark-refused-window.ts';
import { revealRefusedWindow } from '../../../src/adapters/slack/blocks/reveal-refused-window.ts';
import type { Grant } from '../../../src/domain/grant.ts';
import type { ListOutcome } from '../../../src/use-cases/list-grants.ts';
import { ALICE, aGrant, aGrantGivenBack, aResource, BERLIN, BOB, NOW } from './a-grant.ts';
import { buttonsIn, wordsIn } from './words-in.ts';

type List = Extract<ListOutcome, { outcome: 'list' }>;

const CARD = '019aa0c0-0000-7000-8000-00000000000c';
const resource = aResource();
const LATER = Temporal.Instant.from('2026-11-22T03:10:00Z');
const seen = { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] };
const rotated = {
  ...seen,
  exposed: [],
  rotated: { at: LATER, by: { personId: '019aa0c0-0000-7000-8000-000000000004', name: 'Carol' } },
};
const MARK = { label: 'Mark rotated', action: 'mark_rotated', value: aGrant().id };

const surfacesOf = (grant: Grant, now = LATER) => ({
  window: grantWindow({ grant, resource, now }, ALICE),
  direct: grantDirectMessage(CARD, { grant, resource, now }, 'Europe/Berlin'),
  channel: grantChannelCard(CARD, { grant, resource, now }, 'Europe/Berlin'),
});

describe('a value that was seen', () => {
  test('is named at the end, with Mark rotated: window, direct message and channel alike', () => {
    const { window, direct, channel } = surfacesOf(aGrantGivenBack({ reveals: seen }));
    for (const surface of [window, direct, channel]) expect(buttonsIn(surface)).toEqual([MARK]);
    expect(wordsIn(direct)).toContain('Closed. You saw PGPASSWORD (2×). It works until it is rotated.\n');
    expect(wordsIn(channel)).toContain('Closed. Alice saw PGPASSWORD (2×). It works until it is rotated.\n');
  });

  test('is asked about once more, since Nightlatch cannot check it', () => {
    const { blocks } = surfacesOf(aGrantGivenBack({ reveals: seen })).direct;
    const { elements } = blocks.find(({ type }) => type === 'actions') as types.ActionsBlock;
    expect(elements[0]).toMatchObject({
      confirm: {
        title: { text: 'Rotated already?' },
        text: {
          text: "Only once PGPASSWORD of db-prod was changed at the source. I can't check that; your name will stand beside it.",
        },
        confirm: { text: 'Mark rotated' },
        deny: { text: 'Not yet' },
      },
    });
  });

  test('once marked says who marked it when, without a button', () => {
    const { window, direct, channel } = surfacesOf(aGrantGivenBack({ reveals: rotated }));
    for (const surface of [window, direct, channel]) expect(buttonsIn(surface)).toEqual([]);
    expect(wordsIn(direct)).toContain('Closed. You saw PGPASSWORD (2×). Carol marked it rotated at 04:10.\n');
    const tomorrow = surfacesOf(aGrantGivenBack({ reveals: rotated }), LATER.add({ hours: 24 })).channel;
    expect(wordsIn(tomorrow)).toContain('Alice saw PGPASSWORD (2×). Carol marked it rotated on Sun 22 Nov, 04:10.\n');
  });

  test('once marked by its holder says "You" to them, and their name to everybody else', () => {
    const { holder } = aGrant();
    const reveals = { ...rotated, rotated: { at: LATER, by: { personId: holder.personId, name: holder.name } } };
    const { window, direct, channel } = surfacesOf(aGrantGivenBack({ reveals }));
    for (const surface of [window, direct]) expect(wordsIn(surface)).toContain('You marked it rotated at 04:10.');
    expect(wordsIn(channel)).toContain('Alice marked it rotated at 04:10.');
  });

  test('beside one that was rotated is named alone', () => {
    const reveals = { ...rotated, variables: ['DATABASE_URL', 'PGPASSWORD'], exposed: ['PGPASSWORD'] };
    expect(wordsIn(surfacesOf(aGrantGivenBack({ reveals })).direct)).toContain(
      'Closed. You saw DATABASE_URL and PGPASSWORD (2×). PGPASSWORD works until it is rotated.\n',
    );
    const all = { ...rotated, variables: ['DATABASE_URL', 'PGPASSWORD'] };
    expect(wordsIn(surfacesOf(aGrantGivenBack({ reveals: all })).direct)).toContain('Carol marked them rotated at 04:10.\n');
  });

  test('while the grant is open has no Mark rotated on its cards: it can be read again', () => {
    const { direct, channel } = surfacesOf(aGrant({ reveals: seen }));
    expect([direct, channel].flatMap(buttonsIn).map(({ label }) => label)).toEqual(['Read again', 'Give back', 'Revoke']);
  });

  test('is marked by its holder when Show values comes too late', () => {
    const window = revealRefusedWindow({ code: 'ended', grant: aGrantGivenBack({ reveals: seen }) }, BERLIN);
    expect(buttonsIn(window)).toEqual([MARK]);
  });

  test('is not marked in a window of somebody else', () => {
    const window = grantWindow({ grant: aGrantGivenBack({ reveals: seen }), resource, now: LATER }, BOB);
    expect(buttonsIn(window)).toEqual([]);
  });
});

describe('/grants exposed', () => {
  const HOLDER = { holder: true, details: true, revoke: false };
  const OWNER = { holder: false, details: true, revoke: true };
  const AUDITOR = { holder: false, details: true, revoke: false };
  const drawn = (entries: List['entries'], differing: Partial<List> = {}) => {
    const question = { whose: 'all', exposed: true } as const;
    const list = { outcome: 'list', question, entries, page: 0, more: false, hidden: false } as const;
    return grantsWindow(
      { ...list, unlockable: [resource], outages: [], reader: { ...BERLIN, now: LATER }, ...differing },
      'exposed',
    );
  };

  test('says who saw what and when, whose grant ended or not', () => {
    const entries = [
      { grant: aGrant({ reveals: seen, id: '019aa0c0-0000-7000-8000-000000000009' }), standing: OWNER },
      { grant: aGrantGivenBack({ reveals: seen }), standing: OWNER },
    ];
    expect(wordsIn(drawn(entries)).split('\n')).toEqual([
      'All grants with values shown and not rotated',
      '🔓 db-prod until 07:00 (their shift ends) · AliceINC-42 · replica lag',
      'Began at 03:17. Alice saw PGPASSWORD (2×). It works until it is rotated.',
      '[Revoke][Mark rotated]',
      '🔒 db-prod · AliceINC-42 · replica lag',
      'Began at 03:17. Given back by Alice at 04:02. Closed. Alice saw PGPASSWORD (2×). It works until it is rotated.',
      '[Mark rotated]',
      'Times are on your clock (Europe/Berlin).',
    ]);
  });

  test('offers Mark rotated to the holder and to those who may revoke, not to an auditor', () => {
    const labelsFor = (standing: typeof HOLDER) =>
      buttonsIn(drawn([{ grant: aGrantGivenBack({ reveals: seen }), standing }])).map(({ label }) => label);
    expect([labelsFor(HOLDER), labelsFor(OWNER), labelsFor(AUDITOR)]).toEqual([['Mark rotated'], ['Mark rotated'], []]);
  });

  test('of one resource or one person says so', () => {
    const entries = [{ grant: aGrantGivenBack({ reveals: seen }), standing: OWNER }];
    const question = { whose: { slackId: 'U01ALICE' }, resource: 'db-prod', exposed: true } as const;
    expect(wordsIn(drawn(entries, { question }))).toMatch(/^Alice's grants with values shown and not rotated · db-prod\n/);
  });

  test('that is empty says so, and does not deny what this person may not see', () => {
    expect(wordsIn(drawn([]))).toBe('Nothing shown waits to be rotated.');
    expect(wordsIn(drawn([], { hidden: true }))).toBe('Nothing that you may see waits to be rotated.');
  });

  test('lists a full page within the limits of a message', () => {
    const ten = Array.from({ length: 10 }, (_, i) => aGrant({ id: `019aa0c0-0000-7000-8000-00000000010${i}`, reveals: seen }));
    const window = drawn(
      ten.map((grant) => ({ grant, standing: HOLDER })),
      { page: 1, more: true },
    );
    expect(window.blocks.length).toBeLessThanOrEqual(50);
  });
});

test.each([
  ['not-found', "There's no grant here that you can mark as rotated."],
  ['outsider', 'full members'],
  ['no-policy', 'no policy'],
] as const)('Mark rotated refused as %s teaches nothing', (because, words) => {
  expect(wordsIn(markRefusedWindow('rotate', because, { ...BERLIN, now: NOW }))).toContain(words);
});
