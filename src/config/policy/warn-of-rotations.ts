import { type OddTime, oddHandOffs, oddTime, oddTimesOfDay } from '../../domain/odd-times.ts';
import type { OnCallRotation } from '../../domain/on-call-rotation.ts';
import type { Policy } from '../../domain/policy.ts';
import { shiftsOfRotation } from '../../domain/shifts-of-rotation.ts';
import { daysOfTurn } from '../../domain/turns-of-rotation.ts';
import { type ClockChange, clockChanges, instantOf } from '../../domain/wall-time.ts';
import type { Catalog, CheckedRotations } from './catalog.ts';
import { below, type Findings, type Place } from './findings.ts';
import type { OverrideInFile } from './rotation-file-schema.ts';

const YEARS = 3;

/** Warns of what the policy's rotations say that is most likely not meant, and notes those that no target goes by. */
export function warnOfRotations(policy: Policy, { rotationFiles }: Catalog, now: Temporal.Instant, findings: Findings): void {
  const used = rotationsUsed(policy);
  for (const file of rotationFiles) {
    const rotations = file.value?.rotations.flatMap(({ id }) => policy.rotations.get(id) ?? []) ?? [];
    warnOfRotationFile(file, rotations, now, findings);
    for (const [index, { name }] of rotations.entries())
      if (!used.has(name)) findings.note({ source: file.source, path: ['rotations', index] }, 'no target uses it');
  }
}

/** The same of one file without a mistake: odd times in the next three years, ends that are over, overrides of nothing. */
export function warnOfRotationFile(
  { source, value }: CheckedRotations,
  rotations: readonly OnCallRotation[],
  now: Temporal.Instant,
  findings: Findings,
): void {
  if (!value) return;
  const local = now.toZonedDateTimeISO(value.timezone);
  const changes = clockChanges(value.timezone, now, local.add({ years: YEARS }).toInstant());
  for (const [index, rotation] of rotations.entries())
    warnOfOne(rotation, { source, path: ['rotations', index] }, { now, changes }, findings);
  const isOver = ({ to }: OverrideInFile) => Temporal.PlainDateTime.compare(to, local.toPlainDateTime()) <= 0;
  for (const [index, override] of (value.overrides ?? []).entries())
    if (!isOver(override)) warnOfOverride(override, rotations, { source, path: ['overrides', index] }, changes, findings);
}

function rotationsUsed({ targets }: Policy): ReadonlySet<string> {
  const sources = [...targets.values()].flatMap(({ sources, fallback }) => [...sources, fallback]);
  return new Set(sources.flatMap((source) => (source?.provider === 'rotation' ? [source.rotation.name] : [])));
}

interface Coming {
  now: Temporal.Instant;
  changes: readonly ClockChange[];
}

function warnOfOne(rotation: OnCallRotation, place: Place, { now, changes }: Coming, findings: Findings): void {
  const { active = [], until, timezone } = rotation;
  if (rotation.members.every((turn) => turn.length === 0)) findings.warning(below(place, 'members'), 'has nobody in any turn');
  if (until && Temporal.Instant.compare(instantOf(until, timezone), now) <= 0)
    findings.warning(below(place, 'until'), 'is over: nobody is on call by it any more');
  warnOfOdd(oddHandOffs(rotation, changes), below(place, 'anchor'), 'a hand-off', findings);
  for (const [index, { days, from, to }] of active.entries()) {
    const at = below(place, 'active', index);
    const isNextDay = Temporal.PlainTime.compare(to, from) <= 0;
    const isDay = (day: number) => days.some((one) => one === day);
    const isEndDay = (day: number) => isDay(isNextDay ? ((day + 5) % 7) + 1 : day);
    warnOfOdd(oddTimesOfDay(from, isDay, changes), below(at, 'from'), 'its begin', findings);
    warnOfOdd(oddTimesOfDay(to, isEndDay, changes), below(at, 'to'), 'its end', findings);
  }
  if (until) warnOfOdd(oddTime(until, changes), below(place, 'until'), 'it', findings);
}

function warnOfOverride(
  override: OverrideInFile,
  rotations: readonly OnCallRotation[],
  place: Place,
  changes: readonly ClockChange[],
  findings: Findings,
): void {
  warnOfOdd(oddTime(override.from, changes), below(place, 'from'), 'it', findings);
  warnOfOdd(oddTime(override.to, changes), below(place, 'to'), 'it', findings);
  if (rotations.some((rotation) => replacesSomebody(override, rotation))) return;
  findings.warning(place, `changes nothing: ${override.replace} has no turn of their own at that time`);
}

function replacesSomebody({ replace, from, to }: OverrideInFile, rotation: OnCallRotation): boolean {
  if (!rotation.members.some((turn) => turn.includes(replace))) return false;
  const start = Temporal.PlainDateTime.compare(from, rotation.anchor) < 0 ? rotation.anchor : from;
  // Once round, and the turn under way, are enough: later ones are the same people's again.
  const round = start.add({ days: (rotation.members.length + 1) * daysOfTurn(rotation) });
  const end = Temporal.PlainDateTime.compare(round, to) < 0 ? round : to;
  const at = (wall: Temporal.PlainDateTime) => instantOf(wall, rotation.timezone);
  return shiftsOfRotation({ ...rotation, overrides: [] }, at(start), at(end)).some(({ person }) => person === replace);
}

/** The first of each kind, and how many there are. */
function warnOfOdd(odd: readonly OddTime[], place: Place, what: string, findings: Findings): void {
  const firsts = [...Map.groupBy(odd, ({ change }) => change.kind).values()].flatMap((some) => some.slice(0, 1));
  if (firsts.length === 0) return;
  const said = firsts.map((one) => sayOdd(one, what)).join('; ');
  const count = odd.length > firsts.length ? ` (${odd.length} such days in the next three years)` : '';
  findings.warning(place, `${said}${count}`);
}

function sayOdd({ wall, change }: OddTime, what: string): string {
  const [date, time] = [wall.toPlainDate().toString(), wall.toPlainTime().toString({ smallestUnit: 'minute' })];
  if (change.kind === 'fold') return `on ${date} clocks show ${time} twice: ${what} is at the first`;
  return `on ${date} clocks skip ${time}: ${what} is at ${change.to.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}
