const SHAPE = /^(\d|[01]\d|2[0-3]):([0-5]\d)$/;

/**
 * The next instant at which clocks in `timezone` show `text` (`07:30`, `7:30`), strictly after `now`; undefined when it is no time of day.
 * A time that is skipped in spring is the same distance after the gap; one that comes twice in autumn is the next of both.
 */
export function nextTimeOfDay(text: string, timezone: string, now: Temporal.Instant): Temporal.Instant | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const time = { hour: Number(match[1]), minute: Number(match[2]) };
  const today = now.toZonedDateTimeISO(timezone).toPlainDate();
  const candidates = [today, today.add({ days: 1 }), today.add({ days: 2 })].flatMap((day) => {
    const wall = day.toPlainDateTime(time);
    return (['compatible', 'later'] as const).map((disambiguation) =>
      wall.toZonedDateTime(timezone, { disambiguation }).toInstant(),
    );
  });
  return candidates.find((candidate) => Temporal.Instant.compare(candidate, now) > 0);
}
