import type { OnCallRotation } from '../src/domain/on-call-rotation.ts';
import { coverOf } from '../src/domain/shift.ts';
import { shiftsOfRotation } from '../src/domain/shifts-of-rotation.ts';
import { instantOf } from '../src/domain/wall-time.ts';
import type { Line } from './report.ts';
import { median } from './statistics.ts';

const PEOPLE = 200;
const DAYS = 3 * 365;
const ANCHOR = Temporal.PlainDateTime.from('2026-01-05T09:00');
const ROUNDS = 20;
const ASKED_A_ROUND = 1000;

/** Who of 200 people is on call and until when, with an override of half a day on each day of three years; beside it counting hand-offs from the anchor. */
export async function rotationFigure(): Promise<Line[]> {
  const rotation = aLargeRotation();
  const [ours, counted]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(microsecondsOf((at) => void coverAt(rotation, at)));
    counted.push(microsecondsOf((at) => void turnCounted(rotation, at)));
  }
  const value = median(ours);
  const ratio = value / median(counted);
  return [{ figure: 'cover by a rotation of 200', value, unit: 'µs', peer: 'counting hand-offs from the anchor', ratio }];
}

function aLargeRotation(): OnCallRotation {
  const members = Array.from({ length: PEOPLE }, (_, nth) => [`person-${nth}`]);
  const overrides = Array.from({ length: DAYS }, (_, day) => ({
    replace: `person-${Math.floor(day / 7) % PEOPLE}`,
    with: `person-${(day * 7 + 3) % PEOPLE}`,
    from: ANCHOR.add({ days: day }),
    to: ANCHOR.add({ days: day, hours: 12 }),
  }));
  return { name: 'week', timezone: 'Europe/Berlin', anchor: ANCHOR, every: { weeks: 1 }, members, overrides };
}

function microsecondsOf(work: (at: Temporal.Instant) => void): number {
  const first = instantOf(ANCHOR, 'Europe/Berlin');
  const began = performance.now();
  for (let nth = 0; nth < ASKED_A_ROUND; nth += 1) work(first.add({ minutes: (nth * 7919) % (DAYS * 24 * 60) }));
  return ((performance.now() - began) / ASKED_A_ROUND) * 1000;
}

// As a decision asks: over the next day, for the cover of one person.
function coverAt(rotation: OnCallRotation, at: Temporal.Instant) {
  const shifts = shiftsOfRotation(rotation, at, at.add({ hours: 24 })).map(({ person, start, end }) => ({
    ...{ target: 'db-primary', user: { provider: 'rotation' as const, id: person, name: person } },
    ...{ level: 1, start, end },
  }));
  return coverOf({ rotation: shifts[0]?.user.id ?? '' }, shifts, at);
}

function turnCounted({ anchor, timezone, members }: OnCallRotation, at: Temporal.Instant): readonly string[] | undefined {
  let turns = 0;
  while (Temporal.Instant.compare(anchor.add({ weeks: turns }).toZonedDateTime(timezone).toInstant(), at) <= 0) turns += 1;
  return members[(turns - 1) % members.length];
}
