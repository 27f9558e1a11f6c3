import { actorOf } from '../domain/audit-entry.ts';
import type { RequestId, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { PendingRequest } from '../domain/request.ts';
import type { Transaction } from '../ports/store.ts';
import type { RequesterOutcome } from './approval-outcome.ts';
import { hasAgreement } from './conclude-under-lock.ts';
import { recordRefusal } from './record-refusal.ts';
import { remind } from './remind-approvers.ts';
import { settleRequest } from './settle-request.ts';
import { type ClickNeeds, whoClicks } from './who-clicks.ts';

/** The requester's own click. None of it is trusted. */
export interface RequesterClick {
  slackId: SlackUserId;
  requestId: RequestId;
}

const NUDGED_EVERY_SECONDS = 300;

/** The requester doesn't want it any more. Throws StoreUnavailable and SourceUnavailable; it still waits then. */
export function withdrawRequest(needs: ClickNeeds, click: RequesterClick): Promise<RequesterOutcome> {
  return asRequester(needs, click, async (tx, request, { person, member }) => {
    const by = { personId: person.id, name: member.displayName };
    const how = { actor: actorOf(person), slackId: member.slackId, by };
    const withdrawn = await settleRequest(tx, request, 'withdrawn', how);
    return withdrawn ? { outcome: 'withdrawn', request: withdrawn } : settled(tx, request);
  });
}

/** Asks the approvers once more, once in five minutes. Throws StoreUnavailable and SourceUnavailable. */
export function nudgeApprovers(needs: ClickNeeds, click: RequesterClick): Promise<RequesterOutcome> {
  return asRequester(needs, click, async (tx, request, { person }) => {
    const policy = needs.policy.current();
    // Nobody has to be asked any more once enough have agreed, whatever else it waits for.
    if (request.state !== 'pending' || !policy || hasAgreement(request, policy)) return { outcome: 'settled', request };
    if (!(await tx.requests.nudge(request.id, NUDGED_EVERY_SECONDS))) {
      const now = await tx.requests.byId(request.id);
      return { outcome: now?.state === 'pending' && now.nudgedAt ? 'too-soon' : 'settled', request: now ?? request };
    }
    await remind(tx, request, needs.policy);
    tx.record({ kind: 'approvers-reminded', by: actorOf(person), about: { request: request.id, why: 'nudge' } });
    await tx.cards.markRequestDirty(request.id);
    return { outcome: 'nudged', request: (await tx.requests.byId(request.id)) ?? request };
  });
}

type Deed = (tx: Transaction, request: PendingRequest, caller: Caller) => Promise<RequesterOutcome>;

async function asRequester(needs: ClickNeeds, click: RequesterClick, deed: Deed): Promise<RequesterOutcome> {
  const clicked = await whoClicks(needs, click.slackId, (tx) => tx.requests.byId(click.requestId));
  if ('outcome' in clicked) return clicked;
  const { caller, found: request } = clicked;
  if (request?.requester.personId !== caller.person.id) {
    await recordRefusal(needs, caller.person, { code: 'not-yours', about: { request: click.requestId } });
    return { outcome: 'not-found' };
  }
  return needs.store.transaction(async (tx) => deed(tx, (await tx.requests.lock(request.id)) ?? request, caller));
}

async function settled(tx: Transaction, request: PendingRequest): Promise<RequesterOutcome> {
  return { outcome: 'settled', request: (await tx.requests.byId(request.id)) ?? request };
}
