import { actorOf } from '../domain/audit-entry.ts';
import { incidentLabel } from '../domain/incident.ts';
import type { GrantId } from '../domain/names.ts';
import type { ApprovalTerms } from '../domain/policy.ts';
import type { EligibleApprover, PendingRequest } from '../domain/request.ts';
import { writtenTo } from '../domain/who-is-asked.ts';
import type { NewPendingRequest } from '../ports/requests.ts';
import type { Transaction } from '../ports/store.ts';
import { approvalChannelFor } from './approval-channel.ts';
import { homesOf } from './homes-of.ts';
import { evidenceAsJson, type GrantAsked, type Opening, reasonOf } from './open-grant.ts';

// For one that only waits for the end of the grant before it.
const NOBODY: ApprovalTerms = { by: [], count: 0, within: Temporal.Duration.from({ minutes: 15 }) };

/** A decision that somebody has to agree to, or that can't begin yet, and whom to ask. */
export interface Asking extends GrantAsked {
  decision: Opening;
  eligible: readonly EligibleApprover[];
  /** The grant that it would extend. */
  extends?: GrantId;
  /** When the grant before it ends. */
  beginsAt?: Temporal.Instant;
}

/** Keeps the request, with its entry, and has its cards posted: the approvers', the requester's own, and for break glass the audit channel's. */
export async function askApprovers(tx: Transaction, asking: Asking, now: Temporal.Instant): Promise<PendingRequest> {
  const { policy, caller, decision } = asking;
  const request = await tx.requests.ask(newRequest(asking, now));
  if (request === 'already-pending') throw new Error('a request was kept past the lock on its person');
  recordAsked(tx, asking, request);
  const subject = { kind: 'request', requestId: request.id } as const;
  await tx.cards.add(subject, { kind: 'direct', to: caller.member.slackId });
  if (request.terms.count > 0) {
    const approve = decision.outcome === 'ask' ? decision.approval : undefined;
    const channel = await approvalChannelFor(tx, policy, approve, request.asked.channel);
    await tx.cards.add(subject, { kind: 'channel', channel });
    for (const { slackId } of writtenTo(request.eligible)) await tx.cards.add(subject, { kind: 'direct', to: slackId });
  }
  if (decision.rule.breakGlass) await tellOfGlass(tx, asking);
  await tx.cards.markHomes(homesOf(request));
  return request;
}

function newRequest(asking: Asking, now: Temporal.Instant): NewPendingRequest {
  const { policy, caller, decision, request: asked, eligible } = asking;
  const { incident } = decision;
  const offer: NewPendingRequest['offer'] = { variables: decision.variables, length: now.until(decision.end.at) };
  if (incident) offer.incident = { id: incident.id, number: incident.number, title: incident.title };
  return {
    requester: { personId: caller.person.id, name: caller.member.displayName, slackId: caller.member.slackId },
    asked,
    rule: decision.rule.name,
    terms: decision.outcome === 'ask' ? termsOf(decision.approval) : NOBODY,
    eligible,
    offer,
    unchecked: decision.outcome === 'ask' ? decision.unchecked : [],
    policyHash: policy.hash,
    evidence: decision.evidence,
    ...(asking.extends !== undefined && { extends: asking.extends }),
    ...(asking.beginsAt && { beginsAt: asking.beginsAt }),
  };
}

function termsOf({ by, count, within }: ApprovalTerms): ApprovalTerms {
  return { by, count, within };
}

function recordAsked(tx: Transaction, { caller, decision, extends: extended, beginsAt }: Asking, request: PendingRequest): void {
  const { asked, rule, terms, eligible, offer, policyHash, evidence } = request;
  tx.record({
    kind: 'access-asked',
    by: actorOf(caller.person),
    about: {
      request: request.id,
      slackId: caller.member.slackId,
      ...{ resource: asked.resource, variables: offer.variables, rule, policyHash },
      reason: reasonOf(asked, decision),
      breakGlass: decision.rule.breakGlass || undefined,
      extends: extended,
      beginsAt: beginsAt?.toString(),
      needs: terms.count,
      eligible: eligible.map(({ person, slackId }) => ({ person, slackId })),
      expiresAt: request.expiresAt.toString(),
      incident: decision.incident ? incidentLabel(decision.incident) : undefined,
      evidence: evidenceAsJson(evidence),
    },
  });
}

async function tellOfGlass(tx: Transaction, { policy, caller, decision, resource, request }: Asking): Promise<void> {
  const { displayName: person, slackId } = caller.member;
  const about = { person, slackId, resource: resource.name, reason: reasonOf(request, decision) };
  const note = { kind: 'glass-broken', ...about, approval: decision.outcome === 'ask' } as const;
  await tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel: policy.slack.auditChannel });
}
