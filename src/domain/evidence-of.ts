import type { Evidence, IncidentEvidence, OnCallEvidence } from './evidence.ts';
import type { Facts } from './facts.ts';
import { incidentTied } from './find-conditions.ts';
import type { Rule } from './policy.ts';
import type { AccessRequest } from './request.ts';
import { coverOf } from './shift.ts';

/** What the sources said of the caller, for every question that these rules ask. */
export function evidenceOf(request: AccessRequest, rules: readonly Rule[], facts: Facts, at: Temporal.Instant): Evidence {
  const targets = new Set(rules.flatMap((rule) => rule.when.onCall ?? []));
  const evidence: Evidence = { askedAt: at, onCall: [...targets].map((target) => onCallEvidence(target, facts, at)) };
  const groups = new Set(rules.flatMap((rule) => rule.when.member ?? []));
  const member = [...groups].flatMap((group) => {
    const answer = facts.members.get(group);
    return answer?.known ? [{ group, found: answer.value }] : [];
  });
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
  const incident = incidentTied(request.incident, facts);
  if (!incident) return undefined;
  const { id, number, title, urgency, openedAt } = incident;
  const evidence: IncidentEvidence = {
    ...{ id, number, title, urgency, openedAt },
    service: incident.service.name,
    tiedBy: request.incident ? 'named' : 'only-open',
  };
  return incident.openedBy ? { ...evidence, openedBy: incident.openedBy.name } : evidence;
}
