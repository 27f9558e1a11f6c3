import { decideAccess } from '../domain/decide-access.ts';
import type { Refusal } from '../domain/decision.ts';
import type { Evidence } from '../domain/evidence.ts';
import { requestToExtend } from '../domain/extend.ts';
import type { Facts } from '../domain/facts.ts';
import type { Grant } from '../domain/grant.ts';
import type { RuleName } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { AccessRequest, PendingRequest } from '../domain/request.ts';
import type { Reader } from '../domain/say-time.ts';
import type { Logger } from '../ports/logger.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import { type ApproverNeeds, approversOf, type Found } from './find-approvers.ts';
import { type FactNeeds, factsAt, gatherFacts } from './gather-facts.ts';
import { type Deciding, type Kept, keepDecision } from './keep-decision.ts';
import { evidenceAsJson } from './open-grant.ts';
import { recordRefusal } from './record-refusal.ts';

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
  const [facts, open] = await Promise.all([
    gatherFacts(needs, policy, caller, resource, request, reader.now),
    needs.store.transaction((tx) => tx.grants.openOf(caller.person.id, resource.name)),
  ]);
  const approvers = await approversFor(needs, asked, facts, open);
  const decide: Deciding['decide'] = (wanted, at, extending) =>
    decideAccess(wanted, resource, factsAt(facts, reader.now, at), at, extending);
  const kept = await needs.store.transaction((tx) => keepDecision(tx, { ...asked, decide, approvers }, windowExternalId));
  return outcomeOf(needs, asked, kept);
}

// Looked up before the transaction: no lock is held while Slack is asked who is in a group. An open grant is extended by a rule for all variables held
// and wanted, or followed by one for those wanted alone: each may ask others.
async function approversFor(
  needs: DecideNeeds,
  { policy, caller, resource, request, reader }: Asked,
  facts: Facts,
  open: Grant | undefined,
): Promise<ReadonlyMap<RuleName, Found>> {
  const about = { requester: caller, resource, facts, at: reader.now };
  const looks = (open ? [request, requestToExtend(open, request)] : [request]).map((wanted) =>
    decideAccess(wanted, resource, facts, reader.now),
  );
  const asking = new Map(looks.flatMap((look) => (look.outcome === 'ask' ? [[look.rule.name, look.approval.by] as const] : [])));
  const found = [...asking].map(async ([rule, by]) => [rule, await approversOf(needs, policy, { by, ...about })] as const);
  return new Map(await Promise.all(found));
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
