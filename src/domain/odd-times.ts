import type { OnCallRotation } from './on-call-rotation.ts';
import { daysOfTurn } from './turns-of-rotation.ts';
import type { ClockChange } from './wall-time.ts';

/** A wall time that clocks will skip (gap) or show twice (fold). */
export interface OddTime {
  wall: Temporal.PlainDateTime;
  change: ClockChange;
}

/** The hand-offs of a rotation that are odd at one of `changes`. */
export function oddHandOffs(rotation: OnCallRotation, changes: readonly ClockChange[]): OddTime[] {
  const { anchor, until } = rotation;
  const turn = daysOfTurn(rotation);
  return oddDays(anchor.toPlainTime(), changes).filter(({ wall }) => {
    const { days } = anchor.toPlainDate().until(wall.toPlainDate());
    return days >= 0 && days % turn === 0 && (until === undefined || Temporal.PlainDateTime.compare(wall, until) < 0);
  });
}

/** The same of a time of day on some days of the week. */
export function oddTimesOfDay(
  time: Temporal.PlainTime,
  isDay: (dayOfWeek: number) => boolean,
  changes: readonly ClockChange[],
): OddTime[] {
  return oddDays(time, changes).filter(({ wall }) => isDay(wall.dayOfWeek));
}

/** The same of one time. */
export function oddTime(wall: Temporal.PlainDateTime, changes: readonly ClockChange[]): OddTime[] {
  return changes.filter((change) => isWithin(wall, change)).map((change) => ({ wall, change }));
}

// A change may reach past midnight.
function oddDays(time: Temporal.PlainTime, changes: readonly ClockChange[]): OddTime[] {
  return changes.flatMap((change) => {
    const dates = [change.from.toPlainDate(), change.from.toPlainDate().add({ days: 1 })];
    return dates
      .map((date) => date.toPlainDateTime(time))
      .filter((wall) => isWithin(wall, change))
      .map((wall) => ({ wall, change }));
  });
}

function isWithin(wall: Temporal.PlainDateTime, { from, to }: ClockChange): boolean {
  return Temporal.PlainDateTime.compare(from, wall) <= 0 && Temporal.PlainDateTime.compare(wall, to) < 0;
}
