import type { Shortfall, Unanswered } from './condition.ts';
import type { Decision, Refusal } from './decision.ts';
import { type End, endOfGrant } from './end-of-grant.ts';
import type { Evidence } from './evidence.ts';
import { evidenceOf } from './evidence-of.ts';
import type { Facts } from './facts.ts';
import { incidentNamed, incidentTied, nameAsWritten } from './find-conditions.ts';
import type { RuleName } from './names.ts';
import type { Resource, Rule } from './policy.ts';
import type { AccessRequest } from './request.ts';
import { opensAtOnce, type Weighed, walkRules } from './weigh-rule.ts';

/** The grant that a request would extend: its longest counts from its start. */
export interface Extending {
  startedAt: Temporal.Instant;
  atMost: Temporal.Duration;
}

interface Question {
  request: AccessRequest;
  resource: Resource;
  facts: Facts;
  at: Temporal.Instant;
  extending: Extending | undefined;
}

/**
 * What the policy says, rules from the top: one with a false condition is passed over, the first whose conditions are all true decides. Behind a
 * rule that is unknown and not false nothing allows at once, but a rule that wants somebody's yes may still ask: if none decided, unknown is the
 * answer. Asked to break glass, what the normal rules allow at once comes first; otherwise the break-glass rules alone are weighed.
 */
export function decideAccess(
  request: AccessRequest,
  resource: Resource,
  facts: Facts,
  at: Temporal.Instant,
  extending?: Extending,
): Decision {
  const question: Question = { request, resource, facts, at, extending };
  const { normal, breakGlass } = Object.groupBy(resource.rules, (rule) => (rule.breakGlass ? 'breakGlass' : 'normal'));
  const evidence = evidenceOf(request, request.breakGlass ? resource.rules : (normal ?? []), facts, at);
  const refuse = (because: Refusal): Decision => ({ outcome: 'refuse', because, evidence });
  const lost = lostIncident(question);
  if (lost) return refuse(lost);
  const verdict = follow(normal ?? [], question);
  if (!request.breakGlass || allowsAtOnce(verdict)) return conclude(verdict, question, evidence);
  if (!breakGlass) return refuse({ code: 'no-break-glass', resource: resource.name });
  return conclude(notingUnchecked(follow(breakGlass, question), verdict), question, evidence);
}

interface Fitting {
  rule: Rule;
  found: Weighed;
  unchecked: readonly Unanswered[];
  /** Of which naming one would have been enough for a rule above it, without anybody's yes. */
  severalOpen: NonNullable<Evidence['severalOpen']>;
}

/** The rule that decides, or why none does. */
type Verdict = Fitting | { refused: Refusal };

function allowsAtOnce(verdict: Verdict): boolean {
  return 'rule' in verdict && opensAtOnce(verdict.found);
}

// What the normal rules couldn't be told doesn't hold against broken glass, but whoever agrees to it must know.
function notingUnchecked(verdict: Verdict, normal: Verdict): Verdict {
  if (!('rule' in verdict)) return verdict;
  return { ...verdict, unchecked: onceEach([...uncheckedIn(normal), ...verdict.unchecked]) };
}

function uncheckedIn(verdict: Verdict): readonly Unanswered[] {
  if ('rule' in verdict) return verdict.unchecked;
  return verdict.refused.code === 'cannot-tell' ? [verdict.refused.unanswered] : [];
}

function follow(rules: readonly Rule[], question: Question): Verdict {
  const { resource } = question;
  const unchecked: Unanswered[] = [];
  let severalOpen: NonNullable<Evidence['severalOpen']> = [];
  const shortfalls: { rule: RuleName; because: Shortfall }[] = [];
  for (const { rule, found, standing } of walkRules(rules, question)) {
    for (const because of found.shortfalls) shortfalls.push({ rule: rule.name, because });
    if (opensAtOnce(found) && severalOpen.length === 0) severalOpen = openWithOneNamed(found);
    if (standing === 'cannot-tell' && found.unanswered) unchecked.push(found.unanswered);
    if (standing === 'decides') return { rule, found, unchecked: onceEach(unchecked), severalOpen };
  }
  const [unanswered] = unchecked;
  if (unanswered) return { refused: { code: 'cannot-tell', resource: resource.name, unanswered } };
  return { refused: { code: 'not-allowed', resource: resource.name, shortfalls } };
}

