import type { OnCallRotation } from '../../src/domain/on-call-rotation.ts';

/** A wall time. */
export function wall(text: string): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(text);
}

/** `week`: Alice and Bob by turns, a week each from a Monday at nine in Berlin. */
export function aRotation(given: Partial<OnCallRotation> = {}): OnCallRotation {
  return {
    name: 'week',
    timezone: 'Europe/Berlin',
    anchor: wall('2026-01-05T09:00'),
    every: { weeks: 1 },
    members: [['alice'], ['bob']],
    overrides: [],
    ...given,
  };
}
