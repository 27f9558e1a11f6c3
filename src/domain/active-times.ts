import type { OnCallRotation } from './on-call-rotation.ts';
import type { Span } from './turns-of-rotation.ts';
import { instantOf } from './wall-time.ts';

/** When somebody is on call within a turn: all of it, or those of its active times that touch `asked`, those that overlap or adjoin as one. */
export function activeTimes({ active, timezone }: OnCallRotation, turn: Span, asked: Span): Span[] {
  if (active === undefined) return [turn];
  const first = Math.max(turn.start, asked.start);
  const last = Math.min(turn.end, asked.end);
  const times = datesOf(timezone, first, last).flatMap((date) =>
    active.filter(({ days }) => days.some((day) => day === date.dayOfWeek)).map((window) => onDate(window, date, timezone)),
  );
  return union(times.map(({ start, end }) => ({ start: Math.max(start, turn.start), end: Math.min(end, turn.end) })));
}

/** The day before too: a window that began then may reach past midnight. */
function datesOf(timezone: string, first: number, last: number): Temporal.PlainDate[] {
  const dateAt = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
  const end = dateAt(last);
  const dates: Temporal.PlainDate[] = [];
  for (let date = dateAt(first).subtract({ days: 1 }); Temporal.PlainDate.compare(date, end) <= 0; date = date.add({ days: 1 })) {
    dates.push(date);
  }
  return dates;
}

function onDate({ from, to }: NonNullable<OnCallRotation['active']>[number], date: Temporal.PlainDate, timezone: string): Span {
  const isNextDay = Temporal.PlainTime.compare(to, from) <= 0;
  const at = (wall: Temporal.PlainDateTime) => instantOf(wall, timezone).epochMilliseconds;
  return { start: at(date.toPlainDateTime(from)), end: at(date.add({ days: isNextDay ? 1 : 0 }).toPlainDateTime(to)) };
}

function union(times: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const time of times.filter(({ start, end }) => start < end).toSorted((a, b) => a.start - b.start)) {
    const before = all.at(-1);
    if (before && time.start <= before.end) before.end = Math.max(before.end, time.end);
    else all.push({ ...time });
  }
  return all;
}