// Only that the caller named none of them kept the rule from counting.
function openWithOneNamed({ shortfalls, unanswered }: Weighed): NonNullable<Evidence['severalOpen']> {
  const [only, ...others] = shortfalls;
  return only?.kind === 'several-open-incidents' && others.length === 0 && !unanswered ? only.open : [];
}

function onceEach(unchecked: readonly Unanswered[]): Unanswered[] {
  return unchecked.filter(({ source }, index) => unchecked.findIndex((other) => other.source === source) === index);
}

function conclude(verdict: Verdict, question: Question, evidence: Evidence): Decision {
  const { request, resource, at, extending } = question;
  if ('refused' in verdict) return { outcome: 'refuse', because: verdict.refused, evidence };
  const { rule, found } = verdict;
  if (found.unsettled && !found.approval) {
    const because: Refusal = { code: 'not-settled', resource: resource.name, unsettled: found.unsettled, settled: rule.settled };
    return { outcome: 'refuse', because, evidence: { ...evidence, unsettled: found.unsettled } };
  }
  if (rule.reasonRequired && !request.reason && !found.incident) {
    return { outcome: 'refuse', because: { code: 'reason-required', resource: resource.name }, evidence };
  }
  const shiftEnd = shiftEndOf(found);
  const end = endOfGrant(request.time, rule, { ...(shiftEnd && { shiftEnd }), ...extending }, at);
  if (extending && end.because === 'at-most' && Temporal.Instant.compare(end.at, at) <= 0) {
    return { outcome: 'refuse', because: atItsLongest(resource, rule, extending), evidence };
  }
  return open(verdict, question, end, evidence);
}

// What nobody agrees to lasts no longer than was planned.
function shiftEndOf(found: Weighed): Temporal.Instant | undefined {
  return (opensAtOnce(found) && plannedShorter(found)) || found.cover?.end;
}

function plannedShorter({ cover, plannedEnd }: Weighed): Temporal.Instant | undefined {
  const isShorter = cover && plannedEnd && (!cover.end || Temporal.Instant.compare(plannedEnd, cover.end) < 0);
  return isShorter ? plannedEnd : undefined;
}

function open({ rule, found, unchecked, severalOpen }: Fitting, question: Question, end: End, evidence: Evidence): Decision {
  const { request, facts } = question;
  // Broken glass keeps its incident whatever its rule asks about: another time within the same one is told by it.
  const incident = found.incident ?? (rule.breakGlass ? incidentTied(request.incident, facts) : undefined);
  const variables = request.variables.length > 0 ? request.variables : rule.variables;
  const given = { rule, end, variables, ...(incident && { incident }) };
  const { approval, unsettled } = found;
  const plannedEnd = plannedShorter(found);
  if (!approval) return { outcome: 'allow', ...given, evidence: plannedEnd ? { ...evidence, plannedEnd } : evidence };
  const known = { ...evidence, ...(unsettled && { unsettled }), ...(severalOpen.length > 0 && { severalOpen }) };
  return { outcome: 'ask', approval, unchecked, ...given, evidence: known };
}

function atItsLongest(resource: Resource, rule: Rule, { startedAt, atMost }: Extending): Refusal {
  const isShorter = Temporal.Duration.compare(rule.grant.atMost, atMost) < 0;
  return { code: 'at-its-longest', resource: resource.name, atMost: isShorter ? rule.grant.atMost : atMost, since: startedAt };
}

// A named incident that isn't open is a mistake to be told at once, whatever the rules say.
function lostIncident({ request, resource, facts }: Question): Refusal | undefined {
  if (!request.incident || !facts.incidents.known || incidentNamed(request.incident, facts.incidents.value)) return undefined;
  const open = facts.incidents.value.map(({ number, title }) => ({ number, title }));
  return { code: 'unknown-incident', resource: resource.name, name: nameAsWritten(request.incident), open };
}
