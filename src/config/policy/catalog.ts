import { checkNames, checkRotationNames, namesIn, rotationNamesIn } from './check-names.ts';
import type { Findings, Place } from './findings.ts';
import type {
  GroupInFile,
  MainFile,
  PersonInFile,
  ResourceInFile,
  RuleInFile,
  SectionName,
  Sections,
  TargetInFile,
} from './policy-schema.ts';
import type { RotationFile } from './rotation-file-schema.ts';
import type { YamlSource } from './yaml-source.ts';

/** One file whose shape was checked. */
export interface CheckedFile {
  source: YamlSource;
  value?: Sections;
}

/** One file of rotations whose shape was checked. */
export interface CheckedRotations {
  source: YamlSource;
  value?: RotationFile;
}

export interface Entry<Value> {
  name: string;
  value: Value;
  place: Place;
}

/** All sections of all files put together; of a name that is written more than once the first counts. */
export interface Catalog {
  main: MainFile;
  mainSource: YamlSource;
  people: ReadonlyMap<string, Entry<PersonInFile>>;
  groups: ReadonlyMap<string, Entry<GroupInFile>>;
  onCall: ReadonlyMap<string, Entry<TargetInFile>>;
  rules: ReadonlyMap<string, Entry<RuleInFile[]>>;
  resources: ReadonlyMap<string, Entry<ResourceInFile>>;
  /** What is written again under a name that was taken already: none of it counts, but it may hold further mistakes. */
  again: { readonly [Section in SectionName]: readonly Entry<ValueOf<Section>>[] };
  /** Every name that is written in a section, those with mistakes included. */
  names: Readonly<Record<SectionName | 'peopleAndGroups' | 'onCallAndOwn' | 'rotations', ReadonlySet<string>>>;
  rotationFiles: readonly CheckedRotations[];
}

/** Puts the files together; a name that is written in two places is a mistake of the later one. */
export function catalogOf(
  main: { value: MainFile; source: YamlSource },
  included: readonly CheckedFile[],
  rotationFiles: readonly CheckedRotations[],
  findings: Findings,
): Catalog {
  const files: CheckedFile[] = [main, ...included];
  checkNames(
    files.map(({ source }) => source),
    findings,
  );
  checkRotationNames(
    rotationFiles.map(({ source }) => source),
    findings,
  );
  const again: { [Section in SectionName]: Entry<ValueOf<Section>>[] } = {
    people: [],
    groups: [],
    onCall: [],
    rules: [],
    resources: [],
  };
  return {
    main: main.value,
    mainSource: main.source,
    people: collect(files, 'people', again.people),
    groups: collect(files, 'groups', again.groups),
    onCall: collect(files, 'onCall', again.onCall),
    rules: collect(files, 'rules', again.rules),
    resources: collect(files, 'resources', again.resources),
    again,
    names: { ...allNames(files), rotations: new Set(rotationFiles.flatMap(({ source }) => rotationNamesIn(source))) },
    rotationFiles,
  };
}

function allNames(files: readonly CheckedFile[]): Omit<Catalog['names'], 'rotations'> {
  const all = (section: SectionName) => new Set(files.flatMap(({ source }) => namesIn(source, section)));
  const [people, groups, onCall] = [all('people'), all('groups'), all('onCall')];
  return {
    people,
    groups,
    onCall,
    rules: all('rules'),
    resources: all('resources'),
    // Once, not for each of thousands of rules.
    peopleAndGroups: people.union(groups),
    onCallAndOwn: new Set([...onCall, 'own']),
  };
}

type ValueOf<Section extends SectionName> = NonNullable<Sections[Section]>[string];

function collect<Section extends SectionName>(files: readonly CheckedFile[], section: Section, again: Entry<ValueOf<Section>>[]) {
  const entries = new Map<string, Entry<ValueOf<Section>>>();
  for (const { source, value } of files) {
    for (const [name, written] of Object.entries(value?.[section] ?? {})) {
      const entry = { name, value: written as ValueOf<Section>, place: { source, path: [section, name] } };
      if (entries.has(name)) again.push(entry);
      else entries.set(name, entry);
    }
  }
  return entries;
}
