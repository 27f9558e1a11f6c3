/** A person on call, from `start` up to but not including `end`. */
export interface Shift {
  user: string;
  start: Temporal.Instant;
  end: Temporal.Instant;
}

export interface Override extends Shift {
  id: string;
}

export interface Schedule {
  id: string;
  name: string;
  timezone: string;
  shifts: Shift[];
  overrides: Override[];
  /** Shift-based ones are read under `/v3` only; `/oncalls` has both kinds. */
  shiftBased?: boolean;
}

const { compare } = Temporal.Instant;

/** The shifts once every override has cut its piece out, in order; adjacent ones stay apart, as PagerDuty has them. */
export function finalShifts({ shifts, overrides }: Schedule): Shift[] {
  const cut = overrides.reduce<Shift[]>(
    (all, { user, start, end }) => [...without(all, start, end), { user, start, end }],
    shifts,
  );
  return cut.toSorted((a, b) => compare(a.start, b.start));
}

function without(shifts: Shift[], start: Temporal.Instant, end: Temporal.Instant): Shift[] {
  return shifts.flatMap((shift) => {
    if (!overlaps(shift, start, end)) return [shift];
    const before = { ...shift, end: start };
    const after = { ...shift, start: end };
    return [before, after].filter((piece) => compare(piece.start, piece.end) < 0);
  });
}

/** Whether the shift shares a moment with the time from `since` to `until`; an empty time is that one moment. */
export function overlaps(shift: Shift, since: Temporal.Instant, until: Temporal.Instant): boolean {
  if (compare(since, until) === 0) return compare(shift.start, since) <= 0 && compare(since, shift.end) < 0;
  return compare(shift.start, until) < 0 && compare(since, shift.end) < 0;
}

/** The shift cut to the time from `since` to `until`. */
export function clipped(shift: Shift, since: Temporal.Instant, until: Temporal.Instant): Shift {
  const start = compare(shift.start, since) < 0 ? since : shift.start;
  const end = compare(shift.end, until) > 0 ? until : shift.end;
  return { ...shift, start, end };
}
