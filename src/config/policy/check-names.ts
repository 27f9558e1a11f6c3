import { valueAt } from './explain-issues.ts';
import { type Findings, type Place, printPlace } from './findings.ts';
import { RESERVED_RESOURCES, RESERVED_TARGETS, type SectionName } from './policy-schema.ts';
import type { YamlSource } from './yaml-source.ts';

const OF_A_PERSON = 'is the name of a person already: a group needs another';

/** Checks the names that the files give by themselves, whatever may be wrong with what stands below them: no two alike, none that means something else. */
export function checkNames(files: readonly YamlSource[], findings: Findings): void {
  eachOnce(files, 'rules', findings);
  const people = eachOnce(files, 'people', findings);
  for (const place of placesOf(eachOnce(files, 'groups', findings), people.keys()))
    findings.mistake(place, `“${place.path[1]}” ${OF_A_PERSON}`, `this ${OF_A_PERSON}`);
  for (const place of placesOf(eachOnce(files, 'onCall', findings), RESERVED_TARGETS))
    findings.plainMistake(place, `“${place.path[1]}” has a meaning of its own in rules: choose another name`);
  for (const place of placesOf(eachOnce(files, 'resources', findings), RESERVED_RESOURCES))
    findings.plainMistake(place, `“${place.path[1]}” is a word of the commands: choose another name`);
}

/** The names that are written in a section of a file, right or wrong. */
export function namesIn({ root }: YamlSource, section: SectionName): string[] {
  const found = valueAt(root, [section]);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.keys(found) : [];
}

/** The same of the rotations in a file of them: each name is of one rotation, over all files. */
export function checkRotationNames(files: readonly YamlSource[], findings: Findings): void {
  const named = new Map<string, Place>();
  for (const source of files) {
    for (const [index, name] of idsIn(source).entries()) {
      if (typeof name !== 'string') continue;
      const place: Place = { source, path: ['rotations', index, 'id'] };
      const first = named.get(name);
      if (first) findings.plainMistake(place, `is written already at ${printPlace(first)}`);
      else named.set(name, place);
    }
  }
}

/** The names of rotations that are written in a file of them, right or wrong. */
export function rotationNamesIn(source: YamlSource): string[] {
  return idsIn(source).filter((id) => typeof id === 'string');
}

function idsIn({ root }: YamlSource): unknown[] {
  const rotations = valueAt(root, ['rotations']);
  return Array.isArray(rotations) ? rotations.map((_, index) => valueAt(root, ['rotations', index, 'id'])) : [];
}

type Named = ReadonlyMap<string, readonly Place[]>;

/** The names of a section with their places; one that is written already is a mistake. */
function eachOnce(files: readonly YamlSource[], section: SectionName, findings: Findings): Named {
  const named = new Map<string, Place[]>();
  for (const source of files) {
    for (const name of namesIn(source, section)) {
      const place: Place = { source, path: [section, name] };
      const places = named.get(name) ?? [];
      // Of one map this was said when it was read.
      if (places[0] && source.again?.[1] !== name) findings.plainMistake(place, `is written already at ${printPlace(places[0])}`);
      places.push(place);
      named.set(name, places);
    }
  }
  return named;
}

function placesOf(named: Named, names: Iterable<string>): Place[] {
  return [...names].flatMap((name) => named.get(name) ?? []);
}
