import fc from 'fast-check';

/** Whatever somebody may type. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 3000, size: 'max' }),
  fc.constantFrom('', ' ', '\u200b\u202e\u2066', '🔓'.repeat(2000), '<!channel>', '```', '\ud800'),
);

/** What somebody typed who wants more than words to come of it, and how. */
export const HOSTILE = [
  ['calls the channel', '<!channel> <!here> <!everyone>'],
  ['mentions', '<@U01ALICE> <!subteam^S0LEADS>'],
  ['disguises a link', '<https://evil.example|the runbook>'],
  ['fences', '```\nApproved\n```'],
  ['turns the direction', 'lag \u202Edevorppa\u2066 \u200bdone'],
  ['claims an approval', 'lag\n\n*Approved by Bob · 2 of 2*'],
  ['is a megabyte', 'x'.repeat(1_000_000)],
  ['is half a character', 'lag \ud83d'],
] as const;
