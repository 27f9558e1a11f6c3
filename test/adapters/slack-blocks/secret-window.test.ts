import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SecretView, secretWindow } from '../../../src/adapters/slack/blocks/secret-window.ts';
import { loadingSecretWindow } from '../../../src/adapters/slack/blocks/waiting-windows.ts';
import { windowAsMessage } from '../../../src/adapters/slack/blocks/window-as-message.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { BERLIN, NOW } from './a-grant.ts';
import { brokenLimits } from './broken-limits.ts';
import { buttonsIn, wordsIn } from './words-in.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

function aView(values: Readonly<Record<string, string>>, differing: Partial<SecretView> = {}): SecretView {
  return {
    resource: 'db-prod',
    values: Object.entries(values).map(([name, value]) => ({ name, value: new Secret(value) })),
    elsewhere: [],
    left: 9,
    wipesAt: NOW.add({ seconds: 60 }),
    endsAt: Temporal.Instant.from('2026-11-22T06:00:00Z'),
    reader: BERLIN,
    ...differing,
  };
}

/** The values as the window shows them, parts joined. */
function shown(window: { blocks: readonly unknown[] }): string[] {
  const parts = window.blocks as { type: string; elements?: { type: string; elements: { text: string }[] }[] }[];
  return parts
    .flatMap(({ elements }) => elements ?? [])
    .filter(({ type }) => type === 'rich_text_preformatted')
    .map(({ elements }) => elements[0]?.text ?? '');
}

describe('the secret view', () => {
  test('says when it wipes itself, then each name with its value, then what is left', () => {
    expect(wordsIn(secretWindow(aView({ PGPASSWORD: CANARY }))).split('\n')).toEqual([
      'Wipes itself after 1 min, at 03:18:00.',
      `PGPASSWORD${CANARY}`,
      'On record. 9 more reads until 07:00.',
    ]);
  });

  test('has no buttons, no inputs, no submit, and is not told of when it is closed', () => {
    const window = secretWindow(aView({ PGPASSWORD: CANARY }));
    expect(new Set(window.blocks.map(({ type }) => type))).toEqual(new Set(['rich_text', 'context']));
    expect(buttonsIn(window)).toEqual([]);
    expect(window).toMatchObject({ notify_on_close: false });
    expect(window).not.toHaveProperty('submit');
    expect(window).not.toHaveProperty('private_metadata');
  });

  test.each(['<!channel> & <https://evil.example|x>', '```\n*not bold*\n```', ' two  blanks ', '\u202Etxet', 'tab\tnewline\n'])(
    'shows %j to the letter',
    (value) => {
      expect(shown(secretWindow(aView({ KEY: value })))).toEqual([value]);
    },
  );

  test('cuts a long value into parts that join to the same value, and never cuts a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9000, size: 'max' }), (value) => {
        const window = secretWindow(aView({ KEY: value }));
        expect(shown(window).join('')).toBe(value);
        expect(shown(window).every((part) => part.isWellFormed())).toBe(true);
        expect(brokenLimits(window)).toEqual([]);
      }),
      { numRuns: 30 },
    );
    const astral = '🔑'.repeat(4000);
    expect(shown(secretWindow(aView({ KEY: `a${astral}` }))).every((part) => part.isWellFormed())).toBe(true);
  });

  test('shows nothing of a value that does not fit whole, and names it', () => {
    const window = secretWindow(aView({ BIG: 'x'.repeat(1_000_000), SMALL: 'fits' }));
    expect(shown(window)).toEqual(['fits']);
    expect(wordsIn(window)).toContain("BIG doesn't fit into a Slack window.");
    expect(brokenLimits(window)).toEqual([]);
  });

  test.each([
    ['two hundred values', Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`KEY_${i}`, `value ${i}`]))],
    ['values that swell in JSON', { A: '\u0001'.repeat(60_000), B: '"'.repeat(90_000) }],
    ['an empty value', { EMPTY: '' }],
    ['no value at all', {}],
  ])('keeps within the limits with %s', (_, values) => {
    expect(brokenLimits(secretWindow(aView(values)))).toEqual([]);
  });

  test('names what Slack does not show, and says which read was the last', () => {
    const words = wordsIn(secretWindow(aView({ A: 'a' }, { elsewhere: ['PGPASSWORD'], left: 0 })));
    expect(words).toContain("PGPASSWORD isn't shown in Slack.\nOn record. This was the last read until 07:00.");
  });

  test('is never sent as a message', () => {
    expect(() => windowAsMessage(secretWindow(aView({ A: CANARY })))).toThrow(/^a secret view is never sent as a message$/);
  });
});

test('the loading view has no buttons either and is not told of when it is closed', () => {
  const window = loadingSecretWindow('db-prod');
  expect(buttonsIn(window)).toEqual([]);
  expect(window).toMatchObject({ notify_on_close: false, title: { text: 'db-prod' } });
});
