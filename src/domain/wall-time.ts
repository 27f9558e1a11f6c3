/**
 * When a zone's clocks show `wall`: the first time, if they show it twice; if they skip it, the first instant after the gap. Throws RangeError for a zone
 * that this machine doesn't know.
 */
export function instantOf(wall: Temporal.PlainDateTime, timezone: string): Temporal.Instant {
  // Where clocks skip it, this is before the gap: by as much as `wall` is before the gap's end.
  const earlier = wall.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(wall)) return earlier.toInstant();
  return (earlier.getTimeZoneTransition('next') ?? earlier).toInstant();
}

/** A change of a zone's clocks: wall times from `from`, which is one of them, until `to`, which is not, are skipped (gap) or come twice (fold). */
export interface ClockChange {
  kind: 'gap' | 'fold';
  from: Temporal.PlainDateTime;
  to: Temporal.PlainDateTime;
}

/** The changes of a zone's clocks after `from` and before `until`. */
export function clockChanges(timezone: string, from: Temporal.Instant, until: Temporal.Instant): ClockChange[] {
  const changes: ClockChange[] = [];
  let next = from.toZonedDateTimeISO(timezone).getTimeZoneTransition('next');
  while (next && Temporal.Instant.compare(next.toInstant(), until) < 0) {
    const after = next.toPlainDateTime();
    const offsetBefore = next.subtract({ nanoseconds: 1 }).offsetNanoseconds;
    const before = after.add({ nanoseconds: offsetBefore - next.offsetNanoseconds });
    const isGap = Temporal.PlainDateTime.compare(before, after) < 0;
    changes.push(isGap ? { kind: 'gap', from: before, to: after } : { kind: 'fold', from: after, to: before });
    next = next.getTimeZoneTransition('next');
  }
  return changes;
}
