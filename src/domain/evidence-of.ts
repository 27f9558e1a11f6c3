import type { Evidence, IncidentEvidence, OnCallEvidence } from './evidence.ts';
import type { Facts, SourceAnswer } from './facts.ts';
import { callerIds, incidentTied } from './find-conditions.ts';
import type { Rule } from './policy.ts';
import { providerLabel } from './provider.ts';
import type { AccessRequest } from './request.ts';
import { coverOf } from './shift.ts';

/** What the sources said of the caller, for every question that these rules ask. */
export function evidenceOf(request: AccessRequest, rules: readonly Rule[], facts: Facts, at: Temporal.Instant): Evidence {
  const targets = new Set(rules.flatMap((rule) => rule.when.onCall ?? []));
  const evidence: Evidence = { askedAt: at, onCall: [...targets].flatMap((target) => onCallEvidence(target, facts, at)) };
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

function onCallEvidence(target: string, facts: Facts, at: Temporal.Instant): OnCallEvidence[] {
  return (facts.shifts.get(target) ?? []).map((answer) => sourceEvidence(target, answer, facts, at));
}

function sourceEvidence(target: string, answer: SourceAnswer, facts: Facts, at: Temporal.Instant): OnCallEvidence {
  const { provider, insteadOf } = answer;
  const base = {
    ...{ provider: providerLabel({ provider }), target },
    ...(insteadOf && { insteadOf: { provider: providerLabel(insteadOf), fault: insteadOf.fault } }),
  };
  if (!answer.known) return { ...base, answer: answer.fault };
  if (provider === 'pagerduty' && !facts.sourceUser.known) return { ...base, answer: facts.sourceUser.fault };
  const ids = callerIds(facts);
  const cover = coverOf(ids, answer.value, at);
  const user = ids[provider];
  if (!cover || user === undefined) return { ...base, answer: 'no' };
  return { ...base, level: cover.level, ...(cover.end && { shiftEnd: cover.end }), user, answer: 'yes' };
}

function incidentEvidence(request: AccessRequest, facts: Facts): IncidentEvidence | undefined {
  const incident = incidentTied(request.incident, facts);
  if (!incident) return undefined;
  const { id, number, title, urgency, openedAt } = incident;
  const evidence: IncidentEvidence = {
    ...{ id, number, title, urgency, openedAt },
    service: incident.service.name,
    tiedBy: request.incident ? 'named' : facts.boundIncident === incident.id ? 'channel' : 'only-open',
  };
  return incident.openedBy ? { ...evidence, openedBy: incident.openedBy.name } : evidence;
}
