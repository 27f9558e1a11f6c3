import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUnlock, type UnlockReading } from '../../src/domain/command-text/parse-unlock.ts';
import { withShortReason } from '../../src/domain/command-text/with-short-reason.ts';

const LONG = 'the disk is full '.repeat(110).trim();
const KEPT = `${LONG.slice(0, 499).trimEnd()}…`;

function read(text: string): UnlockReading {
  return parseUnlock(text, {
    now: Temporal.Instant.from('2026-11-22T03:17:00Z'),
    timezone: 'Europe/Berlin',
    resourceNames: ['db-prod'],
    variablesOf: () => ['DATABASE_URL', 'PGPASSWORD', 'DB'],
  });
}

/** What was understood, as text, so that times compare. */
const understood = (text: string) => JSON.parse(JSON.stringify(read(text)));

describe('words with a reason that is too long', () => {
  it.each([
    [`db-prod because ${LONG}`, `db-prod because "${KEPT}"`],
    [`db-prod ${LONG}`, `db-prod because "${KEPT}"`],
    [`db-prod DB because "${LONG}" until 07:30`, `db-prod DB until 07:30 because "${KEPT}"`],
    [`db-prod break glass because ${LONG} for 15m in 42`, `db-prod break-glass for 15m in 42 because "${KEPT}"`],
    [`db-prod because ${LONG} break-glass`, `db-prod break-glass because "${KEPT}"`],
  ])('ask for the same with as much of it as is kept', (text, shorter) => {
    expect(withShortReason(text)).toBe(shorter);
    expect(understood(shorter)).toEqual(understood(text));
  });

  it('keep no double quote that would end it', () => {
    const shorter = withShortReason(`db-prod because the “disk” is "full" break-glass here ${LONG}`);
    expect(shorter).toMatch(/^db-prod because "the 'disk' is 'full' break-glass here the disk/);
    expect(read(shorter)).toMatchObject({ kind: 'request', request: { breakGlass: false } });
  });

  it.each([
    ['', ''],
    ['db-prod', 'db-prod'],
    [`db-prod for because ${LONG}`, `db-prod for because ${LONG}`],
  ])('stay as they were where there is nothing to keep or understand', (text, same) => {
    expect(withShortReason(text)).toBe(same);
  });

  it('never ask for something else, whatever the words', () => {
    const word = fc.constantFrom(
      ...[
        'break',
        'glass',
        'break-glass',
        'because',
        'for',
        '15m',
        'until',
        '07:30',
        'in',
        '42',
        'DB',
        'S3',
        'PGPASSWORD',
        'OTHER',
      ],
      ...['lag', '"', '"the', 'disk"', "'so", "it's'", '“is”', 'BREAK', 'GLASS!'],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        const [before, after] = [['db-prod', ...words].join(' '), withShortReason(['db-prod', ...words].join(' '))].map(read);
        expect(withoutReason(after)).toEqual(withoutReason(before));
      }),
      { numRuns: 1000 },
    );
  });
});

function withoutReason(reading: UnlockReading | undefined) {
  if (reading?.kind !== 'request') return reading?.kind;
  const { reason: _, ...rest } = reading.request;
  return JSON.parse(JSON.stringify(rest));
}
