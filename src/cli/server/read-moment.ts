import { CommandRefused } from './terminal.ts';

const ON_A_CLOCK = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/;

/**
 * The moment of `2026-03-29T03:17` on the clocks of `timezone`, or of the same with an offset or Z. Refused when there is no such time, or two: on the
 * nights on which clocks change.
 */
export function readMoment(text: string, timezone: string): Temporal.Instant {
  const said = text.trim();
  if (!ON_A_CLOCK.test(said)) return withOffset(said);
  const local = plainOrRefused(said);
  const zoned = local.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  if (zoned.epochNanoseconds === local.toZonedDateTime(timezone, { disambiguation: 'later' }).epochNanoseconds) {
    return zoned.toInstant();
  }
  const isGap = !zoned.toPlainDateTime().equals(local);
  const why = isGap ? "doesn't exist: clocks are put forward over it" : 'comes twice: clocks are put back';
  throw new CommandRefused(`${said} ${why} in ${timezone}. Add an offset, such as ${said}${zoned.offset}.`, 2);
}

function withOffset(said: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(said);
  } catch {
    throw noTime(said);
  }
}

function plainOrRefused(said: string): Temporal.PlainDateTime {
  try {
    return Temporal.PlainDateTime.from(said);
  } catch {
    throw noTime(said);
  }
}

function noTime(said: string): CommandRefused {
  return new CommandRefused(`“${said}” isn't a time such as 2026-03-29T03:17 or 2026-03-29T01:17Z.`, 2);
}
