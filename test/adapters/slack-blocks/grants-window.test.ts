import { describe, expect, test } from 'vitest';
import { grantsWindow } from '../../../src/adapters/slack/blocks/grants-window.ts';
import type { Grant } from '../../../src/domain/grant.ts';
import type { ListOutcome } from '../../../src/use-cases/list-grants.ts';
import { aGrant, aGrantGivenBack, aResource, BERLIN, NOW } from './a-grant.ts';
import { brokenLimits } from './broken-limits.ts';
import { buttonsIn, wordsIn } from './words-in.ts';

type List = Extract<ListOutcome, { outcome: 'list' }>;

const HOLDER = { holder: true, details: true, revoke: false };
const OWNER = { holder: false, details: true, revoke: true };
const AUDITOR = { holder: false, details: true, revoke: false };
const ANYONE = { holder: false, details: false, revoke: false };

function aList(entries: List['entries'], differing: Partial<List> = {}): List {
  const question = { whose: 'mine' } as const;
  return {
    outcome: 'list',
    question,
    entries,
    page: 0,
    more: false,
    hidden: false,
    unlockable: [aResource()],
    outages: [],
    reader: BERLIN,
    ...differing,
  };
}

const aWeek = Temporal.Duration.from({ hours: 168 });
const read = aGrant({ reveals: { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
const ten = Array.from({ length: 10 }, (_, i): Grant => ({ ...read, id: `019aa0c0-0000-7000-8000-00000000010${i}` }));

describe('one grant in the list', () => {
  test('says to its holder: resource, end, why, reads so far, and offers Read again and Give back', () => {
    expect(wordsIn(grantsWindow(aList([{ grant: read, standing: HOLDER }]), ''))).toBe(
      [
        'Your open grants',
        '🔓 db-prod until 07:00 (your shift ends) · youINC-42 · replica lag',
        'Shown 2 of 10 times: PGPASSWORD',
        '[Read again][Give back]',
        'Times are on your clock (Europe/Berlin).',
      ].join('\n'),
    );
  });

  test('that was never read offers Show values by the same action', () => {
    const [first] = buttonsIn(grantsWindow(aList([{ grant: aGrant(), standing: HOLDER }]), ''));
    expect(first).toEqual({ label: 'Show values', action: 'read_again', value: aGrant().id });
  });

  test('that was shown often enough offers Give back only', () => {
    const grant = aGrant({ reveals: { count: 10, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
    expect(buttonsIn(grantsWindow(aList([{ grant, standing: HOLDER }]), '')).map(({ action }) => action)).toEqual(['give_back']);
  });

  test('offers Revoke to those who may, and nothing to an auditor', () => {
    const actionsFor = (standing: typeof OWNER) =>
      buttonsIn(grantsWindow(aList([{ grant: read, standing }]), 'all')).map(({ action }) => action);
    expect([actionsFor(OWNER), actionsFor(AUDITOR)]).toEqual([['revoke'], []]);
    const window = JSON.stringify(grantsWindow(aList([{ grant: read, standing: OWNER }]), 'all'));
    expect(window).toContain('Alice holds db-prod until 07:00. It ends at once.');
  });

  test('shows anyone else resource, holder and end; no reason, variable, evidence or button', () => {
    const window = grantsWindow(aList([{ grant: read, standing: ANYONE }], { question: { whose: 'all' } }), 'all');
    expect(wordsIn(window)).toBe('All open grants\n🔓 db-prod until 07:00 · Alice\nTimes are on your clock (Europe/Berlin).');
    expect(JSON.stringify(window)).not.toMatch(/replica lag|PGPASSWORD|DATABASE_URL|on call, incident open|INC-42/);
  });

  test('that ended says how, and what was seen, and offers only what is left to do', () => {
    const grant = aGrantGivenBack({ reveals: { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
    const question = { whose: 'mine', history: aWeek } as const;
    const window = grantsWindow(aList([{ grant, standing: HOLDER }], { question }), 'history 7d');
    expect(wordsIn(window)).toContain(
      'Your grants · last 7 d\n🔒 db-prod · youINC-42 · replica lag\nBegan at 03:17. Given back by you at 04:02. ',
    );
    expect(wordsIn(window)).toContain('Closed. You saw PGPASSWORD (2×). It works until it is rotated.');
    expect(buttonsIn(window).map(({ action }) => action)).toEqual(['mark_rotated']);
    const by = { personId: grant.holder.personId, name: 'Alice' };
    const rotated = { count: 2, variables: ['PGPASSWORD'], exposed: [], rotated: { at: NOW, by } };
    const after = grantsWindow(aList([{ grant: { ...grant, reveals: rotated }, standing: HOLDER }], { question }), 'history 7d');
    expect(buttonsIn(after)).toEqual([]);
    expect(wordsIn(after)).toContain('You marked it rotated at 03:17.');
  });

  test('of the past says when it began, on another day with its date', () => {
    const question = { whose: 'all', history: aWeek } as const;
    const reader = { ...BERLIN, now: Temporal.Instant.from('2026-11-23T09:00:00Z') };
    const ended = { at: reader.now, cause: 'shift-ended' } as const;
    const entries = [{ grant: aGrant({ state: 'ended', ended }), standing: AUDITOR }];
    expect(wordsIn(grantsWindow(aList(entries, { question, reader }), 'all history 7d'))).toContain(
      "\nBegan on Sun 22 Nov, 03:17. Alice's shift ended on Sun 22 Nov, 07:00. Locked. No value was shown.",
    );
    expect(wordsIn(grantsWindow(aList([{ grant: read, standing: HOLDER }], { question }), 'history 7d'))).toContain(
      '\nBegan at 03:17. Shown 2 of 10 times: PGPASSWORD\n',
    );
  });

  test('that ended because an incident was resolved does not tell a stranger which', () => {
    const ended = { at: NOW, cause: 'incident-resolved' } as const;
    const window = grantsWindow(aList([{ grant: aGrantGivenBack({ ended, endsAt: NOW }), standing: ANYONE }]), 'history 7d');
    expect(JSON.stringify(window)).not.toContain('INC-42');
    expect(wordsIn(window)).toContain('🔒 db-prod ended at 03:17 · Alice');
  });

  test("is told on the reader's own clock", () => {
    const reader = { timezone: 'Asia/Kolkata', now: NOW };
    expect(wordsIn(grantsWindow(aList([{ grant: read, standing: HOLDER }], { reader }), ''))).toContain('until 11:30');
  });
});

describe('a page', () => {
  test('of ten grants with all their buttons fits into a window and into a message', () => {
    const window = grantsWindow(
      aList(
        ten.map((grant) => ({ grant, standing: HOLDER })),
        { page: 1, more: true },
      ),
      'all',
    );
    expect(brokenLimits(window)).toEqual([]);
    expect(window.blocks.length).toBeLessThanOrEqual(50);
    expect(buttonsIn(window)).toHaveLength(22);
  });

  test('keeps the order it was given', () => {
    const window = grantsWindow(aList(ten.map((grant) => ({ grant, standing: HOLDER }))), '');
    const ids = buttonsIn(window)
      .filter(({ action }) => action === 'read_again')
      .map(({ value }) => value);
    expect(ids).toEqual(ten.map(({ id }) => id));
  });

  test('in the middle turns both ways, asking the same words', () => {
    const entries = [{ grant: read, standing: HOLDER }];
    const turns = buttonsIn(grantsWindow(aList(entries, { page: 1, more: true }), ' history 7d ')).slice(-2);
    expect(turns.map(({ label, action, value }) => [label, action, JSON.parse(value)])).toEqual([
      ['Older', 'grants_page', { words: 'history 7d', page: 2 }],
      ['Newer', 'grants_page', { words: 'history 7d', page: 0 }],
    ]);
  });

  test('behind the last says so and turns back', () => {
    const window = grantsWindow(aList([], { page: 2 }), 'all');
    expect(wordsIn(window)).toBe('No more grants.\n[Newer]');
  });

  test.each([
    [{ whose: 'mine' }, 'You hold nothing right now.'],
    [{ whose: 'all' }, 'Nobody holds anything right now.'],
    [{ whose: 'all', resource: 'db-prod' }, 'Nobody holds db-prod right now.'],
    [{ whose: 'mine', resource: 'db-prod' }, 'You hold nothing of db-prod right now.'],
    [{ whose: { slackId: 'U02BOB' } }, '@U02BOB holds nothing right now.'],
    [
      { whose: { slackId: 'U02BOB' }, resource: 'db-prod', history: aWeek },
      '@U02BOB was given nothing of db-prod in the last 7 d.',
    ],
    [{ whose: 'mine', history: Temporal.Duration.from({ hours: 12 }) }, 'You were given nothing in the last 12 h.'],
    [{ whose: 'all', history: aWeek }, 'Nobody was given anything in the last 7 d.'],
    [{ whose: 'all', resource: 'db-prod', history: aWeek }, 'Nobody was given db-prod in the last 7 d.'],
  ] as const)('that is empty for %j says so, and of oneself what one could unlock', (question, said) => {
    const words = wordsIn(grantsWindow(aList([], { question }), ''));
    expect(words).toContain(said);
    expect(words.includes('db-prod Production database')).toBe(question.whose === 'mine');
  });
});
