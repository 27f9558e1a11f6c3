import type { Refusal } from '../domain/decision.ts';
import { type Explanation, explainAccess } from '../domain/explain-access.ts';
import { isInLastMinutes, planExtension, requestAnew, requestToExtend, wantsMore } from '../domain/extend.ts';
import type { Facts } from '../domain/facts.ts';
import type { Grant } from '../domain/grant.ts';
import { isWaiting, type PendingRequest } from '../domain/request.ts';
import type { Transaction } from '../ports/store.ts';
import type { Asked, DecideNeeds } from './decide-request.ts';
import { approversOf, refusedForApprovers } from './find-approvers.ts';
import { foreseeFacts } from './gather-facts.ts';
import { OPEN_GRANTS_A_PERSON, type Opening } from './open-grant.ts';
import { refusedForReview } from './overdue-review.ts';

/** What would be decided, and what stands beside the rules. */
export interface Explained {
  explanation: Explanation;
  /** As it was weighed: over an open grant the variables held are among those wanted. */
  request: Asked['request'];
  /** Why it would be refused although the rules open it. */
  obstacle?: Refusal;
  /** What they hold of the resource already. */
  held?: Grant;
  /** Their own request that waits for it. */
  waiting?: PendingRequest;
}

type Course = Pick<Explained, 'explanation' | 'request' | 'obstacle'>;

/** The decision on an understood request of a known person, as it would be made now, without keeping anything. Throws StoreUnavailable. */
export async function explainAsked(needs: DecideNeeds, asked: Asked): Promise<Explained> {
  const { policy, caller, resource, request, reader } = asked;
  const [facts, { held, waiting, lockdown }] = await Promise.all([
    foreseeFacts(needs, policy, caller, resource, request, reader.now),
    needs.store.transaction((tx) => presentOf(tx, asked)),
  ]);
  const course = courseOf(asked, facts, held);
  const shut: Refusal | undefined = lockdown && { code: 'locked-down', lockdown };
  const obstacle = shut ?? course.obstacle ?? (await obstacleTo(needs, asked, course.explanation, facts, held));
  return { ...course, ...(obstacle && { obstacle }), ...(held && { held }), ...(waiting && { waiting }) };
}

async function presentOf(tx: Transaction, { caller, resource, reader }: Asked) {
  const held = await tx.grants.openOf(caller.person.id, resource.name);
  const pending = await tx.requests.pendingOf(caller.person.id, resource.name);
  const waiting = pending && isWaiting(pending, reader.now) ? pending : undefined;
  return { held, waiting, lockdown: await tx.lockdowns.current() };
}

// As a request would take its course: over an open grant it asks for a longer one, unless nothing more is asked for or it ends soon.
function courseOf({ resource, request, reader: { now } }: Asked, facts: Facts, held: Grant | undefined): Course {
  const anew = requestAnew(request);
  const explain = (wanted: typeof request, over?: Grant) =>
    explainAccess(wanted, resource, facts, now, over && { startedAt: over.startedAt, atMost: over.terms.atMost });
  if (!held || !wantsMore(held, request, now)) return { explanation: explain(anew), request: anew };
  const more = requestToExtend(held, request);
  const explanation = explain(more, held);
  const { decision } = explanation;
  if (decision.outcome === 'refuse') return { explanation, request: more };
  const planned = planExtension(held, decision, more, now);
  if (planned === 'unchanged' || !('refused' in planned)) return { explanation, request: more };
  if (isInLastMinutes(held, now)) return { explanation: explain(anew), request: anew };
  return { explanation, request: more, obstacle: planned.refused };
}

// What is refused for other reasons than a rule's, in the order in which a request would meet them.
async function obstacleTo(
  needs: DecideNeeds,
  { policy, caller, resource, reader }: Asked,
  { decision }: Explanation,
  facts: Facts,
  held: Grant | undefined,
): Promise<Refusal | undefined> {
  if (decision.outcome === 'refuse') return undefined;
  const limit = await needs.store.transaction((tx) => limitMet(tx, caller.person.id, resource.name, decision, held));
  if (limit || decision.outcome === 'allow') return limit;
  const { by, count } = decision.approval;
  const found = await approversOf(needs, policy, { by, requester: caller, resource, facts, at: reader.now });
  return refusedForApprovers(found, count, resource.name);
}

async function limitMet(
  tx: Transaction,
  person: string,
  resource: string,
  decision: Opening,
  held: Grant | undefined,
): Promise<Refusal | undefined> {
  const unreviewed = await refusedForReview(tx, person, resource, decision);
  if (unreviewed || held) return unreviewed;
  // Counted by listing: the count that a request makes locks the person.
  const { grants } = await tx.grants.list({ state: 'open', holder: person }, { offset: 0, limit: OPEN_GRANTS_A_PERSON });
  return grants.length < OPEN_GRANTS_A_PERSON ? undefined : { code: 'too-many-grants', limit: OPEN_GRANTS_A_PERSON };
}
