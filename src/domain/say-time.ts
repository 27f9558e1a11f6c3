/** Whose clock a sentence uses. */
export interface Reader {
  /** IANA name. */
  timezone: string;
  now: Temporal.Instant;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `07:00` today, `tomorrow 07:00`, else `Tue 24 Nov 07:00`, with the year if it is another one; on the clocks of `timezone`. */
export function sayTime(instant: Temporal.Instant, timezone: string, now: Temporal.Instant): string {
  const { day, today, clock } = onClocks(instant, timezone, now);
  if (day.equals(today)) return clock;
  return day.equals(today.add({ days: 1 })) ? `tomorrow ${clock}` : `${sayDate(day, today)} ${clock}`;
}

/** `07:00` today, else with its date. Never "tomorrow", for what is still read when tomorrow has come. */
export function sayLastingTime(instant: Temporal.Instant, { timezone, now }: Reader): string {
  const { day, today, clock } = onClocks(instant, timezone, now);
  return day.equals(today) ? clock : `${sayDate(day, today)} ${clock}`;
}

/** When something happened, within a sentence: `at 07:00` today, else `on Sun 22 Nov, 07:00`. */
export function sayMoment(instant: Temporal.Instant, { timezone, now }: Reader): string {
  const { day, today, clock } = onClocks(instant, timezone, now);
  return day.equals(today) ? `at ${clock}` : `on ${sayDate(day, today)}, ${clock}`;
}

/** `01:48:30`, on the clocks of `timezone`; parts of a second are rounded up, so that nobody comes too early. */
export function saySecond(instant: Temporal.Instant, timezone: string): string {
  const whole = instant.round({ smallestUnit: 'second', roundingMode: 'ceil' });
  return whole.toZonedDateTimeISO(timezone).toPlainTime().toString({ smallestUnit: 'second' });
}

/** `30 min`, `4 h`, `1 h 30 min`, `45 s`; parts of a second are rounded up, so that nothing lasts longer than said. */
export function sayDuration(duration: Temporal.Duration): string {
  const { hours, minutes, seconds } = duration.round({ largestUnit: 'hours', smallestUnit: 'seconds', roundingMode: 'ceil' });
  const parts = [hours && `${hours} h`, minutes && `${minutes} min`, seconds && `${seconds} s`].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : '0 s';
}

function onClocks(instant: Temporal.Instant, timezone: string, now: Temporal.Instant) {
  const then = instant.toZonedDateTimeISO(timezone);
  const today = now.toZonedDateTimeISO(timezone).toPlainDate();
  return { day: then.toPlainDate(), today, clock: `${twoDigits(then.hour)}:${twoDigits(then.minute)}` };
}

/** `Tue 24 Nov`, with the year if it is another than `today`'s. */
export function sayDate(day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const year = day.year === today.year ? '' : ` ${day.year}`;
  return `${DAYS[day.dayOfWeek - 1]} ${day.day} ${MONTHS[day.month - 1]}${year}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
