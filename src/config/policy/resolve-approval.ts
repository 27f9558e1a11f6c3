import type { ApprovalRule, Approvers } from '../../domain/policy.ts';
import { sayList } from '../../domain/say-list.ts';
import type { Catalog, Entry } from './catalog.ts';
import { below, type Findings, isWritten, type Place } from './findings.ts';
import { eachPlaced, listedPeople, mayHold } from './listed-people.ts';
import type { ResourceInFile, RuleInFile } from './policy-schema.ts';
import type { RuleContext } from './rule-context.ts';

type Shared = Pick<RuleContext, 'catalog' | 'defaults'>;

type ApprovalInFile = Exclude<NonNullable<RuleInFile['approve']>, 'none'>;

/** Who must agree, with every default filled in; undefined where nobody has to. */
export function resolveApproval(
  rule: RuleInFile,
  { defaults, approvers, catalog }: Pick<RuleContext, 'defaults' | 'approvers' | 'catalog'>,
): ApprovalRule | undefined {
  const approve = writtenBy(rule);
  if (!approve) return undefined;
  return {
    by: approversOf(approve.by ?? approvers, catalog),
    count: approve.count ?? defaults.approve.count,
    within: approve.within ?? defaults.approve.within,
    ...(approve.channel !== undefined && { channel: approve.channel }),
  };
}

/** Who must agree to cover that isn't settled where the rule wants nobody's yes; undefined where nobody is named who could. */
export function unsettledApproval({
  defaults,
  approvers,
  catalog,
}: Pick<RuleContext, 'defaults' | 'approvers' | 'catalog'>): ApprovalRule | undefined {
  return approvers === undefined ? undefined : { by: approversOf(approvers, catalog), ...defaults.approve };
}

/** Checks what a rule says of it by itself, whichever resource uses it. */
export function checkApproval(rule: RuleInFile, place: Place, shared: Shared, findings: Findings): void {
  checkBreakGlass(rule, place, findings);
  const by = writtenBy(rule)?.by;
  const byPlace = below(place, 'approve', 'by');
  const { peopleAndGroups, onCall } = shared.catalog.names;
  for (const { entry, at } of eachPlaced(by, byPlace)) {
    if (typeof entry === 'string') findings.expectName(at, entry, 'person or group', peopleAndGroups);
    else if (entry.onCall !== 'own') findings.expectName(below(at, 'onCall'), entry.onCall, 'target under onCall', onCall);
    else findings.plainMistake(below(at, 'onCall'), '“own” has no meaning here: write a name under onCall');
  }
  if (by !== undefined) checkCount(by, rule, byPlace, shared, findings);
}

/** Checks that a resource names those who must agree, where its rule (at `at`) leaves that to it. */
export function checkApproversOf(
  { value, place }: Entry<ResourceInFile>,
  rule: RuleInFile,
  at: Place,
  shared: Shared,
  findings: Findings,
): void {
  if (!writtenBy(rule) || isWritten(below(at, 'approve', 'by'))) return;
  const approvers = below(place, 'approvers');
  if (value.approvers !== undefined) checkCount(value.approvers, rule, approvers, shared, findings);
  else if (!isWritten(approvers)) {
    const message = `names no approvers, but its rule “${rule.name}” needs somebody's yes`;
    findings.mistake(place, `${message}: name a group, or write \`by\` in the rule's approve`);
  }
}

function writtenBy(rule: RuleInFile): ApprovalInFile | undefined {
  return rule.approve === 'none' ? undefined : rule.approve;
}

function approversOf(by: ApprovalInFile['by'], catalog: Catalog): Approvers[] {
  const all = [by ?? []].flat().map((one): Approvers => {
    if (typeof one !== 'string') return { kind: 'on-call', target: one.onCall };
    return catalog.people.has(one) ? { kind: 'person', person: one } : { kind: 'group', group: one };
  });
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

function checkBreakGlass(rule: RuleInFile, place: Place, findings: Findings): void {
  if (!rule.breakGlass) return;
  const at = below(place, 'breakGlass');
  if (!isWritten(below(place, 'approve'))) {
    findings.plainMistake(at, 'needs `approve`, which says who must agree, or `approve: none` with a `review`');
  } else if (rule.approve === 'none' && !isWritten(below(place, 'review'))) {
    findings.plainMistake(at, 'needs a `review`, since nobody has to agree (`approve: none`)');
  }
}

// Of Slack's groups, and of who is on call, nothing is known here: only people are counted.
function checkCount(
  by: NonNullable<ApprovalInFile['by']>,
  rule: RuleInFile,
  place: Place,
  { catalog, defaults }: Shared,
  findings: Findings,
): void {
  const listed = [by].flat().map((one) => (typeof one === 'string' ? listedPeople(one, catalog) : undefined));
  if (listed.includes(undefined)) return;
  const people = [...new Set(listed.flatMap((some) => some ?? []))];
  const count = writtenBy(rule)?.count ?? defaults.approve.count;
  const isRequesterAmong = people.some((name) => mayHold(name, rule, catalog));
  if (people.length < count) {
    findings.mistake(place, `${sayOnly(people)} can agree, but rule “${rule.name}” needs ${count} to`);
  } else if (people.length === count && isRequesterAmong) {
    findings.warning(place, `${sayOnly(people)} can agree: too few for rule “${rule.name}” when one of them asks`);
  }
}

function sayOnly(people: readonly string[]): string {
  return people.length === 1 ? `only ${people[0]}` : `only these ${people.length} (${sayList(people, 'and')})`;
}
