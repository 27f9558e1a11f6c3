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
  const then = instant.toZonedDateTimeISO(timezone);
  const today = now.toZonedDateTimeISO(timezone).toPlainDate();
  const clock = `${twoDigits(then.hour)}:${twoDigits(then.minute)}`;
  const day = then.toPlainDate();
  if (day.equals(today)) return clock;
  if (day.equals(today.add({ days: 1 }))) return `tomorrow ${clock}`;
  const year = day.year === today.year ? '' : ` ${day.year}`;
  return `${DAYS[day.dayOfWeek - 1]} ${day.day} ${MONTHS[day.month - 1]}${year} ${clock}`;
}

/** `30 min`, `4 h`, `1 h 30 min`, `45 s`; parts of a second are rounded up, so that nothing lasts longer than said. */
export function sayDuration(duration: Temporal.Duration): string {
  const { hours, minutes, seconds } = duration.round({ largestUnit: 'hours', smallestUnit: 'seconds', roundingMode: 'ceil' });
  const parts = [hours && `${hours} h`, minutes && `${minutes} min`, seconds && `${seconds} s`].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : '0 s';
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
