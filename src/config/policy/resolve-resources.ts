import type { Policy, Resource, SecretReference, Variable } from '../../domain/policy.ts';
import type { Catalog, Entry } from './catalog.ts';
import { valueAt } from './explain-issues.ts';
import { below, type Findings, isWritten, type Place } from './findings.ts';
import { frozenMap } from './frozen.ts';
import type { ResourceInFile, RuleInFile, VariableInFile } from './policy-schema.ts';
import { checkApproversOf } from './resolve-approval.ts';
import { checkRule, resolveRule, targetsOf } from './resolve-rule.ts';
import type { Defaults, RuleContext } from './rule-context.ts';

/** What all resources have in common. */
type Shared = Pick<RuleContext, 'catalog' | 'defaults' | 'owners'>;

interface RuleList {
  rules: readonly RuleInFile[];
  place: Place;
}

/** Checks the named sets of rules, used or not. */
export function checkRuleSets(catalog: Catalog, defaults: Defaults, findings: Findings): void {
  const sets = [...catalog.rules.values(), ...catalog.again.rules];
  for (const { value, place } of sets) checkRules({ rules: value, place }, defaults, catalog, findings);
}

/** The resources with their rules, `own` and shared sets filled in. */
export function resolveResources(shared: Shared, findings: Findings): Policy['resources'] {
  return frozenMap(
    [...shared.catalog.resources.values(), ...shared.catalog.again.resources].map((entry): [string, Resource] => [
      entry.name,
      resolveResource(entry, shared, findings),
    ]),
  );
}

function resolveResource(entry: Entry<ResourceInFile>, shared: Shared, findings: Findings): Resource {
  const { name, value } = entry;
  const { catalog, defaults } = shared;
  checkHead(entry, catalog, findings);
  const list = rulesOf(entry, catalog);
  if (typeof value.rules !== 'string') checkRules(list, defaults, catalog, findings);
  list.rules.forEach((rule, index) => {
    checkUse(rule, below(list.place, index), entry, findings);
    checkApproversOf(entry, rule, below(list.place, index), shared, findings);
  });
  const own = [value.onCall ?? []].flat();
  const context = { ...shared, own, variables: Object.keys(value.variables), approvers: value.approvers };
  return {
    name,
    title: value.title ?? name,
    services: value.services ?? [],
    ...(value.approvers !== undefined && { approvers: value.approvers }),
    rules: list.rules.map((rule) => resolveRule(rule, context)),
    variables: variablesOf(value),
  };
}

function checkHead({ value, place }: Entry<ResourceInFile>, catalog: Catalog, findings: Findings): void {
  findings.expectNames(below(place, 'onCall'), value.onCall, 'target under onCall', catalog.names.onCall);
  if (value.approvers !== undefined)
    findings.expectName(below(place, 'approvers'), value.approvers, 'group', catalog.names.groups);
  if (typeof value.rules === 'string')
    findings.expectName(below(place, 'rules'), value.rules, 'set of rules', catalog.names.rules);
  for (const variable of Object.keys(value.variables)) checkSource(below(below(place, 'variables'), variable), findings);
  if (value.services === 'any') findings.warning(below(place, 'services'), 'an incident of any service at all opens this');
}

function rulesOf({ value, place }: Entry<ResourceInFile>, catalog: Catalog): RuleList {
  if (typeof value.rules !== 'string') return { rules: value.rules, place: below(place, 'rules') };
  const set = catalog.rules.get(value.rules);
  return set ? { rules: set.value, place: set.place } : { rules: [], place };
}

const NAMED_ALREADY = 'is the name of an earlier rule of this list';

function checkRules({ rules, place }: RuleList, defaults: Defaults, catalog: Catalog, findings: Findings): void {
  const seen = new Set<unknown>();
  rules.forEach((rule, index) => {
    const at = below(place, index);
    const name = valueAt(at.source.root, [...at.path, 'name']);
    if (name !== undefined && seen.has(name))
      findings.mistake(below(at, 'name'), `“${name}” ${NAMED_ALREADY}`, `this ${NAMED_ALREADY}`);
    seen.add(name);
    checkRule(rule, at, defaults, catalog, findings);
  });
}

// What a rule needs of the resource that uses it; the place is the rule's where the resource can't mend it.
function checkUse(rule: RuleInFile, at: Place, { name, value, place }: Entry<ResourceInFile>, findings: Findings): void {
  if (targetsOf(rule).includes('own') && !isWritten(below(place, 'onCall'))) {
    findings.mistake(place, `names no onCall, but its rule “${rule.name}” says \`onCall: own\``);
  }
  const isOfIncident = rule.when !== 'anyone' && rule.when.incident !== undefined;
  if (isOfIncident && !isWritten(below(place, 'services'))) {
    findings.mistake(
      place,
      `names no services, but its rule “${rule.name}” needs an incident: list their PagerDuty ids, or write any`,
    );
  }
  const known = new Set(Object.keys(valueAt(place.source.root, [...place.path, 'variables']) ?? value.variables));
  findings.expectNames(below(at, 'variables'), rule.variables, `variable of ${name}`, known, 'variable of the resource');
}

function variablesOf(value: ResourceInFile): Resource['variables'] {
  return frozenMap(
    Object.entries(value.variables).map(([name, variable]): [string, Variable] => [
      name,
      { name, source: sourceOf(name, variable), show: variable.show ?? value.show ?? 'slack' },
    ]),
  );
}

// What is written counts, so that a value with a mistake of its own isn't called missing too.
function checkSource(place: Place, findings: Findings): void {
  if (!isWritten(place)) return;
  const written = ['sealed', 'envFile'].filter((key) => isWritten(below(place, key)));
  if (written.length === 0) findings.plainMistake(place, 'names neither sealed nor envFile: one of them is needed');
  if (written.length === 2) findings.plainMistake(place, 'names both sealed and envFile: only one is allowed');
}

function sourceOf(name: string, { sealed, envFile }: VariableInFile): SecretReference {
  if (envFile === undefined) return { source: 'sealed', path: sealed ?? '' };
  return { source: 'env-file', path: envFile.includes('#') ? envFile : `${envFile}#${name}` };
}
