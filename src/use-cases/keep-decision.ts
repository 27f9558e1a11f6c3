import type { Unanswered } from '../domain/condition.ts';
import type { Extending } from '../domain/decide-access.ts';
import type { Decision, Refusal } from '../domain/decision.ts';
import type { Evidence } from '../domain/evidence.ts';
import { isInLastMinutes, planExtension, requestAnew, requestToExtend, wantsMore } from '../domain/extend.ts';
import type { Grant } from '../domain/grant.ts';
import type { RuleName } from '../domain/names.ts';
import type { AccessRequest, PendingRequest } from '../domain/request.ts';
import type { Transaction } from '../ports/store.ts';
import { askApprovers } from './ask-approvers.ts';
import { extendLocked } from './extend-locked.ts';
import { type Found, refusedForApprovers } from './find-approvers.ts';
import { lockOpen } from './lock-open.ts';
import { type GrantAsked, OPEN_GRANTS_A_PERSON, type Opening, openGrant } from './open-grant.ts';
import { refusedForReview } from './overdue-review.ts';
import { makeWay, type PendingBefore, pendingBefore, staysBefore } from './pending-before.ts';
import { refusedForChannel } from './shared-channel.ts';
import { shutGate } from './shut-gate.ts';

export interface Deciding extends GrantAsked {
  /** The decision over facts already gathered, at the transaction's own time. */
  decide: (request: AccessRequest, at: Temporal.Instant, extending?: Extending) => Decision;
  /** Whom each rule would have asked by which, as a look before the transaction said, somebody has to agree. */
  approvers?: ReadonlyMap<RuleName, Found>;
}

/** What came of a request, and what is kept of it. */
export type Kept = { now: Temporal.Instant } & (
  | { kept: 'granted'; grant: Grant; alreadyOpen: boolean }
  | { kept: 'extended'; grant: Grant }
  | { kept: 'asked'; request: PendingRequest; alreadyAsked: boolean }
  | { kept: 'refused'; because: Refusal; evidence?: Evidence }
);

type Step = { tx: Transaction; asked: Deciding; now: Temporal.Instant; window: string | undefined; before?: PendingBefore };

/**
 * Decides at the transaction's time and keeps what comes of it: a grant, a longer one, or a request that waits for a yes, each with its audit entry
 * and cards. What is open, or waits, already is the answer itself, unless more is asked for, or an incident is named that isn't open.
 */
export async function keepDecision(tx: Transaction, asked: Deciding, window: string | undefined): Promise<Kept> {
  const { policy, caller, resource } = asked;
  if ((await tx.policies.inForce()) !== policy.hash) return refusedAtOnce(tx, { code: 'no-policy' });
  // Counting locks the person, so that what follows is decided by one request of theirs at a time.
  const held = await tx.grants.countOpen(caller.person.id);
  const before = await pendingBefore(tx, asked);
  const open = await lockOpen(tx, caller.person.id, resource.name);
  const shut = (await shutGate(tx, policy)) ?? (await refusedForChannel(tx, asked.request.channel));
  if (shut) return refusedAtOnce(tx, shut);
  const step: Step = { tx, asked, now: await tx.now(), window, ...(before && { before }) };
  const request = open ? requestToExtend(open, asked.request) : requestAnew(asked.request);
  const decision = asked.decide(request, step.now, open && { startedAt: open.startedAt, atMost: open.terms.atMost });
  const mistake = mistakeIn(decision);
  if (mistake) return refused(step, mistake, decision.evidence);
  if (open && !wantsMore(open, asked.request, step.now)) return showGrant(step, open, true);
  if (before && staysBefore(before, decision)) return showPending(step, before.request, true);
  if (decision.outcome === 'refuse') return refused(step, decision.because, decision.evidence);
  const unreviewed = await refusedForReview(tx, caller.person.id, resource.name, decision);
  if (unreviewed) return refused(step, unreviewed, decision.evidence);
  if (open) return more(step, open, request, decision);
  if (held >= OPEN_GRANTS_A_PERSON)
    return refused(step, { code: 'too-many-grants', limit: OPEN_GRANTS_A_PERSON }, decision.evidence);
  if (decision.outcome === 'ask') return ask(step, request, decision);
  if (before) await makeWay(tx, asked, before);
  return showGrant(step, await openGrant(tx, asked, decision, step.now), false);
}

