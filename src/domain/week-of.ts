import type { Week } from './digest.ts';
import type { DigestTimes } from './policy.ts';

/** A week that is over, and since when its digest could be posted. */
export interface DueWeek {
  week: Week;
  dueAt: Temporal.Instant;
}

// Where the posting day changes, less than that isn't told by itself but with the week after it.
const SHORTEST = Temporal.Duration.from({ hours: 4 * 24 });

// A week before `from` that nothing told of was missed; less than a whole one is what a changed day or zone left between two weeks.
const MISSED = Temporal.Duration.from({ hours: 6 * 24 });

/**
 * The week that the newest post time up to `now` closes: seven local days that end when its day begins. A post time that the clocks skip is as much
 * later as they skip; one that comes twice counts the first time. `last` is where the last digest's week ended: no time is told of twice, and when day
 * or zone changed, none is left out, so such a week is shorter or longer. Undefined when that digest was made. Weeks missed before it stay missed.
 */
export function dueWeek(
  { day, at }: Pick<DigestTimes, 'day' | 'at'>,
  timezone: string,
  now: Temporal.Instant,
  last?: Temporal.Instant,
): DueWeek | undefined {
  const { date, dueAt } = newestPost({ day, at }, timezone, now);
  const to = startOf(date, timezone);
  const from = startOf(date.subtract({ days: 7 }), timezone);
  if (!last) return { week: { from, to }, dueAt };
  if (Temporal.Instant.compare(last.add(SHORTEST), to) > 0) return undefined;
  const isMissed = Temporal.Instant.compare(last.add(MISSED), from) <= 0;
  return { week: { from: isMissed ? from : last, to }, dueAt };
}

function newestPost({ day, at }: Pick<DigestTimes, 'day' | 'at'>, timezone: string, now: Temporal.Instant) {
  const today = now.toZonedDateTimeISO(timezone).toPlainDate();
  const date = today.subtract({ days: (today.dayOfWeek - day + 7) % 7 });
  const dueAt = postOn(date, at, timezone);
  if (Temporal.Instant.compare(dueAt, now) <= 0) return { date, dueAt };
  const before = date.subtract({ days: 7 });
  return { date: before, dueAt: postOn(before, at, timezone) };
}

function postOn(date: Temporal.PlainDate, at: Temporal.PlainTime, timezone: string): Temporal.Instant {
  return date.toZonedDateTime({ timeZone: timezone, plainTime: at }).toInstant();
}

function startOf(date: Temporal.PlainDate, timezone: string): Temporal.Instant {
  return date.toZonedDateTime(timezone).toInstant();
}

/** The time before a span that it is compared with: as many local days, or as long where it is less than a day. */
export function spanBefore({ from, to }: Week, timezone: string): Week {
  const start = from.toZonedDateTimeISO(timezone);
  const length = start.until(to.toZonedDateTimeISO(timezone), { largestUnit: 'day' });
  return { from: start.subtract(length).toInstant(), to: from };
}

/** The local days that a span touches, in order, with when each begins. */
export function daysOf({ from, to }: Week, timezone: string): { date: string; from: Temporal.Instant }[] {
  const days: { date: string; from: Temporal.Instant }[] = [];
  let day = from.toZonedDateTimeISO(timezone).startOfDay();
  while (Temporal.Instant.compare(day.toInstant(), to) < 0) {
    days.push({ date: day.toPlainDate().toString(), from: day.toInstant() });
    day = day.add({ days: 1 }).startOfDay();
  }
  return days;
}

/** Whether something at that time fell outside office hours. */
export function isOffHours(at: Temporal.Instant, { days, from, to }: DigestTimes['officeHours'], timezone: string): boolean {
  const local = at.toZonedDateTimeISO(timezone);
  const time = local.toPlainTime();
  const isOpen = Temporal.PlainTime.compare(from, time) <= 0 && Temporal.PlainTime.compare(time, to) < 0;
  return !isOpen || !days.some((day) => day === local.dayOfWeek);
}
