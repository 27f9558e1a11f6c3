import type { Group, PersonEntry, Policy } from '../../domain/policy.ts';
import type { Catalog, Entry } from './catalog.ts';
import { below, type Findings, type Place, printPlace } from './findings.ts';
import { frozenMap } from './frozen.ts';
import type { PersonInFile } from './policy-schema.ts';

/** The people; one account on two of them is a mistake, since they would count as two humans. */
export function resolvePeople(catalog: Catalog, findings: Findings): Policy['people'] {
  const owners = new Map<string, Entry<PersonInFile>>();
  const people = [...catalog.people.values(), ...catalog.again.people].map((entry): [string, PersonEntry] => {
    const { name, value, place } = entry;
    const slack = [value.slack].flat();
    for (const id of slack) claim(owners, `Slack user ${id}`, entry, below(place, 'slack'), findings);
    if (value.pagerduty !== undefined)
      claim(owners, `PagerDuty user ${value.pagerduty}`, entry, below(place, 'pagerduty'), findings);
    return [name, { name, slack, ...(value.pagerduty !== undefined && { pagerduty: value.pagerduty }) }];
  });
  return frozenMap(people);
}

function claim(
  owners: Map<string, Entry<PersonInFile>>,
  account: string,
  person: Entry<PersonInFile>,
  place: Place,
  findings: Findings,
): void {
  const first = owners.get(account);
  if (!first) owners.set(account, person);
  else if (first === person) findings.mistake(place, `${account} is written twice`);
  else if (first.name !== person.name)
    findings.mistake(place, `${account} belongs to ${first.name} already (${printPlace(first.place)})`);
}

/** The groups; each names people who are listed, or one of Slack's user groups. */
export function resolveGroups(catalog: Catalog, findings: Findings): Policy['groups'] {
  const groups = [...catalog.groups.values(), ...catalog.again.groups].map(({ name, value, place }): [string, Group] => {
    if (!Array.isArray(value)) return [name, { name, kind: 'slack-user-group', id: value.slackUserGroup }];
    findings.expectNames(place, value, 'person', catalog.names.people);
    return [name, { name, kind: 'people', members: [...new Set(value)] }];
  });
  return frozenMap(groups);
}

/** Owners and auditors: only what the main file itself lists, so that no included file can make anyone an owner. */
export function resolveRoles(catalog: Catalog, findings: Findings): Policy['roles'] {
  return {
    owners: peopleOfRole(catalog.main.roles.owners, 'owners', catalog, findings),
    auditors: peopleOfRole(catalog.main.roles.auditors ?? [], 'auditors', catalog, findings),
  };
}

function peopleOfRole(names: readonly string[], role: string, catalog: Catalog, findings: Findings): string[] {
  const people = names.flatMap((name, index) => {
    const place: Place = { source: catalog.mainSource, path: ['roles', role, index] };
    findings.expectName(place, name, 'person or group', catalog.names.peopleAndGroups);
    const group = catalog.groups.get(name);
    if (!group) return catalog.people.has(name) ? expectInMain([name], place, catalog, findings) : [];
    if (!Array.isArray(group.value)) {
      findings.mistake(place, `“${name}” is a Slack user group: roles are given to people listed here only`);
      return [];
    }
    if (group.place.source.file !== catalog.mainSource.file) {
      findings.mistake(place, `“${name}” is listed in ${group.place.source.file}: roles use this file's groups only`);
    }
    return expectInMain(group.value, place, catalog, findings);
  });
  return [...new Set(people)];
}

function expectInMain(names: readonly string[], place: Place, catalog: Catalog, findings: Findings): readonly string[] {
  for (const name of names) {
    const person = catalog.people.get(name);
    if (!person || person.place.source.file === catalog.mainSource.file) continue;
    findings.mistake(place, `${name} is listed in ${person.place.source.file}: roles are given to people of this file only`);
  }
  return names;
}
