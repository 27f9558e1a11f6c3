import type { Catalog } from './catalog.ts';
import { below, type Place } from './findings.ts';
import type { RuleInFile } from './policy-schema.ts';

/** The people that the name of a person or group means; undefined where they aren't listed here, as those of Slack's groups aren't. */
export function listedPeople(name: string, catalog: Catalog): readonly string[] | undefined {
  const group = catalog.groups.get(name);
  if (group) return Array.isArray(group.value) ? group.value : undefined;
  return catalog.people.has(name) ? [name] : undefined;
}

/** Whether a person can come to hold what the rule gives: not where it is for members of other people's groups. */
export function mayHold(name: string, rule: RuleInFile, catalog: Catalog): boolean {
  if (rule.when === 'anyone' || rule.when.member === undefined) return true;
  return [rule.when.member].flat().some((group) => listedPeople(group, catalog)?.includes(name) ?? true);
}

/** One entry, or a list of them, each with its place. */
export function eachPlaced<One extends string | object>(
  entries: One | One[] | undefined,
  place: Place,
): { entry: One; at: Place }[] {
  if (Array.isArray(entries)) return entries.map((entry, index) => ({ entry, at: below(place, index) }));
  return entries === undefined ? [] : [{ entry: entries, at: place }];
}
