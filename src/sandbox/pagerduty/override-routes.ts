import { arrayOr, isJsonObject, type JsonObject, objectOr } from '../json.ts';
import { overrideObject } from './objects.ts';
import { timeOf } from './query.ts';
import { invalidInput, notFound } from './refusal.ts';
import type { Asked, Route } from './route.ts';
import { overlaps, type Schedule, type Shift } from './schedule.ts';

/** The schedule, asked for as the kind that it is: the other kind's path answers 400. */
export function scheduleOf({ state, id }: Asked, shiftBased = false): Schedule {
  const schedule = state.schedules.get(id);
  if (schedule === undefined) throw notFound();
  if ((schedule.shiftBased ?? false) !== shiftBased) throw invalidInput('The schedule is of another version');
  return schedule;
}

function listOverrides(asked: Asked): unknown {
  const schedule = scheduleOf(asked);
  const [since, until] = [timeOf(asked.query, 'since'), timeOf(asked.query, 'until')];
  if (since === undefined || until === undefined) throw invalidInput('since and until are required');
  const found = schedule.overrides.filter((one) => overlaps(one, since, until));
  return { overrides: found.map((one) => overrideObject(asked.state, one, schedule.timezone)) };
}

/** One `override`, or `overrides` that are answered one by one. */
function createOverrides(asked: Asked): unknown {
  const schedule = scheduleOf(asked);
  const add = (given: JsonObject) =>
    overrideObject(asked.state, asked.state.override(schedule, readShift(asked, given)), schedule.timezone);
  if (isJsonObject(asked.body.override)) return { override: add(asked.body.override) };
  return arrayOr(asked.body.overrides).map((one) => ({ status: 201, override: add(objectOr(one)) }));
}

function readShift({ state }: Asked, { start, end, user }: JsonObject): Shift {
  const id = String(objectOr(user).id);
  if (!state.users.has(id)) throw invalidInput('User is invalid');
  try {
    const shift = { user: id, start: Temporal.Instant.from(String(start)), end: Temporal.Instant.from(String(end)) };
    if (Temporal.Instant.compare(shift.start, shift.end) < 0) return shift;
  } catch {
    throw invalidInput('Start and end must be times with an offset');
  }
  throw invalidInput('End must be after start');
}

export const overrideRoutes: Route[] = [
  { method: 'GET', path: '/schedules/:id/overrides', run: listOverrides },
  { method: 'POST', path: '/schedules/:id/overrides', status: 201, run: createOverrides },
];
