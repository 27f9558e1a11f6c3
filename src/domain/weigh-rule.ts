import type { Finding, Shortfall, Unanswered } from './condition.ts';
import type { Unsettled } from './evidence.ts';
import type { Facts } from './facts.ts';
import { findIncident, findMember, findOnCall } from './find-conditions.ts';
import type { Incident } from './incident.ts';
import type { GroupName, TargetName, VariableName } from './names.ts';
import type { ApprovalRule, Rule } from './policy.ts';
import type { AnsweredBy } from './provider.ts';
import type { AccessRequest } from './request.ts';
import { settleCover } from './settle-cover.ts';
import type { Cover } from './shift.ts';

/** One condition of a rule, with what was found and what that rests on. */
export type WeighedCondition =
  | { kind: 'variables'; wanted: readonly VariableName[]; finding: Finding }
  | { kind: 'on-call'; targets: readonly TargetName[]; finding: Finding; cover?: Cover; by?: AnsweredBy }
  | { kind: 'incident'; finding: Finding; incident?: Incident }
  | { kind: 'member'; groups: readonly GroupName[]; finding: Finding; group?: GroupName };

/** What was found for a rule: each condition that it has, whether the variables asked for are among its own first of all. */
export interface Weighed {
  conditions: readonly WeighedCondition[];
  /** Of the conditions that are false. */
  shortfalls: readonly Shortfall[];
  /** Of the first condition that is unknown. */
  unanswered?: Unanswered;
  cover?: Cover;
  incident?: Incident;
  /** The cover wasn't planned in time. */
  unsettled?: Unsettled;
  /** So much of the cover was. */
  plannedEnd?: Temporal.Instant;
  /** Who must agree: as the rule says, or since the cover isn't settled. */
  approval?: ApprovalRule;
}

/** Whether what was found opens something without anybody's yes. */
export function opensAtOnce({ approval, unsettled }: Weighed): boolean {
  return !approval && !unsettled;
}

/** How a weighed rule stands among the rules of its kind, the first one first. */
export type Standing =
  /** All its conditions are true, and nothing above it keeps it from deciding. */
  | 'decides'
  /** A condition is false. */
  | 'passed-over'
  /** A condition is unknown, and none is false. */
  | 'cannot-tell'
  /** All its conditions are true, but it would allow at once behind a rule that can't be told. */
  | 'behind-unknown'
  /** A rule above it decides. */
  | 'not-reached';

/** A rule with what was found, and how it stands. */
export interface WalkedRule {
  rule: Rule;
  found: Weighed;
  standing: Standing;
}

/** Weighs rules of one kind from the top, each when it is asked for: whoever only wants the one that decides stops there. */
export function* walkRules(
  rules: readonly Rule[],
  { request, facts, at }: { request: AccessRequest; facts: Facts; at: Temporal.Instant },
): Generator<WalkedRule> {
  let isDecided = false;
  let isUnknownAbove = false;
  for (const rule of rules) {
    const found = weighRule(rule, request, facts, at);
    const standing: Standing = isDecided ? 'not-reached' : standingOf(found, isUnknownAbove);
    isDecided ||= standing === 'decides';
    isUnknownAbove ||= standing === 'cannot-tell';
    yield { rule, found, standing };
  }
}

function standingOf(found: Weighed, isUnknownAbove: boolean): Standing {
  if (found.shortfalls.length > 0) return 'passed-over';
  if (found.unanswered) return 'cannot-tell';
  return found.approval || !isUnknownAbove ? 'decides' : 'behind-unknown';
}

function weighRule(rule: Rule, request: AccessRequest, facts: Facts, at: Temporal.Instant): Weighed {
  const { onCall, incident, member } = rule.when;
  const covered = onCall && findOnCall(onCall, facts, at);
  const tied = incident && findIncident(incident, request.incident, facts, at);
  const found = member && findMember(member, facts);
  const conditions: WeighedCondition[] = [
    { kind: 'variables', wanted: request.variables, finding: variablesGiven(rule, request.variables) },
  ];
  if (onCall && covered) {
    const { cover, by, ...finding } = covered;
    conditions.push({ kind: 'on-call', targets: onCall, finding, ...(cover && { cover }), ...(by && { by }) });
  }
  if (tied) {
    const { incident: one, ...finding } = tied;
    conditions.push({ kind: 'incident', finding, ...(one && { incident: one }) });
  }
  if (member && found) {
    const { group, ...finding } = found;
    conditions.push({ kind: 'member', groups: member, finding, ...(group !== undefined && { group }) });
  }
  return {
    conditions,
    ...summaryOf(conditions),
    ...(covered?.cover && { cover: covered.cover }),
    ...(tied?.incident && { incident: tied.incident }),
    ...yesNeeded(rule, covered?.cover, facts, at),
  };
}

function yesNeeded(
  { approve, unsettledApproval, ...rule }: Rule,
  cover: Cover | undefined,
  facts: Facts,
  at: Temporal.Instant,
): Pick<Weighed, 'approval' | 'unsettled' | 'plannedEnd'> {
  const asWritten = approve && { approval: approve };
  if (!cover) return { ...asWritten };
  const settling = settleCover(rule, cover.target, facts, at);
  if (settling.isSettled) return { ...asWritten, ...(settling.until && { plannedEnd: settling.until }) };
  const approval = approve ?? unsettledApproval;
  return { unsettled: settling.unsettled, ...(approval && { approval }) };
}

function summaryOf(conditions: readonly WeighedCondition[]): Pick<Weighed, 'shortfalls' | 'unanswered'> {
  const shortfalls: Shortfall[] = [];
  let unanswered: Unanswered | undefined;
  for (const { finding } of conditions) {
    if (finding.truth === 'false') shortfalls.push(finding.because);
    if (finding.truth === 'unknown') unanswered ??= finding.because;
  }
  return { shortfalls, ...(unanswered && { unanswered }) };
}

function variablesGiven(rule: Rule, wanted: readonly VariableName[]): Finding {
  const missing = wanted.find((name) => !rule.variables.includes(name));
  return missing === undefined
    ? { truth: 'true' }
    : { truth: 'false', because: { kind: 'variable-not-given', variable: missing } };
}
