import type { ReviewRule } from '../../domain/policy.ts';
import type { Catalog } from './catalog.ts';
import { below, type Findings, type Place } from './findings.ts';
import { eachPlaced, listedPeople, mayHold } from './listed-people.ts';
import type { RuleInFile } from './policy-schema.ts';
import type { RuleContext } from './rule-context.ts';

/** Who may review, as people; the owners where the rule doesn't say. */
export function resolveReview(
  rule: RuleInFile,
  { owners, catalog }: Pick<RuleContext, 'owners' | 'catalog'>,
): ReviewRule | undefined {
  if (!rule.review) return undefined;
  const { by, within } = rule.review;
  return { by: by === undefined ? owners : reviewersOf(by, catalog), within };
}

/** Checks what a rule says of it: people and groups of people, somebody other than the holder among them. */
export function checkReview(rule: RuleInFile, place: Place, catalog: Catalog, findings: Findings): void {
  const by = rule.review?.by;
  const byPlace = below(place, 'review', 'by');
  for (const { entry, at } of eachPlaced(by, byPlace)) {
    findings.expectName(at, entry, 'person or group', catalog.names.peopleAndGroups);
    if (catalog.groups.has(entry) && !listedPeople(entry, catalog)) {
      findings.mistake(at, `“${entry}” is a Slack user group: only people listed here review`);
    }
  }
  const [only, ...others] = by === undefined ? [] : reviewersOf(by, catalog);
  if (only !== undefined && others.length === 0 && mayHold(only, rule, catalog)) {
    findings.warning(byPlace, `only ${only} may review, and nobody may where ${only} is the holder`);
  }
}

function reviewersOf(by: string | readonly string[], catalog: Catalog): string[] {
  return [...new Set([by].flat().flatMap((name) => listedPeople(name, catalog) ?? []))];
}
