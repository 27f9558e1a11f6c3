import { writeDuration } from '../../domain/parse-duration.ts';
import type { Conditions, Rule } from '../../domain/policy.ts';
import type { Catalog } from './catalog.ts';
import { below, type Findings, isWritten, type Place } from './findings.ts';
import { frozenSet } from './frozen.ts';
import type { RuleInFile } from './policy-schema.ts';
import { checkApproval, resolveApproval, unsettledApproval } from './resolve-approval.ts';
import { checkReview, resolveReview } from './resolve-review.ts';
import type { Defaults, RuleContext } from './rule-context.ts';

/** Checks what a rule says by itself, whichever resource uses it. */
export function checkRule(rule: RuleInFile, place: Place, defaults: Defaults, catalog: Catalog, findings: Findings): void {
  checkConditions(rule, below(place, 'when'), catalog, findings);
  grantOf(rule.grant, defaults.grant, below(place, 'grant'), findings);
  checkOutlives(rule, place, findings);
  checkApproval(rule, place, { catalog, defaults }, findings);
  checkReview(rule, place, catalog, findings);
  checkSettled(rule.settled, below(place, 'settled'), findings);
  const asksWho = rule.when !== 'anyone' && rule.when.onCall !== undefined;
  if (!asksWho && isWritten(below(place, 'settled')))
    findings.plainMistake(below(place, 'settled'), 'the rule has no condition `onCall`, so there is no cover to compare');
}

/** The rule as one resource uses it, with every name and default filled in. */
export function resolveRule(rule: RuleInFile, context: RuleContext): Rule {
  const { defaults } = context;
  const [approve, review] = [resolveApproval(rule, context), resolveReview(rule, context)];
  return {
    name: rule.name,
    when: conditionsOf(rule, context.own),
    grant: grantOf(rule.grant, defaults.grant),
    outlives: frozenSet(rule.outlives ?? []),
    reasonRequired: rule.reason === 'required',
    breakGlass: rule.breakGlass ?? false,
    ...(approve && { approve }),
    ...(review && { review }),
    variables: rule.variables ? context.variables.filter((name) => rule.variables?.includes(name)) : context.variables,
    showFor: rule.showFor ?? defaults.showFor,
    maxReveals: rule.maxReveals ?? defaults.maxReveals,
    graceAfterResolve: rule.graceAfterResolve ?? defaults.graceAfterResolve,
    ...settledOf(rule, context, approve !== undefined),
  };
}

// Only where it matters, so that nothing else differs when the defaults change.
function settledOf(rule: RuleInFile, context: RuleContext, asks: boolean): Pick<Rule, 'settled' | 'unsettledApproval'> {
  const settled = rule.settled ?? context.defaults.settled;
  if (targetsOf(rule).length === 0 || settled.blank) return { settled: new Temporal.Duration() };
  const approval = asks ? undefined : unsettledApproval(context);
  return { settled, ...(approval && { unsettledApproval: approval }) };
}

/** Warns where it is off. */
export function checkSettled(settled: Temporal.Duration | undefined, place: Place, findings: Findings): void {
  if (settled?.blank && isWritten(place)) findings.warning(place, 'whoever puts themselves on call gets this at once');
}

/** The names under `onCall`, `own` among them. */
export function targetsOf(rule: RuleInFile): string[] {
  return rule.when === 'anyone' ? [] : [rule.when.onCall ?? []].flat();
}

/** A default that isn't written is never over the limit that is; both written, or both given, must fit. */
export function grantOf(
  written: { default?: Temporal.Duration | undefined; atMost?: Temporal.Duration | undefined } | undefined,
  given: Rule['grant'],
  place?: Place,
  findings?: Findings,
): Rule['grant'] {
  const atMost = written?.atMost ?? given.atMost;
  const isOver = (duration: Temporal.Duration) => Temporal.Duration.compare(duration, atMost) > 0;
  if (written?.default === undefined) return { default: isOver(given.default) ? atMost : given.default, atMost };
  const isLimitKnown = place && (written.atMost !== undefined || !isWritten(below(place, 'atMost')));
  if (place && isLimitKnown && isOver(written.default)) {
    const whose = written.atMost === undefined ? ' of the defaults' : '';
    findings?.mistake(
      below(place, 'default'),
      `${writeDuration(written.default)} is over atMost${whose}, which is ${writeDuration(atMost)}`,
    );
  }
  return { default: written.default, atMost };
}

function conditionsOf(rule: RuleInFile, own: readonly string[]): Conditions {
  if (rule.when === 'anyone') return {};
  const { onCall, incident, member } = rule.when;
  const targets =
    onCall === undefined ? undefined : [...new Set(targetsOf(rule).flatMap((name) => (name === 'own' ? own : [name])))];
  return {
    ...(targets && { onCall: targets }),
    ...(incident && { incident: incident === 'open' ? OPEN : { maxAge: incident.maxAge, openedBy: incident.openedBy } }),
    ...(member !== undefined && { member: [...new Set([member].flat())] }),
  };
}

const OPEN: NonNullable<Conditions['incident']> = { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'others' };

function checkConditions(rule: RuleInFile, place: Place, catalog: Catalog, findings: Findings): void {
  if (rule.when === 'anyone') {
    const may = rule.breakGlass ? 'may break this glass' : 'gets this';
    if (isWritten(place)) findings.warning(place, `every full member of the workspace ${may}`);
    return;
  }
  const { onCall, incident, member } = rule.when;
  if (!['onCall', 'incident', 'member'].some((key) => isWritten(below(place, key)))) {
    findings.plainMistake(place, 'holds no condition: write one (onCall, incident, member), or `when: anyone` if everyone may');
  }
  findings.expectNames(below(place, 'onCall'), onCall, 'target under onCall', catalog.names.onCallAndOwn);
  findings.expectNames(below(place, 'member'), member, 'group', catalog.names.groups);
  if (typeof incident === 'object' && incident.openedBy === 'anyone') {
    findings.warning(below(place, 'incident', 'openedBy'), 'people may open an incident themselves to get this');
  }
}

function checkOutlives(rule: RuleInFile, place: Place, findings: Findings): void {
  rule.outlives?.forEach((limit, index) => {
    const at = below(place, 'outlives', index);
    const condition = limit === 'shift' ? 'onCall' : 'incident';
    if (isWritten(below(place, 'when', condition))) findings.warning(at, `grants of this rule don't end with the ${limit}`);
    else findings.plainMistake(at, `the rule has no condition \`${condition}\`, so there is no ${limit} to outlive`);
  });
}
