import { actorOf, type Json } from '../domain/audit-entry.ts';
import type { Decision, Refusal } from '../domain/decision.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Grant } from '../domain/grant.ts';
import { incidentLabel } from '../domain/incident.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { AccessRequest } from '../domain/request.ts';
import type { NewGrant } from '../ports/grants.ts';
import type { Transaction } from '../ports/store.ts';
import { closeGrant } from './close-grant.ts';

const OPEN_GRANTS_A_PERSON = 5;
const MANY_RESOURCES = 5;
const MANY_RESOURCES_WITHIN = Temporal.Duration.from({ minutes: 10 });

export interface GrantAsked {
  policy: Policy;
  caller: Caller;
  resource: Resource;
  request: AccessRequest;
  /** The decision over facts already gathered, at the transaction's own time. */
  decideAt: (at: Temporal.Instant) => Decision;
}

export type Opened = { grant: Grant; alreadyOpen: boolean; now: Temporal.Instant } | { refused: Refusal; evidence?: Evidence };

/** Decides at the transaction's time and opens the grant with its audit entry and cards. A grant that is already open is the answer itself. */
export async function openGrant(tx: Transaction, asked: GrantAsked, windowExternalId: string | undefined): Promise<Opened> {
  const { policy, caller, resource } = asked;
  if ((await tx.policies.inForce()) !== policy.hash) return { refused: { code: 'no-policy' } };
  // Counting locks the person, so that what follows is decided by one request of theirs at a time.
  const held = await tx.grants.countOpen(caller.person.id);
  const now = await tx.now();
  const open = await tx.grants.openOf(caller.person.id, resource.name);
  if (open) return answerWith(tx, open, true, now, asked, windowExternalId);
  const decision = asked.decideAt(now);
  if (decision.outcome === 'refuse') return { refused: decision.because, evidence: decision.evidence };
  if (held >= OPEN_GRANTS_A_PERSON) {
    return { refused: { code: 'too-many-grants', limit: OPEN_GRANTS_A_PERSON }, evidence: decision.evidence };
  }
  await closeDue(tx, caller.person.id, resource.name);
  const grant = await tx.grants.open(newGrant(asked, decision));
  if (grant === 'already-open') throw new Error('a grant was opened past the lock on its person');
  recordGranted(tx, caller, grant);
  await tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'direct', to: grant.holder.slackId });
  await tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'channel', channel: policy.slack.auditChannel });
  await alarmOnManyResources(tx, asked, now);
  return answerWith(tx, grant, false, now, asked, windowExternalId);
}

async function answerWith(
  tx: Transaction,
  grant: Grant,
  alreadyOpen: boolean,
  now: Temporal.Instant,
  asked: GrantAsked,
  externalId: string | undefined,
): Promise<Opened> {
  const viewer = asked.caller.member.slackId;
  const window = externalId === undefined ? undefined : ({ kind: 'window', externalId, viewer } as const);
  if (window) await tx.cards.add({ kind: 'grant', grantId: grant.id }, alreadyOpen ? { ...window, alreadyOpen } : window);
  return { grant, alreadyOpen, now };
}

// A grant past its end that no job has closed yet must not stand in the way of the next one.
async function closeDue(tx: Transaction, personId: string, resource: string): Promise<void> {
  const overdue = await tx.grants.lockOverdueOf(personId, resource);
  if (overdue) await closeGrant(tx, overdue, { kind: 'by-time' });
}

function newGrant(asked: GrantAsked, decision: Extract<Decision, { outcome: 'allow' }>): NewGrant {
  const { caller, resource, request, policy } = asked;
  const { rule, incident } = decision;
  const inIncident = incident ? `${incidentLabel(incident)}: ${incident.title}` : '';
  const grant: NewGrant = {
    request,
    holder: { personId: caller.person.id, name: caller.member.displayName, slackId: caller.member.slackId },
    resource: resource.name,
    variables: decision.variables,
    rule: rule.name,
    reason: request.reason ?? inIncident,
    policyHash: policy.hash,
    evidence: decision.evidence,
    terms: {
      showFor: rule.showFor,
      maxReveals: rule.maxReveals,
      graceAfterResolve: rule.graceAfterResolve,
      endsWithIncident: rule.when.incident !== undefined && !rule.outlives.has('incident'),
    },
    end: decision.end,
  };
  if (incident) grant.incident = { id: incident.id, number: incident.number, title: incident.title };
  return grant;
}

function recordGranted(tx: Transaction, caller: Caller, grant: Grant): void {
  const { holder, resource, variables, rule, reason, policyHash } = grant;
  tx.record({
    kind: 'access-granted',
    by: actorOf(caller.person),
    about: {
      grant: grant.id,
      ...{ slackId: holder.slackId, resource, variables, rule, reason, policyHash },
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
