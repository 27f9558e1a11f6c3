import type { PersonName } from './names.ts';
import type { OnCallRotation } from './on-call-rotation.ts';
import { shiftsOfRotation } from './shifts-of-rotation.ts';

/** Who is on call by a rotation from `start` until `end`; nobody where `people` is empty. */
export interface Period {
  start: Temporal.Instant;
  end: Temporal.Instant;
  people: readonly PersonName[];
}

/** All of [from, until), cut wherever somebody comes or goes. */
export function periodsOfRotation(rotation: OnCallRotation, from: Temporal.Instant, until: Temporal.Instant): Period[] {
  const shifts = shiftsOfRotation(rotation, from, until);
  const edges = shifts.flatMap(({ start, end }) => [start, end]).filter((edge) => isAfter(edge, from) && isAfter(until, edge));
  const periods: Period[] = [];
  for (const start of [from, ...edges.toSorted(Temporal.Instant.compare)]) {
    const people = shifts
      .filter((shift) => !isAfter(shift.start, start) && isAfter(shift.end, start))
      .map(({ person }) => person);
    const names = [...new Set(people)].toSorted();
    const before = periods.at(-1);
    if (before && before.people.join() === names.join()) continue;
    if (before) before.end = start;
    periods.push({ start, end: until, people: names });
  }
  return periods;
}

function isAfter(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) > 0;
}
