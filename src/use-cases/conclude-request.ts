import { decideAccess } from '../domain/decide-access.ts';
import type { Decision, Refusal } from '../domain/decision.ts';
import { planExtension } from '../domain/extend.ts';
import type { Facts } from '../domain/facts.ts';
import type { Grant } from '../domain/grant.ts';
import type { RequestId } from '../domain/names.ts';
import type { Caller, Member } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import { type AccessRequest, countApprovers, isWaiting, type Overtaken, type PendingRequest, type WaitsFor } from '../domain/request.ts';
import { sameTerms } from '../domain/same-terms.ts';
import { sayRefusal } from '../domain/say-refusal.ts';
import type { Logger } from '../ports/logger.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Transaction } from '../ports/store.ts';
import { applyExtension } from './apply-extension.ts';
import { homesOf } from './ask-approvers.ts';
import { type FactNeeds, factsAt, gatherFacts } from './gather-facts.ts';
import { callerOf, personNameOf } from './identify-caller.ts';
import { limitedBy, type Opening, openGrant } from './open-grant.ts';
import { settleRequest } from './settle-request.ts';

export interface ConcludeNeeds extends FactNeeds {
  policy: PolicyHolder;
  log: Logger;
}

const RETRY_SECONDS = 5;
const AT_ONCE = 10;
const LEASE_SECONDS = 15;

/** Takes up requests that all have agreed to and that aren't concluded: a source was silent, the grant before hadn't ended, or a crash came between. */
export async function concludeAgreed(needs: ConcludeNeeds): Promise<number> {
  const ids = await needs.store.transaction((tx) => tx.requests.claimAgreed(AT_ONCE, LEASE_SECONDS));
  const concluded = await Promise.allSettled(ids.map((id) => concludeRequest(needs, id)));
  concluded.forEach((one, index) => {
    if (one.status === 'rejected') needs.log.error('not concluded', { request: ids[index] ?? '' }, one.reason);
  });
  return ids.length;
}

/** Whether as many different people have agreed as must, by whom their accounts belong to now. */
export function hasAgreement(request: PendingRequest, policy: Policy | undefined): boolean {
  if (!policy) return false;
  return countApprovers(request.approvals, (slackId) => personNameOf(policy, slackId)) >= request.terms.count;
}

/**
 * Decides again on a request that all have agreed to, by the policy in force and facts asked afresh: it is granted, or ends as overtaken; where a
 * source can't say, it goes on waiting until its time is over. Throws StoreUnavailable.
 */
export async function concludeRequest(needs: ConcludeNeeds, id: RequestId): Promise<void> {
  const policy = needs.policy.current();
  const request = await needs.store.transaction((tx) => tx.requests.byId(id));
  if (!policy || request?.state !== 'pending') return;
  const member = await requesterNow(needs, request);
  if ('unanswered' in member) return postpone(needs, id, { kind: 'source', unanswered: member.unanswered });
  if (member.standing !== 'full') return overtake(needs, id, { code: 'person-left' });
  const resource = policy.resources.get(request.asked.resource);
  if (!resource) return overtake(needs, id, { code: 'terms-changed' });
  const { caller, at } = await needs.store.transaction(async (tx) => ({
    caller: await callerOf(tx, policy, member),
    at: await tx.now(),
  }));
  const facts = await gatherFacts(needs, policy, caller, resource, request.asked, at);
  await needs.store.transaction((tx) => conclude(tx, { id, policy, caller, resource, facts, askedAt: at }));
}

async function requesterNow(needs: ConcludeNeeds, request: PendingRequest) {
  try {
    return await needs.directory.member(request.requester.slackId, 'fresh');
  } catch (error) {
    if (!(error instanceof SourceUnavailable)) throw error;
    return { unanswered: { source: error.source, fault: error.kind, about: 'membership' as const } };
  }
}

interface Concluding {
  id: RequestId;
  policy: Policy;
  caller: Caller;
  resource: Resource;
  facts: Facts;
  askedAt: Temporal.Instant;
}

async function conclude(tx: Transaction, given: Concluding): Promise<void> {
  const { id, policy, caller, resource, facts, askedAt } = given;
  // The person before the request, as everywhere: the other way round one would wait for the other.
  await tx.grants.countOpen(caller.person.id);
  const request = await tx.requests.lock(id);
  const now = await tx.now();
  if (!request || !isWaiting(request, now) || !hasAgreement(request, policy)) return;
  if ((await tx.policies.inForce()) !== policy.hash) return;
  const before = await grantBefore(tx, request);
  if (before === 'ended-by-hand') return overtakeIn(tx, request, { code: 'grant-ended' });
  if (before && !request.extends) return wait(tx, request, { kind: 'old-end', at: before.endsAt }, secondsUntil(now, before.endsAt));
  const asked = before ? request.asked : asNew(request);
  const decision = decideAccess(asked, resource, factsAt(facts, askedAt, now), now);
  const verdict = verdictOn(decision, request);
  if ('waitsFor' in verdict) return wait(tx, request, verdict.waitsFor, RETRY_SECONDS);
  if ('overtaken' in verdict) return overtakeIn(tx, request, verdict.overtaken ?? refusedBy(verdict.refusal, policy, now));
  const opening = { ...verdict.opening, end: limitedBy(verdict.opening.end, request.approvals.map(({ atMost }) => atMost), now) };
  await give(tx, { ...given, request: asked }, request, opening, before, now);
}

async function give(tx: Transaction, given: Concluding & { request: AccessRequest }, request: PendingRequest, opening: Opening, before: Grant | undefined, now: Temporal.Instant): Promise<void> {
  const { caller, policy } = given;
  if (Temporal.Instant.compare(opening.end.at, now) <= 0) return overtakeIn(tx, request, { code: 'refused', text: 'The time asked for is over.' });
  if (before) {
    const grant = (await tx.grants.lock(before.id)) ?? before;
    const extension = planExtension(grant, opening, given.request, now);
    if ('refused' in extension) return overtakeIn(tx, request, refusedBy(extension.refused, policy, now));
    await applyExtension(tx, { caller, grant, extension: { ...extension, requestId: request.id } });
  } else {
    const grant = await openGrant(tx, given, opening, now, request.id);
    await tx.cards.turnToGrant(request.id, grant.id);
  }
  await tx.cards.markRequestDirty(request.id);
  await tx.cards.markHomes(homesOf(request));
}
