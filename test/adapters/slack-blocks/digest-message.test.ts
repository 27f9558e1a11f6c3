import { describe, expect, test } from 'vitest';
import { digestLines, digestMessage } from '../../../src/adapters/slack/blocks/digest-message.ts';
import type { Block } from '../../../src/adapters/slack/blocks/kit.ts';
import type { Digest, GrantMention, Told } from '../../../src/domain/digest.ts';
import { aBusyDigest, aDigest, aMention, aWeekOf, NO_FIGURES, NOTHING_TO_LOOK_AT } from '../../builders/a-digest.ts';
import { HOSTILE } from './any-text.ts';
import { brokenLimits } from './broken-limits.ts';
import { buttonsIn, linesOf, objectsIn, visibleTexts } from './words-in.ts';

const CARD = '019aa0c0-0000-7000-8000-00000000000c';
const HEAD = `Audit log up to entry 1234: ${'0f'.repeat(32)}`;
const drawn = (digest: Digest) => digestMessage(CARD, { digest, now: digest.madeAt });
const typesOf = (blocks: readonly Block[]) => blocks.map(({ type }) => type);
const without = (unwanted: string, blocks: readonly Block[]) =>
  linesOf({ blocks: blocks.filter(({ type }) => type !== unwanted) });

const CAROL = { at: Temporal.Instant.from('2026-11-23T08:12:00Z'), by: { personId: 'c', name: 'Carol' } };

describe('a busy week', () => {
  const { text, blocks, plainer = [] } = drawn(aBusyDigest());

  test('is told in lines that say what to do, most serious first', () => {
    expect(without('table', blocks)).toEqual([
      'Week of 16–22 Nov',
      '23 grants to 6 people, 31 reads, 4 refusals.',
      '🚨 Break glass that nobody reviewed: 1',
      'bob · status-page · Tue 03:12 · 15 min · read 2×',
      'Each has a card in the audit channel, with Mark reviewed.',
      'Read after the incident was resolved: 1',
      'alice · db-prod · INC-42 · Tue 03:12',
      'Ask them what for.',
      'Seen and not rotated: 5',
      'db-prod DATABASE_URL · alice, Thu 5 Novdb-prod PGPASSWORD · alice, Thu 5 Novdb-prod TOKEN · alice, Thu 5 Novand 2 more',
      'Rotate them where they come from, then Mark rotated: /grants exposed',
      'Who was refused: 2',
      'dave · db-prod · not allowed · 7×erin · not a full member · 1×',
      'Ask what they need. Where a rule should allow it, change the rule.',
      'Outside office hours: 2',
      'alice · db-prod · Tue 03:12bob · status-page · Tue 03:12',
      'Usual for whoever is on call. Ask the others.',
      'Granted and never read: 1',
      'alice · db-prod · Tue 03:12 · under 1 min',
      'Nothing was shown. If it happens often, ask what they needed.',
      'Longest grants',
      'alice · db-prod · 4 h 10 min · Tue 03:12',
      "If less would do, lower the rule's atMost.",
      'Read most',
      'db-prod PGPASSWORD · 14× by 3 people',
      'Rotate these first.',
      '[Mark reviewed]',
      HEAD,
    ]);
  });

  test('has its figures in three columns, the week before beside them', () => {
    const table = blocks.find(({ type }) => type === 'table') as unknown as { rows: { text: string }[][] };
    expect(table.rows.map((row) => row.map(({ text: said }) => said))).toEqual([
      ['What', '16–22 Nov', '9–15 Nov'],
      ['Grants', '23', '18'],
      ['Approved by others', '5', '0'],
      ['Break glass', '2', '0'],
      ['People', '6', '5'],
      ['Reads', '31', '25'],
      ['Refused', '4', '9'],
      ['Denied', '1', '0'],
      ['Nobody answered', '0', '2'],
      ['Revoked', '1', '0'],
      ['Median time to access', '14 s', '95 s'],
    ]);
  });

  test('has its days as a chart', () => {
    const point = (label: string, value: number) => ({ label, value });
    const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
    expect(blocks.find(({ type }) => type === 'data_visualization')).toEqual({
      type: 'data_visualization',
      title: 'Granted and refused by day',
      chart: {
        type: 'bar',
        series: [
          { name: 'Granted', data: [3, 8, 4, 2, 5, 0, 1].map((value, day) => point(days[day]!, value)) },
          { name: 'Refused', data: [1, 0, 2, 0, 1, 0, 0].map((value, day) => point(days[day]!, value)) },
        ],
        axis_config: { categories: days },
      },
    });
  });

  test('says the same in text alone for a Slack that draws neither', () => {
    expect(typesOf(plainer)).not.toContain('table');
    expect(typesOf(plainer)).not.toContain('data_visualization');
    expect(linesOf({ blocks: plainer }).slice(1, 5)).toEqual([
      '23 grants to 6 people, 31 reads, 4 refusals.',
      'Grants: 23, before 18Approved by others: 5, before 0Break glass: 2, before 0People: 6, before 5Reads: 31, before 25' +
        'Refused: 4, before 9Denied: 1, before 0Nobody answered: 0, before 2Revoked: 1, before 0Median time to access: 14 s, before 95 s',
      'Granted by day: Mon 3, Tue 8, Wed 4, Thu 2, Fri 5, Sat 0, Sun 1',
      'Refused by day: Mon 1, Tue 0, Wed 2, Thu 0, Fri 1, Sat 0, Sun 0',
    ]);
    expect(linesOf({ blocks: plainer }).slice(5)).toEqual(without('table', blocks).slice(2));
  });

  test('rings with what happened and what to look at', () => {
    expect(text).toBe(
      'Week of 16–22 Nov: 23 grants to 6 people, 31 reads, 4 refusals. Worth a look: 🚨 Break glass that nobody reviewed (1), ' +
        'Read after the incident was resolved (1), Seen and not rotated (5), Who was refused (2), Outside office hours (2), Granted and never read (1).',
    );
  });

  test('names its card and its digest in the button', () => {
    expect(buttonsIn({ blocks })).toEqual([
      { label: 'Mark reviewed', action: 'digest_reviewed', value: '019aa0c0-0000-7000-8000-0000000000d1' },
    ]);
    expect(blocks.find(({ type }) => type === 'actions')).toMatchObject({ block_id: `card:${CARD}` });
  });

  test('that somebody reviewed says who and when, and offers it to nobody else', () => {
    const reviewed = drawn(aBusyDigest({}, { reviewed: CAROL }));
    for (const variant of [reviewed.blocks, reviewed.plainer!]) {
      expect(linesOf({ blocks: variant })[1]).toBe('✅ Reviewed by Carol, Mon 23 Nov 09:12');
      expect(buttonsIn({ blocks: variant })).toEqual([]);
    }
  });

  test('that nothing could be compared with has no second column', () => {
    const { before: _, ...alone } = aBusyDigest().content;
    const first = drawn(aDigest(alone));
    const { rows } = first.blocks.find(({ type }) => type === 'table') as unknown as { rows: unknown[][] };
    expect(rows.every((row) => row.length === 2)).toBe(true);
    expect(linesOf({ blocks: first.plainer! })[2]).toMatch(/^Grants: 23Approved/);
  });
});

