import type { PersonName } from './names.ts';
import type { OnCallRotation } from './on-call-rotation.ts';
import { instantOf } from './wall-time.ts';

/** From `start`, which is part of it, until `end`, which is not, in milliseconds since 1970. */
export interface Span {
  start: number;
  end: number;
}

/** A turn, and who has it by the rotation itself. */
export interface Turn extends Span {
  members: readonly PersonName[];
}

/** The turns that touch `asked`, whole. Each hand-off is computed from the anchor: one that a gap moves doesn't move those after it. */
export function turnsOfRotation(rotation: OnCallRotation, asked: Span): Turn[] {
  const { members, timezone, until } = rotation;
  const stop = until === undefined ? Number.POSITIVE_INFINITY : instantOf(until, timezone).epochMilliseconds;
  const turns: Turn[] = [];
  let nth = firstTurn(rotation, asked.start);
  let start = handOff(rotation, nth);
  while (start < Math.min(asked.end, stop)) {
    const next = handOff(rotation, ++nth);
    const end = Math.min(next, stop);
    // A hand-off that falls into a day which a zone left out is at the same time as the next.
    if (start < end && asked.start < end) turns.push({ start, end, members: members[(nth - 1) % members.length] ?? [] });
    start = next;
  }
  return turns;
}

/** How many days a turn has. */
export function daysOfTurn({ every }: Pick<OnCallRotation, 'every'>): number {
  return 'weeks' in every ? every.weeks * 7 : every.days;
}

/** The turn that may hold `at`, or one before it. */
function firstTurn(rotation: OnCallRotation, at: number): number {
  const { anchor, timezone } = rotation;
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
  const { days } = anchor.toPlainDate().until(date);
  // A day less: a gap may have moved the hand-off past midnight.
  return Math.max(0, Math.floor((days - 1) / daysOfTurn(rotation)));
}

function handOff(rotation: OnCallRotation, nth: number): number {
  const wall = rotation.anchor.add({ days: nth * daysOfTurn(rotation) });
  return instantOf(wall, rotation.timezone).epochMilliseconds;
}
