import type { PersonName, RotationName } from './names.ts';
import type { Weekday } from './weekday.ts';

/** A rotation as its file has it. All times are wall times of `timezone`. */
export interface OnCallRotation {
  name: RotationName;
  /** IANA name. */
  timezone: string;
  /** When the first turn begins. */
  anchor: Temporal.PlainDateTime;
  /** How long a turn is. */
  every: { days: number } | { weeks: number };
  /** Whoever has each turn, in order and again from the first; nobody: a gap that is meant. */
  members: readonly (readonly PersonName[])[];
  /** Only at these times; absent: always. `to` is after `from`, or the next day. */
  active?: readonly { days: readonly Weekday[]; from: Temporal.PlainTime; to: Temporal.PlainTime }[];
  /** Nobody is on call from then on. */
  until?: Temporal.PlainDateTime;
  overrides: readonly RotationOverride[];
}

/** Somebody stands in for somebody else, from `from`, which is part of it, until `to`, which is not. */
export interface RotationOverride {
  replace: PersonName;
  with: PersonName;
  from: Temporal.PlainDateTime;
  to: Temporal.PlainDateTime;
}
