import { echoedWord, foldedWord, wordsOf } from './words.ts';

/** From when on, or in one sentence what can't be read. */
export type SinceReading = { ok: true; from: Temporal.Instant } | { ok: false; text: string };

const BACK = /^([1-9]\d{0,3})([hdw])$/;
const UNITS = { h: 'hours', d: 'days', w: 'weeks' } as const;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOST_DAYS = 92;
const WHAT_TO_SAY = 'Say 7d, 2w, 24h, or a date such as 2026-11-01.';

/**
 * Reads how far back to look: nothing (7 days), `24h`, `7d`, `2w`, or a date, which begins at 00:00 on the clocks of `timezone`; at most 92 days, and
 * never ahead of `now`. A leading `since` is passed over. Never throws for any text.
 */
export function parseSince(text: string, timezone: string, now: Temporal.Instant): SinceReading {
  const [first, ...rest] = wordsOf(text).map(foldedWord);
  const [word = '7d', ...more] = first === 'since' ? rest : [first, ...rest].filter((one) => one !== undefined);
  const from = more.length > 0 ? undefined : (backFrom(word, timezone, now) ?? startOf(word, timezone));
  if (!from) return { ok: false, text: `I can't read “${echoedWord(text)}”. ${WHAT_TO_SAY}` };
  if (Temporal.Instant.compare(from, now) >= 0) return { ok: false, text: `That is not in the past. ${WHAT_TO_SAY}` };
  const longest = now.toZonedDateTimeISO(timezone).subtract({ days: MOST_DAYS }).startOfDay().toInstant();
  if (Temporal.Instant.compare(from, longest) < 0)
    return { ok: false, text: `That is over ${MOST_DAYS} days ago, the most one digest tells of.` };
  return { ok: true, from };
}

function backFrom(word: string, timezone: string, now: Temporal.Instant): Temporal.Instant | undefined {
  const [, count, unit] = BACK.exec(word) ?? [];
  if (count === undefined) return undefined;
  const length = { [UNITS[unit as keyof typeof UNITS]]: Number(count) };
  return now.toZonedDateTimeISO(timezone).subtract(length).toInstant();
}

function startOf(word: string, timezone: string): Temporal.Instant | undefined {
  if (!DATE.test(word)) return undefined;
  try {
    return Temporal.PlainDate.from(word).toZonedDateTime(timezone).toInstant();
  } catch {
    return undefined;
  }
}
