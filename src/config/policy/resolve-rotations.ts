import type { OnCallRotation } from '../../domain/on-call-rotation.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Catalog, CheckedRotations } from './catalog.ts';
import { valueAt } from './explain-issues.ts';
import { below, type Findings, isWritten, type Place } from './findings.ts';
import { frozenMap } from './frozen.ts';
import type { OverrideInFile, RotationFile, RotationInFile } from './rotation-file-schema.ts';
import { expectZone } from './time-zone.ts';

/** The rotations of all files, by name. */
export function resolveRotations(catalog: Catalog, findings: Findings): Policy['rotations'] {
  const { rotationFiles, names } = catalog;
  return frozenMap(rotationFiles.flatMap((file) => rotationsIn(file, names.people, findings)).map((one) => [one.name, one]));
}

/** The rotations of one file, whose people must be `people`. */
export function rotationsIn(
  { source, value }: CheckedRotations,
  people: ReadonlySet<string>,
  findings: Findings,
): OnCallRotation[] {
  if (!value) return [];
  expectZone({ source, path: ['timezone'] }, value.timezone, findings);
  for (const [index, override] of (value.overrides ?? []).entries())
    checkOverride(override, { source, path: ['overrides', index] }, people, findings);
  return value.rotations.map((rotation, index) => {
    checkRotation(rotation, { source, path: ['rotations', index] }, people, findings);
    return resolved(rotation, value);
  });
}

function resolved(
  { id, every, until, active, ...written }: RotationInFile,
  { timezone, overrides = [] }: RotationFile,
): OnCallRotation {
  const members = new Set(written.members.flat());
  return {
    name: id,
    timezone,
    anchor: written.anchor,
    every: every.weeks === undefined ? { days: every.days ?? 1 } : { weeks: every.weeks },
    members: written.members,
    ...(active && { active }),
    ...(until && { until }),
    overrides: overrides.filter(({ replace }) => members.has(replace)),
  };
}

function checkRotation(
  { anchor, members, until }: RotationInFile,
  place: Place,
  people: ReadonlySet<string>,
  findings: Findings,
): void {
  const every = below(place, 'every');
  const count = ['days', 'weeks'].filter((key) => isWritten(below(every, key))).length;
  if (count === 0 && isWritten(every)) findings.plainMistake(every, 'names neither days nor weeks: one of them is needed');
  if (count === 2) findings.plainMistake(every, 'names both days and weeks: only one is allowed');
  for (const [index, turn] of members.entries()) findings.expectNames(below(place, 'members', index), turn, 'person', people);
  if (until && isBefore(below(place, 'until'), until, below(place, 'anchor'), anchor))
    findings.plainMistake(below(place, 'until'), 'is not after the anchor: nobody would ever be on call');
}

function checkOverride(override: OverrideInFile, place: Place, people: ReadonlySet<string>, findings: Findings): void {
  findings.expectName(below(place, 'replace'), override.replace, 'person', people);
  findings.expectName(below(place, 'with'), override.with, 'person', people);
  if (override.replace === override.with && valueAt(place.source.root, [...place.path, 'with']) === override.with)
    findings.plainMistake(below(place, 'with'), 'stands in for themselves: name somebody else');
  if (isBefore(below(place, 'to'), override.to, below(place, 'from'), override.from))
    findings.plainMistake(below(place, 'to'), 'is not after its from');
}

// What stands in for a time with a mistake of its own isn't compared.
function isBefore(place: Place, time: Temporal.PlainDateTime, start: Place, from: Temporal.PlainDateTime): boolean {
  return stands(place, time) && stands(start, from) && Temporal.PlainDateTime.compare(time, from) <= 0;
}

function stands({ source, path }: Place, time: Temporal.PlainDateTime): boolean {
  return valueAt(source.root, path) === time.toString({ smallestUnit: 'minute' });
}