test('whoever has no name in the policy is mentioned by their account', () => {
  const refusals = { total: 1, first: [{ person: 'slack:U07GINA', resource: 'db-prod', code: 'not-allowed', times: 4 }] };
  const { blocks } = drawn(aDigest({ worthALook: { ...NOTHING_TO_LOOK_AT, refusals } }));
  expect(linesOf({ blocks })).toContain('@U07GINA · db-prod · not allowed · 4×');
});

describe('a quiet week', () => {
  test('is one line, the way to mark it, and the head', () => {
    const { text, blocks, plainer } = drawn(aDigest());
    expect(linesOf({ blocks })).toEqual([
      'Week of 16–22 Nov was quiet: nobody asked for anything, and nothing waits.',
      '[Mark reviewed]',
      HEAD,
    ]);
    expect(text).toBe('Week of 16–22 Nov was quiet: nobody asked for anything, and nothing waits.');
    expect(plainer).toBeUndefined();
  });

  test('that was reviewed says so', () => {
    expect(linesOf(drawn(aDigest({}, { reviewed: CAROL })))).toEqual([
      'Week of 16–22 Nov was quiet: nobody asked for anything, and nothing waits.',
      '✅ Reviewed by Carol, Mon 23 Nov 09:12',
      HEAD,
    ]);
  });

  test('that was late says so', () => {
    expect(linesOf(drawn(aDigest({ late: true })))).toContain('Late: nothing ran when it was due.');
  });

  test('isn’t quiet while a value waits to be rotated', () => {
    const { exposed } = aBusyDigest().content.worthALook;
    const { blocks } = drawn(aDigest({ worthALook: { ...NOTHING_TO_LOOK_AT, exposed } }));
    expect(linesOf({ blocks }).slice(0, 3)).toEqual([
      'Week of 16–22 Nov',
      'Nobody asked for anything.',
      'Seen and not rotated: 5',
    ]);
    expect(typesOf(blocks)).not.toContain('table');
    expect(typesOf(blocks)).not.toContain('data_visualization');
  });

  test('isn’t quiet where entries couldn’t be read', () => {
    expect(linesOf(drawn(aDigest({ unreadable: 2 })))).toContain(
      "Not counted: 2 entries that can't be read. Run nightlatch audit verify.",
    );
  });
});

