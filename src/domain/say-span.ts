import type { Week } from './digest.ts';
import { sayDate } from './say-time.ts';

/** `Week of 16–22 Nov`; of other whole days `16 Nov–13 Dec`, else `Mon 16 Nov 14:00 to Mon 23 Nov 14:00`. On the clocks of `timezone`. */
export function saySpan(span: Week, timezone: string): string {
  const days = wholeDays(span, timezone);
  if (!days) return `${sayWhen(span.from, timezone, span.to)} to ${sayWhen(span.to, timezone)}`;
  return days.first.until(days.last).days === 6 ? `Week of ${sayDays(days)}` : sayDays(days);
}

/** What its column is called, and that of what it is compared with: `16–22 Nov` and `9–15 Nov`. */
export function sayColumns(span: Week, timezone: string): [string, string] {
  const days = wholeDays(span, timezone);
  if (!days) return ['Now', 'Before'];
  const { days: length } = days.first.until(days.last);
  const last = days.first.subtract({ days: 1 });
  return [sayDays(days), sayDays({ first: last.subtract({ days: length }), last })];
}

/** `Tue 03:12` within whole days of which each weekday comes once; within others with the date, and outside of any the date alone. */
export function sayWithin(span: Week, at: string, timezone: string): string {
  const instant = Temporal.Instant.from(at);
  const { from, to } = span;
  const isWithin = Temporal.Instant.compare(from, instant) <= 0 && Temporal.Instant.compare(instant, to) < 0;
  const days = wholeDays(span, timezone);
  if (!isWithin) return sayDate(dayOf(instant, timezone), dayOf(to, timezone));
  if (!days || days.first.until(days.last).days > 6) return sayWhen(instant, timezone, to);
  const said = sayWhen(instant, timezone).split(' ');
  return `${said[0]} ${said.at(-1)}`;
}

/** `Tue 17 Nov 03:12`, with the year if it is another than that of `seenFrom`; never "today", for what is kept. */
export function sayWhen(at: Temporal.Instant, timezone: string, seenFrom = at): string {
  const clock = at.toZonedDateTimeISO(timezone).toPlainTime().toString({ smallestUnit: 'minute' });
  return `${sayDate(dayOf(at, timezone), dayOf(seenFrom, timezone))} ${clock}`;
}

function dayOf(at: Temporal.Instant, timezone: string): Temporal.PlainDate {
  return at.toZonedDateTimeISO(timezone).toPlainDate();
}

interface Days {
  first: Temporal.PlainDate;
  last: Temporal.PlainDate;
}

function wholeDays(span: Week, timezone: string): Days | undefined {
  const [from, to] = [span.from.toZonedDateTimeISO(timezone), span.to.toZonedDateTimeISO(timezone)];
  if (![from, to].every((time) => time.startOfDay().equals(time))) return undefined;
  return { first: from.toPlainDate(), last: to.toPlainDate().subtract({ days: 1 }) };
}

function sayDays({ first, last }: Days): string {
  const isSameYear = first.year === last.year;
  if (isSameYear && first.month === last.month && first.day !== last.day) return `${first.day}–${sayDay(last)}`;
  const year = (day: Temporal.PlainDate) => (isSameYear ? '' : ` ${day.year}`);
  return first.equals(last) ? sayDay(last) : `${sayDay(first)}${year(first)}–${sayDay(last)}${year(last)}`;
}

function sayDay(day: Temporal.PlainDate): string {
  return sayDate(day, day).replace(/^\S+ /, '');
}
