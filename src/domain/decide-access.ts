import type { Finding, Shortfall, Unanswered } from './condition.ts';
import type { Decision, Refusal } from './decision.ts';
import { endOfGrant } from './end-of-grant.ts';
import type { Evidence, IncidentEvidence, OnCallEvidence } from './evidence.ts';
import type { Facts } from './facts.ts';
import { findIncident, findMember, findOnCall, incidentNamed, nameAsWritten } from './find-conditions.ts';
import type { Incident } from './incident.ts';
import type { VariableName } from './names.ts';
import type { Resource, Rule } from './policy.ts';
import type { AccessRequest } from './request.ts';
import { type Cover, coverOf } from './shift.ts';

/**
 * What the policy says, rules from the top: one with a false condition is passed over, the first whose conditions are all true decides. Behind a
 * rule that is unknown and not false nothing allows: if none decided, unknown is the answer.
 */
export function decideAccess(request: AccessRequest, resource: Resource, facts: Facts, at: Temporal.Instant): Decision {
  const evidence = evidenceOf(request, resource, facts, at);
  const refuse = (because: Refusal): Decision => ({ outcome: 'refuse', because, evidence });
  const lost = lostIncident(request, resource, facts);
  if (lost) return refuse(lost);
  let unanswered: Unanswered | undefined;
  const shortfalls: { rule: string; because: Shortfall }[] = [];
  for (const rule of resource.rules) {
    const found = weigh(rule, request, facts, at);
    for (const because of found.shortfalls) shortfalls.push({ rule: rule.name, because });
    if (found.shortfalls.length > 0) continue;
    if (found.unanswered) unanswered ??= found.unanswered;
    else if (!unanswered) return allow(rule, found, request, evidence, at);
  }
  if (unanswered) return refuse({ code: 'cannot-tell', resource: resource.name, unanswered });
  return refuse({ code: 'not-allowed', resource: resource.name, shortfalls });
}

interface Weighed {
  shortfalls: Shortfall[];
  unanswered?: Unanswered;
  cover?: Cover;
  incident?: Incident;
}

function weigh(rule: Rule, request: AccessRequest, facts: Facts, at: Temporal.Instant): Weighed {
  const { onCall, incident, member } = rule.when;
  const covered = onCall && findOnCall(onCall, facts, at);
  const tied = incident && findIncident(incident, request.incident, facts, at);
  const findings: Finding[] = [
    variablesGiven(rule, request.variables),
    covered,
    tied,
    member && findMember(member, facts),
  ].filter((finding) => finding !== undefined);
  const weighed: Weighed = { shortfalls: [] };
  for (const finding of findings) {
    if (finding.truth === 'false') weighed.shortfalls.push(finding.because);
    if (finding.truth === 'unknown') weighed.unanswered ??= finding.because;
  }
  if (covered?.cover) weighed.cover = covered.cover;
  if (tied?.incident) weighed.incident = tied.incident;
  return weighed;
}

function variablesGiven(rule: Rule, wanted: readonly VariableName[]): Finding {
  const missing = wanted.find((name) => !rule.variables.includes(name));
  return missing === undefined
    ? { truth: 'true' }
    : { truth: 'false', because: { kind: 'variable-not-given', variable: missing } };
}

function allow(rule: Rule, found: Weighed, request: AccessRequest, evidence: Evidence, at: Temporal.Instant): Decision {
  if (rule.reasonRequired && !request.reason && !found.incident) {
    return { outcome: 'refuse', because: { code: 'reason-required', resource: request.resource }, evidence };
  }
  const shiftEnd = found.cover?.end;
  const end = endOfGrant(request.time, rule, shiftEnd ? { shiftEnd } : {}, at);
  const variables = request.variables.length > 0 ? request.variables : rule.variables;
  const decision = { outcome: 'allow' as const, rule, end, variables, evidence };
  return found.incident ? { ...decision, incident: found.incident } : decision;
}

// A named incident that isn't open is a mistake to be told at once, whatever the rules say.
function lostIncident(request: AccessRequest, resource: Resource, facts: Facts): Refusal | undefined {
  if (!request.incident || !facts.incidents.known || incidentNamed(request.incident, facts.incidents.value)) return undefined;
  const open = facts.incidents.value.map(({ number, title }) => ({ number, title }));
  return { code: 'unknown-incident', resource: resource.name, name: nameAsWritten(request.incident), open };
}

function evidenceOf(request: AccessRequest, resource: Resource, facts: Facts, at: Temporal.Instant): Evidence {
  const targets = new Set(resource.rules.flatMap((rule) => rule.when.onCall ?? []));
  const evidence: Evidence = { askedAt: at, onCall: [...targets].map((target) => onCallEvidence(target, facts, at)) };
  const member = [...facts.members].flatMap(([group, answer]) => (answer.known ? [{ group, found: answer.value }] : []));
  if (member.length > 0) evidence.member = member;
  const incident = incidentEvidence(request, facts);
  if (incident) evidence.incident = incident;
  return evidence;
}

function onCallEvidence(target: string, facts: Facts, at: Temporal.Instant): OnCallEvidence {
  const base = { provider: 'PagerDuty', target };
  const answer = facts.shifts.get(target);
  const failed = [facts.sourceUser, answer].find((one) => one && !one.known);
  if (failed && !failed.known) return { ...base, answer: failed.fault };
  const user = facts.sourceUser.known ? facts.sourceUser.value : undefined;
  const cover = user !== undefined && answer?.known ? coverOf(user, answer.value, at) : undefined;
  if (!cover) return { ...base, answer: 'no' };
  return cover.end
    ? { ...base, level: cover.level, shiftEnd: cover.end, answer: 'yes' }
    : { ...base, level: cover.level, answer: 'yes' };
}

function incidentEvidence(request: AccessRequest, facts: Facts): IncidentEvidence | undefined {
  if (!facts.incidents.known) return undefined;
  const open = facts.incidents.value;
  const incident = request.incident ? incidentNamed(request.incident, open) : open.length === 1 ? open[0] : undefined;
  if (!incident) return undefined;
  const { id, number, title, urgency, openedAt } = incident;
  const evidence: IncidentEvidence = {
    ...{ id, number, title, urgency, openedAt },
    service: incident.service.name,
    tiedBy: request.incident ? 'named' : 'only-open',
  };
  return incident.openedBy ? { ...evidence, openedBy: incident.openedBy.name } : evidence;
}
