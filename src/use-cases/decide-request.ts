import { decideAccess } from '../domain/decide-access.ts';
import type { Refusal } from '../domain/decision.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Facts } from '../domain/facts.ts';
import type { Grant } from '../domain/grant.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { AccessRequest, PendingRequest } from '../domain/request.ts';
import type { Reader } from '../domain/say-time.ts';
import type { Logger } from '../ports/logger.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import { type ApproverNeeds, findApprovers } from './find-approvers.ts';
import { type FactNeeds, factsAt, gatherFacts } from './gather-facts.ts';
import { type Deciding, type Kept, keepDecision } from './keep-decision.ts';
import { evidenceAsJson } from './open-grant.ts';
import { recordRefusal } from './record-refusal.ts';
import { known } from './source-answer.ts';

export interface DecideNeeds extends FactNeeds, ApproverNeeds {
  policy: PolicyHolder;
  log: Logger;
}

/** An understood request of a known person. */
export interface Asked {
  policy: Policy;
  caller: Caller;
  reader: Reader;
  resource: Resource;
  request: AccessRequest;
}

/** What the policy says to a request, and what came of it. */
export type DecidedOutcome =
  | { outcome: 'granted'; grant: Grant; alreadyOpen: boolean; reader: Reader }
  | { outcome: 'extended'; grant: Grant; reader: Reader }
  | { outcome: 'asked'; request: PendingRequest; alreadyAsked: boolean; reader: Reader }
  | { outcome: 'refused'; because: Refusal; reader: Reader };

/**
 * Asks every source that the resource's rules ask about, and keeps what the policy says: a grant, a longer one, a request that waits for a yes, or the
 * record of a refusal. Throws StoreUnavailable; nothing is open then.
 */
export async function decideRequest(needs: DecideNeeds, asked: Asked, windowExternalId?: string): Promise<DecidedOutcome> {
  const { policy, caller, resource, request, reader } = asked;
  const facts = await gatherFacts(needs, policy, caller, resource, request, reader.now);
  const approvers = await approversFor(needs, asked, facts);
  const decide: Deciding['decide'] = (wanted, at, extending) =>
    decideAccess(wanted, resource, factsAt(facts, reader.now, at), at, extending);
  const deciding = { ...asked, decide, ...(approvers && { approvers }) };
  const kept = await needs.store.transaction((tx) => keepDecision(tx, deciding, windowExternalId));
  return outcomeOf(needs, asked, kept);
}

// Looked up before the transaction: no lock is held while Slack is asked who is in a group.
async function approversFor(needs: DecideNeeds, asked: Asked, facts: Facts): Promise<Deciding['approvers']> {
  const { policy, caller, resource, request, reader } = asked;
  const look = decideAccess(request, resource, facts, reader.now);
  if (look.outcome !== 'ask') return undefined;
  const targets = resource.rules.flatMap((rule) => rule.when.onCall ?? []);
  const shiftsOf = (target: string) => facts.shifts.get(target) ?? known([]);
  const found = await findApprovers(needs, policy, {
    ...{ by: look.approval.by, requester: caller, shiftsOf, targets, at: reader.now },
  });
  return { rule: look.rule.name, found };
}

async function outcomeOf(needs: DecideNeeds, { caller, resource, reader }: Asked, kept: Kept): Promise<DecidedOutcome> {
  const atThatTime = { reader: { ...reader, now: kept.now } };
  switch (kept.kept) {
    case 'granted':
      return { outcome: 'granted', grant: kept.grant, alreadyOpen: kept.alreadyOpen, ...atThatTime };
    case 'extended':
      return { outcome: 'extended', grant: kept.grant, ...atThatTime };
    case 'asked':
      return { outcome: 'asked', request: kept.request, alreadyAsked: kept.alreadyAsked, ...atThatTime };
    case 'refused':
      return refused(needs, caller, reader, kept.because, { resource: resource.name, evidence: kept.evidence });
  }
}

/** The record of a refusal, and the refusal. Never throws for a store that doesn't answer. */
export async function refused(
  needs: Pick<DecideNeeds, 'store' | 'log'>,
  caller: Caller,
  reader: Reader,
  because: Refusal,
  decided?: { resource: string; evidence: Evidence | undefined },
): Promise<Extract<DecidedOutcome, { outcome: 'refused' }>> {
  const { code } = because;
  const about = decided?.evidence && { evidence: evidenceAsJson(decided.evidence) };
  await recordRefusal(needs, caller.person, { code, ...(decided && { resource: decided.resource }), ...(about && { about }) });
  return { outcome: 'refused', because, reader };
}
