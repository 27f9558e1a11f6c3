import { valueAt } from './explain-issues.ts';
import { type Findings, type Place, printPlace } from './findings.ts';
import type { GroupInFile, MainFile, PersonInFile, ResourceInFile, RuleInFile, Sections, TargetInFile } from './policy-schema.ts';
import type { YamlSource } from './yaml-source.ts';

/** One file whose shape was checked. */
export interface CheckedFile {
  source: YamlSource;
  value?: Sections;
}

export interface Entry<Value> {
  name: string;
  value: Value;
  place: Place;
}

type SectionName = keyof Sections;

/** All sections of all files put together; names are unique over the files. */
export interface Catalog {
  main: MainFile;
  mainSource: YamlSource;
  people: ReadonlyMap<string, Entry<PersonInFile>>;
  groups: ReadonlyMap<string, Entry<GroupInFile>>;
  onCall: ReadonlyMap<string, Entry<TargetInFile>>;
  rules: ReadonlyMap<string, Entry<RuleInFile[]>>;
  resources: ReadonlyMap<string, Entry<ResourceInFile>>;
  /** Every name that is written in a section, those with mistakes included. */
  names: Readonly<Record<SectionName | 'peopleAndGroups' | 'onCallAndOwn', ReadonlySet<string>>>;
}

/** Puts the files together; a name that stands in two of them is a mistake of the later one. */
export function catalogOf(
  main: { value: MainFile; source: YamlSource },
  included: readonly CheckedFile[],
  findings: Findings,
): Catalog {
  const files: CheckedFile[] = [main, ...included];
  return {
    main: main.value,
    mainSource: main.source,
    people: collect(files, 'people', findings),
    groups: collect(files, 'groups', findings),
    onCall: collect(files, 'onCall', findings),
    rules: collect(files, 'rules', findings),
    resources: collect(files, 'resources', findings),
    names: allNames(files),
  };
}

function allNames(files: readonly CheckedFile[]): Catalog['names'] {
  const people = namesIn(files, 'people');
  const groups = namesIn(files, 'groups');
  const onCall = namesIn(files, 'onCall');
  return {
    people,
    groups,
    onCall,
    rules: namesIn(files, 'rules'),
    resources: namesIn(files, 'resources'),
    // Once, not for each of thousands of rules.
    peopleAndGroups: people.union(groups),
    onCallAndOwn: new Set([...onCall, 'own']),
  };
}

type ValueOf<Section extends SectionName> = NonNullable<Sections[Section]>[string];

function collect<Section extends SectionName>(files: readonly CheckedFile[], section: Section, findings: Findings) {
  const entries = new Map<string, Entry<ValueOf<Section>>>();
  for (const { source, value } of files) {
    for (const [name, entry] of Object.entries(value?.[section] ?? {})) {
      const place: Place = { source, path: [section, name] };
      const first = entries.get(name);
      if (first) findings.mistake(place, `is written already at ${printPlace(first.place)}`);
      else entries.set(name, { name, value: entry as ValueOf<Section>, place });
    }
  }
  return entries;
}

function namesIn(files: readonly CheckedFile[], section: SectionName): Set<string> {
  return new Set(files.flatMap(({ source }) => Object.keys(valueAt(source.root, [section]) ?? {})));
}
