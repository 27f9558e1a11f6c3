import { activeTimes } from './active-times.ts';
import type { PersonName } from './names.ts';
import type { OnCallRotation } from './on-call-rotation.ts';
import { type Span, type Turn, turnsOfRotation } from './turns-of-rotation.ts';
import { instantOf } from './wall-time.ts';

/** One person on call by a rotation, from `start`, which is part of it, until `end`, which is not. */
export interface RotationShift {
  person: PersonName;
  start: Temporal.Instant;
  end: Temporal.Instant;
}

interface Part extends Span {
  person: PersonName;
}

interface StandIn extends Span {
  person: PersonName;
}

/**
 * Who is on call by `rotation` in [from, until), by start: every shift that touches it, whole. An override is about whoever has the turn by the rotation, never
 * about who stands in, so that two people can swap; of two for the same person at the same time the later one in the file counts. Throws RangeError for a zone
 * that this machine doesn't know.
 */
export function shiftsOfRotation(rotation: OnCallRotation, from: Temporal.Instant, until: Temporal.Instant): RotationShift[] {
  // Hand-offs are whole milliseconds: the first one that isn't before `until` is the first one from there on.
  const end = until.round({ smallestUnit: 'millisecond', roundingMode: 'ceil' }).epochMilliseconds;
  const asked: Span = { start: from.epochMilliseconds, end };
  return turnsOfRotation(rotation, asked)
    .flatMap((turn) => partsOf(rotation, turn, asked))
    .filter((part) => part.start < asked.end && asked.start < part.end)
    .toSorted((a, b) => a.start - b.start)
    .map(({ person, ...span }) => ({
      person,
      start: Temporal.Instant.fromEpochMilliseconds(span.start),
      end: Temporal.Instant.fromEpochMilliseconds(span.end),
    }));
}

function partsOf(rotation: OnCallRotation, turn: Turn, asked: Span): Part[] {
  if (turn.members.length === 0) return [];
  const standIns = standInsOf(rotation);
  const parts = activeTimes(rotation, turn, asked).flatMap((time) =>
    turn.members.flatMap((member) => withStandIns(member, time, standIns.get(member) ?? [])),
  );
  return joined(parts);
}

/** The time of one member, cut where others stand in for them. */
function withStandIns(member: PersonName, time: Span, all: readonly StandIn[]): Part[] {
  const standIns = all.filter(({ start, end }) => start < time.end && time.start < end);
  if (standIns.length === 0) return [{ person: member, ...time }];
  const within = standIns.flatMap(({ start, end }) => [start, end]).filter((edge) => time.start < edge && edge < time.end);
  const edges = [...new Set([time.start, ...within, time.end])].toSorted((a, b) => a - b);
  return edges.slice(0, -1).map((start, index) => {
    const inForce = standIns.findLast((standIn) => standIn.start <= start && start < standIn.end);
    return { person: inForce?.person ?? member, start, end: edges[index + 1] ?? time.end };
  });
}

/** The same with the parts of each person that overlap or adjoin as one: whoever stands in may have the turn as well. */
function joined(parts: readonly Part[]): Part[] {
  const last = new Map<PersonName, Part>();
  const all: Part[] = [];
  for (const part of parts.toSorted((a, b) => a.start - b.start)) {
    const before = last.get(part.person);
    if (before && part.start <= before.end) before.end = Math.max(before.end, part.end);
    else {
      const one = { ...part };
      all.push(one);
      last.set(part.person, one);
    }
  }
  return all;
}

const known = new WeakMap<OnCallRotation, ReadonlyMap<PersonName, readonly StandIn[]>>();

// A rotation never changes, and years of overrides are asked for with every cover.
function standInsOf(rotation: OnCallRotation): ReadonlyMap<PersonName, readonly StandIn[]> {
  const before = known.get(rotation);
  if (before) return before;
  const at = (wall: Temporal.PlainDateTime) => instantOf(wall, rotation.timezone).epochMilliseconds;
  const all = Map.groupBy(rotation.overrides, ({ replace }) => replace);
  const standIns = new Map(
    [...all].map(([name, own]) => [name, own.map(({ with: person, from, to }) => ({ person, start: at(from), end: at(to) }))]),
  );
  known.set(rotation, standIns);
  return standIns;
}
