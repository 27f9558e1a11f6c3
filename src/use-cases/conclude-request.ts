import type { RequestId } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { PendingRequest } from '../domain/request.ts';
import type { Logger } from '../ports/logger.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Transaction } from '../ports/store.ts';
import { concludeUnderLock, postpone } from './conclude-under-lock.ts';
import { type FactNeeds, gatherFacts } from './gather-facts.ts';
import { callerOf } from './identify-caller.ts';
import { overtake, overtakeIn } from './overtake-request.ts';
import { triedTo, unansweredBy } from './source-answer.ts';

export interface ConcludeNeeds extends FactNeeds {
  policy: PolicyHolder;
  log: Logger;
}

const AT_ONCE = 10;
const LEASE_SECONDS = 15;

/** Takes up requests that all have agreed to and that aren't concluded: a source was silent, the grant before hadn't ended, or a crash came between. */
export async function concludeAgreed(needs: ConcludeNeeds): Promise<number> {
  const held = needs.policy.current()?.hash;
  // What a process that holds another policy took up would only wait for those that don't.
  const ids = await needs.store.transaction(async (tx) =>
    held !== undefined && (await tx.policies.inForce()) === held ? tx.requests.claimAgreed(AT_ONCE, LEASE_SECONDS) : [],
  );
  const concluded = await Promise.allSettled(ids.map((id) => concludeRequest(needs, id)));
  concluded.forEach((one, index) => {
    if (one.status === 'rejected') needs.log.error('not concluded', { request: ids[index] ?? '' }, one.reason);
  });
  return ids.length;
}

/**
 * Decides again on a request that all have agreed to, by the policy in force and facts asked afresh: it is granted, or ends as overtaken; where a
 * source can't say, it goes on waiting until its time is over. Throws StoreUnavailable.
 */
export async function concludeRequest(needs: ConcludeNeeds, id: RequestId): Promise<void> {
  const policy = needs.policy.current();
  const { at, request } = await needs.store.transaction(async (tx) => ({
    at: await tx.now(),
    request: await tx.requests.byId(id),
  }));
  if (!policy || request?.state !== 'pending') return;
  const answer = await triedTo(() => needs.directory.member(request.requester.slackId, 'fresh'));
  if (!answer.known) {
    const unanswered = unansweredBy(answer, 'membership');
    return needs.store.transaction((tx) => postpone(tx, request, { kind: 'source', unanswered }));
  }
  const member = answer.value;
  if (member.standing !== 'full') return overtake(needs, request, { code: 'person-left' });
  const resource = policy.resources.get(request.asked.resource);
  if (!resource) return needs.store.transaction((tx) => concludeWithoutResource(tx, policy, request));
  const caller = await needs.store.transaction((tx) => callerOf(tx, policy, member));
  const facts = await gatherFacts(needs, policy, caller, resource, request.asked, at);
  const given = { policy, caller, resource, facts, askedAt: at };
  await needs.store.transaction((tx) => concludeUnderLock(tx, id, given));
}

// Only the policy in force can tell: a process that holds an older one doesn't know what came since.
async function concludeWithoutResource(tx: Transaction, policy: Policy, request: PendingRequest): Promise<void> {
  if ((await tx.policies.inForce()) === policy.hash) await overtakeIn(tx, request, { code: 'terms-changed' });
}
