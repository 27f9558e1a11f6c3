import { decideAccess } from '../domain/decide-access.ts';
import type { Decision, Refusal } from '../domain/decision.ts';
import { planExtension, requestAnew } from '../domain/extend.ts';
import type { Facts } from '../domain/facts.ts';
import type { Grant } from '../domain/grant.ts';
import type { RequestId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import {
  type AccessRequest,
  countApprovers,
  isWaiting,
  type Overtaken,
  type PendingRequest,
  type WaitsFor,
} from '../domain/request.ts';
import { sameTerms } from '../domain/same-terms.ts';
import { sayRefusal } from '../domain/say-refusal.ts';
import type { Transaction } from '../ports/store.ts';
import { extendLocked } from './extend-locked.ts';
import { countsAt } from './gather-facts.ts';
import { homesOf } from './homes-of.ts';
import { personNameOf } from './identify-caller.ts';
import { lockOpen } from './lock-open.ts';
import { limitedBy, OPEN_GRANTS_A_PERSON, type Opening, openGrant } from './open-grant.ts';
import { refusedForReview } from './overdue-review.ts';
import { overtakeIn, overtakenBy } from './overtake-request.ts';
import { refusedForChannel } from './shared-channel.ts';
import { shutGate } from './shut-gate.ts';

const RETRY_SECONDS = 5;

const ENDED_BY_HAND = new Set(['revoked', 'given-back', 'person-left', 'policy-changed', 'channel-shared', 'lockdown']);

/** What was found out before the transaction, and when. */
export interface Known {
  policy: Policy;
  caller: Caller;
  resource: Resource;
  facts: Facts;
  askedAt: Temporal.Instant;
}

interface Step extends Known {
  tx: Transaction;
  request: PendingRequest;
  now: Temporal.Instant;
}

/** Whether as many different people have agreed as must, by whom their accounts belong to now. */
export function hasAgreement(request: PendingRequest, policy: Policy): boolean {
  return countApprovers(request, (slackId) => personNameOf(policy, slackId)) >= request.terms.count;
}

/** Grants the request that all have agreed to, or lets it wait, or ends it as overtaken. Nothing where somebody was first. */
export async function concludeUnderLock(tx: Transaction, id: RequestId, known: Known): Promise<void> {
  // The person before the request, as everywhere: the other way round one would wait for the other.
  const held = await tx.grants.countOpen(known.caller.person.id);
  const request = await tx.requests.lock(id);
  const before = request && (await grantBefore(tx, request));
  const now = await tx.now();
  if (!request || !isWaiting(request, now) || !hasAgreement(request, known.policy)) return;
  const shut = await shutGate(tx, known.policy);
  if (shut?.code === 'locked-down') return overtakeIn(tx, request, overtakenBy(shut.lockdown));
  // A process that doesn't hold the policy in force leaves it to one that does.
  if (shut) return;
  // Another policy calls that account somebody else: it is asked for by whom it then is, or not at all.
  if (request.requester.personId !== known.caller.person.id) return overtakeIn(tx, request, { code: 'terms-changed' });
  // Said too long before, by a process that was frozen since: the job asks again.
  if (!countsAt(known.askedAt, now)) return;
  const step = { ...known, tx, request, now };
  const shared = await refusedForChannel(tx, request.asked.channel);
  if (shared) return refuse(step, shared);
  if (before?.ended) return overtakeIn(tx, request, { code: 'grant-ended' }, before.ended.by);
  if (before && before.id !== request.extends) return postpone(tx, request, { kind: 'old-end', at: before.endsAt });
  if (!before && held >= OPEN_GRANTS_A_PERSON) return refuse(step, { code: 'too-many-grants', limit: OPEN_GRANTS_A_PERSON });
  const asked = before ? request.asked : requestAnew(request.asked);
  const extending = before && { startedAt: before.startedAt, atMost: before.terms.atMost };
  const verdict = verdictOn(decideAccess(asked, known.resource, known.facts, now, extending), request);
  if ('waitsFor' in verdict) return postpone(tx, request, verdict.waitsFor);
  if ('overtaken' in verdict) return overtakeIn(tx, request, verdict.overtaken);
  if ('refusal' in verdict) return refuse(step, verdict.refusal);
  await give(step, asked, verdict.opening, before);
}

/** The open grant of that person for the resource, if any; or an ended one: somebody ended what it was to follow or extend, which is an answer. */
async function grantBefore(tx: Transaction, request: PendingRequest): Promise<Grant | undefined> {
  const { requester, asked, extends: extended, madeAt } = request;
  const open = await lockOpen(tx, requester.personId, asked.resource);
  if (open && (extended === undefined || open.id === extended)) return open;
  const before = extended === undefined ? await newestOf(tx, request) : await tx.grants.byId(extended);
  const ended = before?.ended;
  const isSince = extended !== undefined || (ended && Temporal.Instant.compare(ended.at, madeAt) > 0);
  return ended && isSince && ENDED_BY_HAND.has(ended.cause) ? before : open;
}

// Where it ended since it was asked for, it is the one that was open then: none is opened while a request waits.
async function newestOf(tx: Transaction, { requester, asked }: PendingRequest): Promise<Grant | undefined> {
  const theirs = { state: 'any', holder: requester.personId, resource: asked.resource } as const;
  return (await tx.grants.list(theirs, { offset: 0, limit: 1 })).grants[0];
}

type Verdict = { opening: Opening } | { waitsFor: WaitsFor } | { overtaken: Overtaken } | { refusal: Refusal };

// Only what was agreed to is given: where other people would have to agree now, they are to be asked.
function verdictOn(decision: Decision, request: PendingRequest): Verdict {
  switch (decision.outcome) {
    case 'allow':
      return { opening: decision };
    case 'ask': {
      if (sameTerms(decision.approval, request.terms)) return { opening: decision };
      const [unanswered] = decision.unchecked;
      return unanswered ? { waitsFor: { kind: 'source', unanswered } } : { overtaken: { code: 'terms-changed' } };
    }
    case 'refuse': {
      const { because } = decision;
      if (because.code !== 'cannot-tell') return { refusal: because };
      return { waitsFor: { kind: 'source', unanswered: because.unanswered } };
    }
  }
}

/** The shortest time that anybody who agreed allowed. */
function leastAllowed({ approvals }: PendingRequest): Temporal.Duration | undefined {
  return approvals.flatMap(({ atMost }) => atMost ?? []).toSorted(Temporal.Duration.compare)[0];
}

// Another rule, or another policy, may give more than stood on the card: nobody agreed to that.
function asOffered(opening: Opening, { offer }: PendingRequest, now: Temporal.Instant): Opening {
  const longest = now.add(offer.length);
  const isLonger = Temporal.Instant.compare(opening.end.at, longest) > 0;
  return {
    ...opening,
    variables: opening.variables.filter((name) => offer.variables.includes(name)),
    end: isLonger ? { at: longest, because: 'asked' } : opening.end,
  };
}

async function give(step: Step, asked: AccessRequest, decided: Opening, before: Grant | undefined): Promise<void> {
  const { tx, request, policy, caller, resource, now } = step;
  const opening = asOffered(decided, request, now);
  if (opening.variables.length === 0) return overtakeIn(tx, request, { code: 'terms-changed' });
  const unreviewed = await refusedForReview(tx, caller.person.id, resource.name, opening);
  if (unreviewed) return refuse(step, unreviewed);
  if (before) {
    const planned = planExtension(before, opening, asked, now, leastAllowed(request));
    if (planned === 'unchanged')
      return overtakeIn(tx, request, { code: 'refused', text: 'It lasts as long as was asked for already.' });
    if ('refused' in planned) return refuse(step, planned.refused);
    await extendLocked(tx, { policy, caller }, before, { planned, rule: opening.rule, at: now, requestId: request.id });
    await tx.cards.turnToGrant(request.id, before.id);
  } else {
    const end = limitedBy(opening.end, leastAllowed(request), now);
    if (Temporal.Instant.compare(end.at, now) <= 0)
      return overtakeIn(tx, request, { code: 'refused', text: 'The time that was asked for is over.' });
    const grant = await openGrant(tx, { policy, caller, resource, request: asked }, { ...opening, end }, now, request.id);
    await tx.cards.turnToGrant(request.id, grant.id);
  }
  await tx.cards.markRequestDirty(request.id);
  await tx.cards.markHomes(homesOf(request));
}

/** Lets it wait: it is tried again soon, or when the old end has come, and its cards and the requester's home say what for. */
export async function postpone(tx: Transaction, request: PendingRequest, waitsFor: WaitsFor): Promise<void> {
  await tx.requests.postpone(request.id, waitsFor, RETRY_SECONDS);
  await tx.cards.markRequestDirty(request.id);
  // A home is sent whenever it is marked: only where it says something new.
  if (request.waitsFor?.kind !== waitsFor.kind) await tx.cards.markHomes([request.requester.slackId]);
}

function refuse({ tx, request, policy, now }: Step, because: Refusal): Promise<void> {
  const { text } = sayRefusal(because, { timezone: policy.timezone, now });
  return overtakeIn(tx, request, { code: 'refused', text });
}
