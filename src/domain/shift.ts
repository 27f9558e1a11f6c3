import type { PersonName, TargetName } from './names.ts';
import type { Policy } from './policy.ts';
import type { Provider } from './provider.ts';

/** One entry of who is on call, as a source gave it. No `start`/`end` means that the source names none (a permanent entry). */
export interface Shift {
  target: TargetName;
  user: OnCallUser;
  level: number;
  start?: Temporal.Instant;
  end?: Temporal.Instant;
}

/** Somebody as a source knows them: `id` is a person's name in a rotation. */
export interface OnCallUser {
  provider: Provider;
  id: string;
  name: string;
}

/** Who one person is at each source; absent: unknown there. */
export interface SourceIds {
  pagerduty?: string;
  rotation: PersonName;
}

/** The same of the person called that, and whose id at PagerDuty is known or not. */
export function sourceIds(rotation: PersonName, pagerduty: string | undefined): SourceIds {
  return { rotation, ...(pagerduty !== undefined && { pagerduty }) };
}

/** A person's merged shifts: they are on call from before the question until `end`; no `end` is a permanent entry that the target counts. */
export interface Cover {
  target: TargetName;
  level: number;
  end?: Temporal.Instant;
}

// The next shift may start up to a minute late and still be the same cover: schedules are entered by hand.
const CONTIGUOUS = Temporal.Duration.from({ seconds: 60 });

/** The cover of that person at `at`, merged over back-to-back shifts; undefined when they are not on call then. Intervals are half-open. */
export function coverOf(ids: Partial<SourceIds>, shifts: readonly Shift[], at: Temporal.Instant): Cover | undefined {
  const own = shifts.filter(({ user }) => ids[user.provider] === user.id);
  return coverBy(own, at);
}

function coverBy(own: readonly Shift[], at: Temporal.Instant): Cover | undefined {
  const now = own.filter((shift) => holdsAt(shift, at)).toSorted(byLevel);
  const first = now[0];
  if (!first) return undefined;
  const lasting = now.find((shift) => shift.end === undefined);
  if (lasting) return { target: lasting.target, level: lasting.level };
  const end = endOfRun(own, at);
  return end === undefined ? { target: first.target, level: first.level } : { target: first.target, level: first.level, end };
}

/** Those whom a policy names, with who they are at each source. */
type People = Policy['people'];

/** Who is on call at `at`, lowest level first, each person once and until the end of their cover. By `people` one whom two sources name is one. */
export function onCallAt(
  shifts: readonly Shift[],
  at: Temporal.Instant,
  people?: People,
): { name: string; until?: Temporal.Instant }[] {
  return usersOnCallAt(shifts, at, people).map((user) => {
    const { name } = user;
    const end = coverOf(idsOf(user, shifts, people), shifts, at)?.end;
    return end === undefined ? { name } : { name, until: end };
  });
}

/** The same as users of the source; whom two of them name as PagerDuty's. */
export function usersOnCallAt(shifts: readonly Shift[], at: Temporal.Instant, people?: People): OnCallUser[] {
  const seen = new Set<string>();
  const users = shifts
    .filter((shift) => holdsAt(shift, at))
    .toSorted(byLevel)
    .map(({ user }) => user)
    .filter(({ provider, id }) => !seen.has(`${provider} ${id}`) && seen.add(`${provider} ${id}`));
  return users.filter((user) => !users.some((other) => isTwin(user, other, people)));
}

/** Whether `person` of a rotation is that user of PagerDuty. */
function isTwin(person: OnCallUser, user: OnCallUser, people: People | undefined): boolean {
  return person.provider === 'rotation' && user.provider === 'pagerduty' && people?.get(person.id)?.pagerduty === user.id;
}

function idsOf(user: OnCallUser, shifts: readonly Shift[], people: People | undefined): Partial<SourceIds> {
  const twin = shifts.find((shift) => isTwin(shift.user, user, people));
  return { [user.provider]: user.id, ...(twin && { rotation: twin.user.id }) };
}

function holdsAt(shift: Shift, at: Temporal.Instant): boolean {
  return startsBy(shift, at) && (shift.end === undefined || Temporal.Instant.compare(at, shift.end) < 0);
}

/** Where the run of shifts that covers `at` ends; undefined when it runs into a permanent entry. */
function endOfRun(own: readonly Shift[], at: Temporal.Instant): Temporal.Instant | undefined {
  let end: Temporal.Instant | undefined;
  for (const shift of own.toSorted(byStart)) {
    const joins = end === undefined ? holdsAt(shift, at) : startsBy(shift, end.add(CONTIGUOUS));
    if (!joins) continue;
    if (shift.end === undefined) return undefined;
    if (end === undefined || Temporal.Instant.compare(shift.end, end) > 0) end = shift.end;
  }
  return end;
}

function startsBy(shift: Shift, at: Temporal.Instant): boolean {
  return shift.start === undefined || Temporal.Instant.compare(shift.start, at) <= 0;
}

function byStart(a: Shift, b: Shift): number {
  if (a.start === undefined || b.start === undefined) return Number(b.start === undefined) - Number(a.start === undefined);
  return Temporal.Instant.compare(a.start, b.start);
}

function byLevel(a: Shift, b: Shift): number {
  return a.level - b.level;
}
