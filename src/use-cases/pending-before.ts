import { actorOf } from '../domain/audit-entry.ts';
import type { Decision } from '../domain/decision.ts';
import { isWaiting, type PendingRequest } from '../domain/request.ts';
import type { Transaction } from '../ports/store.ts';
import { expireRequest } from './expire-requests.ts';
import type { GrantAsked } from './open-grant.ts';
import { settleRequest } from './settle-request.ts';

/** A person's request that waits for the resource, when they ask for it once more. */
export interface PendingBefore {
  request: PendingRequest;
  /** Broken glass is for when nobody answers: what waits the normal way doesn't stand before it, once it is decided on. */
  isForGlass: boolean;
}

/** What waits for that person and resource, locked. Their person must be locked. */
export async function pendingBefore(
  tx: Transaction,
  { caller, resource, request }: GrantAsked,
): Promise<PendingBefore | undefined> {
  const pending = await tx.requests.pendingOf(caller.person.id, resource.name);
  if (!pending) return undefined;
  const present = await tx.requests.lock(pending.id);
  const isForGlass = request.breakGlass && !pending.asked.breakGlass;
  if (present && isWaiting(present, await tx.now())) return { request: present, isForGlass };
  // One past its time that no job has settled yet must not stand in the way of the next.
  await expireRequest(tx, pending);
  return undefined;
}

/** Whether it is the answer. It isn't where nobody has to agree any more, such as when an incident was opened meanwhile, nor before broken glass. */
export function staysBefore({ request, isForGlass }: PendingBefore, decision: Decision): boolean {
  if (isForGlass) return false;
  // What waits for nobody's yes but for the end of a grant waits on.
  return decision.outcome !== 'allow' || request.terms.count === 0;
}

/** Withdraws what gives way, in the name of whoever asks. */
export async function makeWay(tx: Transaction, { caller }: Pick<GrantAsked, 'caller'>, before: PendingBefore): Promise<void> {
  const { person, member } = caller;
  const by = { personId: person.id, name: member.displayName };
  await settleRequest(tx, before.request, 'withdrawn', { actor: actorOf(person), slackId: member.slackId, by });
}
