import { actorOf } from '../domain/audit-entry.ts';
import type { RequestId, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import { type Approval, isWaiting, type PendingRequest } from '../domain/request.ts';
import type { Transaction } from '../ports/store.ts';
import type { ApprovalOutcome } from './approval-outcome.ts';
import { type ConcludeNeeds, concludeRequest } from './conclude-request.ts';
import { hasAgreement } from './conclude-under-lock.ts';
import { type ApproverNeeds, isApprover } from './find-approvers.ts';
import { homesOf } from './homes-of.ts';
import { personNameOf } from './identify-caller.ts';
import { recordRefusal } from './record-refusal.ts';
import { settleRequest } from './settle-request.ts';
import { shutGate } from './shut-gate.ts';
import { whoClicks } from './who-clicks.ts';

export interface ApproveNeeds extends ConcludeNeeds, ApproverNeeds {}

/** A click of somebody who may, or may not, agree. None of it is trusted. */
export interface ApprovalClick {
  slackId: SlackUserId;
  requestId: RequestId;
}

// What was said of the approver longer ago than this is asked again.
const FACTS_COUNT_FOR = Temporal.Duration.from({ seconds: 5 });

/**
 * One person's yes; where it is the last that is needed, access is decided again and given. Who clicks is asked of Slack and of the group or schedule
 * afresh. Throws StoreUnavailable and SourceUnavailable; nothing is agreed to then.
 */
export async function approveRequest(
  needs: ApproveNeeds,
  click: ApprovalClick & { atMost?: Temporal.Duration },
): Promise<ApprovalOutcome> {
  const outcome = await asApprover(needs, click, (tx, request, caller, policy) =>
    agree(tx, request, caller, policy, click.atMost),
  );
  const policy = needs.policy.current();
  if (outcome.outcome === 'approved' && policy && hasAgreement(outcome.request, policy)) {
    // Agreed is agreed: what keeps it from being given now is tried again by the job.
    await concludeRequest(needs, click.requestId).catch((error: unknown) =>
      needs.log.error('not concluded yet', { request: click.requestId }, error),
    );
  }
  return outcome;
}

/** One person's no, which ends the request. Who clicks is asked afresh as for a yes. Throws StoreUnavailable and SourceUnavailable. */
export function denyRequest(needs: ApproveNeeds, click: ApprovalClick & { reason?: string }): Promise<ApprovalOutcome> {
  return asApprover(needs, click, (tx, request, caller, policy) => deny(tx, request, caller, policy, click.reason));
}

type Deed = (tx: Transaction, request: PendingRequest, caller: Caller, policy: Policy) => Promise<ApprovalOutcome>;

async function asApprover(needs: ApproveNeeds, click: ApprovalClick, deed: Deed): Promise<ApprovalOutcome> {
  const askedAt = await needs.store.transaction((tx) => tx.now());
  const clicked = await whoClicks(needs, click.slackId, (tx) => tx.requests.byId(click.requestId));
  if ('outcome' in clicked) return clicked;
  const { caller, policy, found: request } = clicked;
  const refuse = async (outcome: ApprovalOutcome): Promise<ApprovalOutcome> => {
    const resource = request && { resource: request.asked.resource };
    await recordRefusal(needs, caller.person, { code: outcome.outcome, ...resource, about: { request: click.requestId } });
    return outcome;
  };
  if (!request) return refuse({ outcome: 'not-found' });
  if (isOwnRequest(request, caller, policy)) return refuse({ outcome: 'own-request', request });
  // How it ended, a denier's words above all, is for those who were asked.
  if (!wasAsked(request, caller)) return refuse({ outcome: 'not-an-approver', request });
  if (!isWaiting(request, askedAt)) return { outcome: 'settled', request };
  const may = await isApprover(needs, policy, request.terms.by, caller, askedAt);
  if (!may.known)
    return { outcome: 'cannot-tell', request, unanswered: { source: may.source, fault: may.fault, about: 'approvers' } };
  if (!may.value) return refuse({ outcome: 'not-an-approver', request });
  return needs.store.transaction((tx) => decideUnderLock(tx, { request, caller, policy, askedAt }, deed));
}

// Two accounts of one human are one human, also where the policy has learnt of the second one since.
function isOwnRequest({ requester }: PendingRequest, { person, member }: Caller, policy: Policy): boolean {
  if (requester.personId === person.id || requester.slackId === member.slackId) return true;
  return personNameOf(policy, requester.slackId) === person.name;
}

// Whoever joined the group, or came on call, after it was asked wasn't asked.
function wasAsked({ eligible }: PendingRequest, { person, member }: Caller): boolean {
  return eligible.some((one) => one.person === person.name || one.slackId === member.slackId);
}

async function decideUnderLock(
  tx: Transaction,
  found: { request: PendingRequest; caller: Caller; policy: Policy; askedAt: Temporal.Instant },
  deed: Deed,
): Promise<ApprovalOutcome> {
  const { policy, caller, askedAt } = found;
  const request = (await tx.requests.lock(found.request.id)) ?? found.request;
  const now = await tx.now();
  if (!isWaiting(request, now)) return { outcome: 'settled', request };
  if (Temporal.Instant.compare(now, askedAt.add(FACTS_COUNT_FOR)) > 0) {
    return { outcome: 'cannot-tell', request, unanswered: { source: 'Slack', fault: 'timeout', about: 'approvers' } };
  }
  return deed(tx, request, caller, policy);
}

async function agree(
  tx: Transaction,
  request: PendingRequest,
  caller: Caller,
  policy: Policy,
  atMost: Temporal.Duration | undefined,
): Promise<ApprovalOutcome> {
  const { person, member } = caller;
  const shut = await shutGate(tx, policy);
  if (shut?.code === 'no-policy') return { outcome: 'no-policy' };
  if (shut) return { outcome: 'locked-down', request, lockdown: shut.lockdown };
  if (request.approvals.some((one) => isSamePerson(one, caller, policy))) return { outcome: 'approved-already', request };
  const approval: Omit<Approval, 'at'> = {
    ...{ personId: person.id, name: member.displayName, slackId: member.slackId, by: 'click' },
    ...(atMost && { atMost }),
  };
  if (!(await tx.requests.addApproval(request.id, approval))) return { outcome: 'settled', request };
  tx.record({
    kind: 'access-approved',
    by: actorOf(person),
    about: {
      ...{ request: request.id, resource: request.asked.resource, requester: request.requester },
      ...{ slackId: member.slackId, atMost: atMost?.toString() },
    },
  });
  await tx.cards.markRequestDirty(request.id);
  await tx.cards.markHomes(homesOf(request));
  return { outcome: 'approved', request: (await tx.requests.byId(request.id)) ?? request };
}

function isSamePerson(approval: Approval, { person }: Caller, policy: Policy): boolean {
  return approval.personId === person.id || personNameOf(policy, approval.slackId) === person.name;
}

async function deny(
  tx: Transaction,
  request: PendingRequest,
  { person, member }: Caller,
  policy: Policy,
  reason: string | undefined,
): Promise<ApprovalOutcome> {
  if ((await tx.policies.inForce()) !== policy.hash) return { outcome: 'no-policy' };
  const by = { personId: person.id, name: member.displayName };
  const how = { actor: actorOf(person), slackId: member.slackId, by, ...(reason !== undefined && reason !== '' && { reason }) };
  const denied = await settleRequest(tx, request, 'denied', how);
  return denied ? { outcome: 'denied', request: denied } : { outcome: 'settled', request };
}
