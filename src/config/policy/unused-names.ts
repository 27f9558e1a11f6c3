import type { Catalog, Entry } from './catalog.ts';
import type { Findings } from './findings.ts';
import type { PersonInFile, ResourceInFile, RuleInFile } from './policy-schema.ts';

/** Names that something goes by. */
interface Used {
  /** People and groups: they share their names. */
  people: Set<string>;
  targets: Set<string>;
  sets: Set<string>;
}

/** Notes groups, targets, sets of rules and people that nothing in the policy goes by. */
export function noteUnusedNames(catalog: Catalog, findings: Findings): void {
  const used = usedIn(catalog);
  const note = (entries: ReadonlyMap<string, Entry<unknown>>, names: ReadonlySet<string>, what: string) => {
    for (const { name, place } of entries.values()) if (!names.has(name)) findings.note(place, `${what} uses it`);
  };
  note(catalog.groups, used.people, 'no rule, resource or role');
  note(catalog.onCall, used.targets, 'no rule or resource');
  note(catalog.rules, used.sets, 'no resource');
  for (const person of catalog.people.values()) {
    if (!used.people.has(person.name) && isNoMoreThanAName(person)) {
      findings.note(person.place, 'no group, rule or role uses it, and it joins no accounts');
    }
  }
}

// Whoever has several accounts is known to be one human by it, and is found on call by their id.
function isNoMoreThanAName({ value }: Entry<PersonInFile>): boolean {
  return value.pagerduty === undefined && [value.slack].flat().length === 1;
}

function usedIn(catalog: Catalog): Used {
  const { owners, auditors = [] } = catalog.main.roles;
  const used: Used = { people: new Set([...owners, ...auditors]), targets: new Set(), sets: new Set() };
  for (const { value } of catalog.groups.values()) if (Array.isArray(value)) addAll(used.people, value);
  for (const { value } of catalog.rules.values()) for (const rule of value) addRule(used, rule);
  for (const { value } of catalog.resources.values()) addResource(used, value);
  return used;
}

function addResource(used: Used, { approvers, onCall, rules }: ResourceInFile): void {
  if (approvers !== undefined) used.people.add(approvers);
  addAll(used.targets, onCall);
  if (typeof rules === 'string') used.sets.add(rules);
  else for (const rule of rules) addRule(used, rule);
}

function addRule(used: Used, { when, approve, review }: RuleInFile): void {
  if (when !== 'anyone') {
    addAll(used.people, when.member);
    addAll(used.targets, when.onCall);
  }
  addAll(used.people, review?.by);
  for (const one of [approve === 'none' ? [] : (approve?.by ?? [])].flat()) {
    if (typeof one === 'string') used.people.add(one);
    else used.targets.add(one.onCall);
  }
}

function addAll(names: Set<string>, more: string | readonly string[] = []): void {
  for (const name of [more].flat()) names.add(name);
}