describe('which days it is of', () => {
  const between = (from: string, to: string, timezone = 'Europe/Berlin') => {
    const week = { from: Temporal.Instant.from(from), to: Temporal.Instant.from(to) };
    const { content } = aBusyDigest();
    return linesOf({ blocks: digestLines({ week, content: { ...content, timezone } }) })[0];
  };

  test.each([
    ['within a month', '2026-11-15T23:00:00Z', '2026-11-22T23:00:00Z', 'Week of 16–22 Nov'],
    ['over the end of a month', '2026-11-29T23:00:00Z', '2026-12-06T23:00:00Z', 'Week of 30 Nov–6 Dec'],
    ['over the end of a year', '2026-12-27T23:00:00Z', '2027-01-03T23:00:00Z', 'Week of 28 Dec 2026–3 Jan 2027'],
    ['with the night that is an hour longer', '2026-10-18T22:00:00Z', '2026-10-25T23:00:00Z', 'Week of 19–25 Oct'],
    ['with the night that is an hour shorter', '2026-03-22T23:00:00Z', '2026-03-29T22:00:00Z', 'Week of 23–29 Mar'],
    ['with a leap day', '2028-02-27T23:00:00Z', '2028-03-05T23:00:00Z', 'Week of 28 Feb–5 Mar'],
    ['of four weeks', '2026-10-25T23:00:00Z', '2026-11-22T23:00:00Z', '26 Oct–22 Nov'],
    ['of one day', '2026-11-15T23:00:00Z', '2026-11-16T23:00:00Z', '16 Nov'],
    ['until now', '2026-11-16T13:05:00Z', '2026-11-23T13:05:00Z', 'Mon 16 Nov 14:05 to Mon 23 Nov 14:05'],
  ])('%s', (_, from, to, said) => {
    expect(between(from, to)).toBe(said);
  });

  test('is on the clocks it names', () => {
    expect(between('2026-11-15T10:15:00Z', '2026-11-22T10:15:00Z', 'Pacific/Chatham')).toBe('Week of 16–22 Nov');
  });
});

describe('on whatever was recorded', () => {
  const many = <T>(one: T) => ({ total: 1_000_000, first: Array.from({ length: 50 }, () => one) });
  const everywhere = (words: string): Told & Digest => {
    const mention: GrantMention = aMention({ holder: words, resource: words, incident: words, minutes: 1440 });
    return aBusyDigest(
      {
        worthALook: {
          ...{ brokenGlassUnreviewed: many(mention), readAfterResolve: many(mention), offHours: many(mention) },
          ...{ neverRead: many(mention), longest: many(mention) },
          exposed: many({ resource: words, variable: words, lastSeenBy: words, at: '2026-11-17T02:12:00Z' }),
          refusals: many({ person: words, resource: words, code: words, times: 1_000_000 }),
          mostRead: many({ resource: words, variable: words, times: 1_000_000, people: 500 }),
        },
      },
      { reviewed: { at: CAROL.at, by: { personId: 'c', name: words } } },
    );
  };

  test.each(HOSTILE)('it breaks no limit and says nothing else, where a name %s', (_, words) => {
    const digest = everywhere(words);
    const { text, blocks, plainer } = drawn(digest);
    for (const message of [
      { text, blocks },
      { text, blocks: plainer! },
      { text, blocks: digestLines(digest) },
    ]) {
      expect(brokenLimits(message)).toEqual([]);
      expect(JSON.stringify(message.blocks).length).toBeLessThan(13_000);
      expect(objectsIn(message.blocks).filter(({ type }) => type === 'mrkdwn' || type === 'link' || type === 'user')).toEqual([]);
      expect(visibleTexts(message)).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
    }
    expect(text).not.toMatch(/<[!@#]/);
  });

  test('long lists show their first three and how many more there are', () => {
    expect(linesOf(drawn(everywhere('x')))).toContain(`${'x · x · Tue 03:12 · 24 h · read 1×'.repeat(3)}and 999997 more`);
  });

  test('more days than a week are named with their date, and over fourteen are not drawn', () => {
    const days = aWeekOf(...Array.from({ length: 14 }, (): [number, number] => [1, 0]));
    const { blocks } = drawn(aBusyDigest({ days }));
    expect(brokenLimits({ text: 'x', blocks })).toEqual([]);
    expect(JSON.stringify(blocks)).toContain('"categories":["Mon 16","Tue 17","Wed 18"');
    expect(typesOf(drawn(aBusyDigest({ days: [...days, days[0]!] })).blocks)).not.toContain('data_visualization');
  });

  test('a week like the one before it, of nothing, has no empty table', () => {
    expect(typesOf(drawn(aDigest({ before: NO_FIGURES, unreadable: 1 })).blocks)).not.toContain('table');
  });
});
