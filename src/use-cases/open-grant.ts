import { actorOf, type Json } from '../domain/audit-entry.ts';
import type { Decision } from '../domain/decision.ts';
import type { End } from '../domain/end-of-grant.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Grant, GrantTerms } from '../domain/grant.ts';
import { incidentLabel } from '../domain/incident.ts';
import { incidentOf } from '../domain/incident-of.ts';
import type { RequestId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy, Resource, Rule } from '../domain/policy.ts';
import type { AccessRequest } from '../domain/request.ts';
import type { NewGrant } from '../ports/grants.ts';
import type { Transaction } from '../ports/store.ts';
import { addReview } from './add-review.ts';
import { closeGrant } from './close-grant.ts';

/** How many grants one person may hold at a time. */
export const OPEN_GRANTS_A_PERSON = 5;

const MANY_RESOURCES = 5;
const MANY_RESOURCES_WITHIN = Temporal.Duration.from({ minutes: 10 });

/** Who gets what by which policy. */
export interface GrantAsked {
  policy: Policy;
  caller: Caller;
  resource: Resource;
  request: AccessRequest;
}

/** A decision that opens something, at once or after somebody's yes. */
export type Opening = Extract<Decision, { outcome: 'allow' | 'ask' }>;

/**
 * Opens the grant that was decided on, with its audit entry and cards; `requestId` is the request that waited for it. Its person must be locked, and
 * must hold none that is open.
 */
export async function openGrant(
  tx: Transaction,
  asked: GrantAsked,
  decision: Opening,
  at: Temporal.Instant,
  requestId?: RequestId,
): Promise<Grant> {
  const { policy, caller, resource } = asked;
  await closeDue(tx, caller.person.id, resource.name);
  const grant = await tx.grants.open({ ...newGrant(asked, decision), ...(requestId !== undefined && { requestId }) });
  if (grant === 'already-open') throw new Error('a grant was opened past the lock on its person');
  recordGranted(tx, caller, grant);
  await tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'direct', to: grant.holder.slackId });
  await tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'channel', channel: policy.slack.auditChannel });
  await tellIncidentChannels(tx, policy, grant);
  await addReview(tx, policy, decision.rule, grant, at);
  await tx.cards.markHomes([grant.holder.slackId]);
  await alarmOnManyResources(tx, asked, at);
  return grant;
}

// In every channel of its incident, where everyone who works on it may know who has what.
async function tellIncidentChannels(tx: Transaction, { slack }: Policy, grant: Grant): Promise<void> {
  const incident = incidentOf(grant);
  if (!incident) return;
  for (const { channel, sharedAt, archivedAt } of await tx.incidents.channelsOf(incident.id)) {
    if (sharedAt || archivedAt || channel === slack.auditChannel) continue;
    await tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'channel', channel });
  }
  await tx.cards.markDirty(grant.id);
}

// A grant past its end that no job has closed yet must not stand in the way of the next one.
async function closeDue(tx: Transaction, personId: string, resource: string): Promise<void> {
  const overdue = await tx.grants.lockOverdueOf(personId, resource);
  if (overdue) await closeGrant(tx, overdue, { kind: 'by-time' });
}

function newGrant(asked: GrantAsked, decision: Opening): NewGrant {
  const { caller, resource, request, policy } = asked;
  const { rule, incident } = decision;
  const grant: NewGrant = {
    request,
    holder: { personId: caller.person.id, name: caller.member.displayName, slackId: caller.member.slackId },
    resource: resource.name,
    variables: decision.variables,
    rule: rule.name,
    breakGlass: rule.breakGlass,
    reason: reasonOf(request, decision),
    policyHash: policy.hash,
    evidence: decision.evidence,
    terms: termsOf(rule),
    end: decision.end,
  };
  if (incident) grant.incident = { id: incident.id, number: incident.number, title: incident.title };
  return grant;
}

/** The person's own reason, else the incident it is for. */
export function reasonOf(request: AccessRequest, { incident }: Pick<Opening, 'incident'>): string {
  return request.reason ?? (incident ? `${incidentLabel(incident)}: ${incident.title}` : '');
}

function termsOf(rule: Rule): GrantTerms {
  return {
    atMost: rule.grant.atMost,
    showFor: rule.showFor,
    maxReveals: rule.maxReveals,
    graceAfterResolve: rule.graceAfterResolve,
    endsWithIncident: rule.when.incident !== undefined && !rule.outlives.has('incident'),
    endsWithShift: rule.when.onCall !== undefined && !rule.outlives.has('shift'),
  };
}

/** The earlier of what was decided and what those who agreed allow from `at`. */
export function limitedBy(end: End, allowed: Temporal.Duration | undefined, at: Temporal.Instant): End {
  const limit = allowed && at.add(allowed);
  return limit && Temporal.Instant.compare(limit, end.at) < 0 ? { at: limit, because: 'approver' } : end;
}

function recordGranted(tx: Transaction, caller: Caller, grant: Grant): void {
  const { holder, resource, variables, rule, breakGlass, reason, policyHash, approvedBy } = grant;
  tx.record({
    kind: 'access-granted',
    by: actorOf(caller.person),
    about: {
      grant: grant.id,
      request: grant.requestId,
      ...{ slackId: holder.slackId, resource, variables, rule, reason, policyHash },
      breakGlass: breakGlass || undefined,
      approvedBy: approvedBy.length > 0 ? approvedBy.map(({ personId, name }) => ({ personId, name })) : undefined,
      endsAt: grant.endsAt.toString(),
      endsBecause: grant.endsBecause,
      incident: grant.incident ? incidentLabel(grant.incident) : undefined,
      evidence: evidenceAsJson(grant.evidence),
    },
  });
}

/** Evidence as plain JSON: instants become ISO text. */
export function evidenceAsJson(evidence: Evidence): Json {
  return JSON.parse(JSON.stringify(evidence));
}

async function alarmOnManyResources(tx: Transaction, asked: GrantAsked, now: Temporal.Instant): Promise<void> {
  const { person, member } = asked.caller;
  const count = await tx.grants.resourcesGrantedSince(person.id, now.subtract(MANY_RESOURCES_WITHIN));
  if (count <= MANY_RESOURCES) return;
  tx.record({ kind: 'many-resources', by: actorOf(person), about: { count } });
  const note = { kind: 'many-resources', person: member.displayName, slackId: member.slackId, count } as const;
  await tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel: asked.policy.slack.auditChannel });
}