// "You had this already" would hide from whoever holds it, or waits for it, that what they typed names nothing.
function mistakeIn(decision: Decision): Refusal | undefined {
  return decision.outcome === 'refuse' && decision.because.code === 'unknown-incident' ? decision.because : undefined;
}

async function more(step: Step, grant: Grant, request: AccessRequest, decision: Opening): Promise<Kept> {
  const { tx, asked, now, before } = step;
  const planned = planExtension(grant, decision, request, now);
  if (planned === 'unchanged') return showGrant(step, grant, true);
  if ('refused' in planned) {
    return isInLastMinutes(grant, now) ? afterwards(step, grant) : refused(step, planned.refused, decision.evidence);
  }
  if (decision.outcome === 'ask') return ask(step, request, decision, { extends: grant.id });
  if (before) await makeWay(tx, asked, before);
  const extended = await extendLocked(tx, asked, grant, { planned, rule: decision.rule, at: now });
  await addWindow(step, { kind: 'grant', grantId: grant.id });
  return { kept: 'extended', grant: extended, now };
}

// Its time can't be stretched, so this is a request of its own, which begins when the present grant ends, and is decided again then.
async function afterwards(step: Step, open: Grant): Promise<Kept> {
  const { asked, now } = step;
  const decision = asked.decide(asked.request, now);
  if (decision.outcome === 'refuse') return refused(step, decision.because, decision.evidence);
  return ask(step, asked.request, decision, { beginsAt: open.endsAt });
}

async function ask(
  step: Step,
  request: AccessRequest,
  decision: Opening,
  course: { extends?: string; beginsAt?: Temporal.Instant } = {},
): Promise<Kept> {
  const { tx, asked, now, before } = step;
  const { resource } = asked;
  const found = decision.outcome === 'ask' ? approversFound(asked, decision.rule.name) : { eligible: [] };
  const count = decision.outcome === 'ask' ? decision.approval.count : 0;
  const tooFew = refusedForApprovers(found, count, resource.name);
  if (tooFew) return refused(step, tooFew, decision.evidence);
  if (before) await makeWay(tx, asked, before);
  const pending = await askApprovers(tx, { ...asked, request, decision, eligible: found.eligible, ...course }, now);
  return showPending(step, pending, false);
}

// The look before the transaction was at another moment: a rule that it didn't see asking is not known to have anybody who could agree.
function approversFound({ approvers }: Deciding, rule: RuleName): Found {
  const unanswered: Unanswered = { source: 'PagerDuty', fault: 'timeout', about: 'approvers' };
  return approvers?.get(rule) ?? { eligible: [], unanswered };
}

async function showGrant(step: Step, grant: Grant, alreadyOpen: boolean): Promise<Kept> {
  await addWindow(step, { kind: 'grant', grantId: grant.id }, alreadyOpen);
  return { kept: 'granted', grant, alreadyOpen, now: step.now };
}

async function showPending(step: Step, request: PendingRequest, alreadyAsked: boolean): Promise<Kept> {
  await addWindow(step, { kind: 'request', requestId: request.id }, alreadyAsked);
  return { kept: 'asked', request, alreadyAsked, now: step.now };
}

async function addWindow(step: Step, subject: Parameters<Transaction['cards']['add']>[0], alreadyOpen = false): Promise<void> {
  const { tx, asked, window: externalId } = step;
  if (externalId === undefined) return;
  const window = { kind: 'window', externalId, viewer: asked.caller.member.slackId } as const;
  await tx.cards.add(subject, alreadyOpen ? { ...window, alreadyOpen } : window);
}

async function refusedAtOnce(tx: Transaction, because: Refusal): Promise<Kept> {
  return { kept: 'refused', because, now: await tx.now() };
}

function refused({ now }: Step, because: Refusal, evidence?: Evidence): Kept {
  return { kept: 'refused', because, now, ...(evidence && { evidence }) };
}
