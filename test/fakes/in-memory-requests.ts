import { isWaiting, type PendingRequest } from '../../src/domain/request.ts';
import type { NewPendingRequest, Requests } from '../../src/ports/requests.ts';
import { type InMemoryTransaction, isDue, type KeptRequest, later } from './in-memory-state.ts';

/** Requests in memory. */
export function inMemoryRequests(tx: InMemoryTransaction): Requests {
  return { ...readings(tx), ...answers(tx), ...claims(tx) };
}

/** The request is granted from now on; throws where it isn't one for `what` that waits and that enough agreed to. */
export function grantRequest(
  { state, now }: InMemoryTransaction,
  id: string,
  what: { person: string; resource: string; extends?: string },
): void {
  const kept = state.requests.get(id);
  if (!kept || !isWaiting(kept.request, now())) throw new Error('only a pending request is granted');
  const { requester, asked, terms, approvals } = kept.request;
  const extendsAnother = what.extends !== undefined && kept.request.extends !== what.extends;
  if (requester.personId !== what.person || asked.resource !== what.resource || extendsAnother)
    throw new Error('a grant is what its holder asked for');
  if (approvals.length < terms.count) throw new Error('too few have agreed');
  state.requests.set(id, { ...kept, request: { ...kept.request, state: 'granted', settled: { at: now() } } });
}

function readings(tx: InMemoryTransaction) {
  const byId = async (id: string) => tx.state.requests.get(id)?.request;
  const waiting = () => pending(tx).filter(({ request }) => isWaiting(request, tx.now()));
  return {
    byId,
    lock: byId,
    pendingOf: async (person, resource) => pendingOf(tx, person, resource),
    waitingOf: async (person) => requestsOf(waiting().filter(({ request }) => request.requester.personId === person)),
    waitingFor: async (slackId) =>
      requestsOf(waiting().filter(({ request }) => request.eligible.some((one) => one.slackId === slackId))).slice(0, 20),
    lockPendingOf: async (slackId) => requestsOf(pending(tx).filter(({ request }) => request.requester.slackId === slackId)),
    pendingUnderOther: async (policy) => requestsOf(pending(tx)).filter((request) => request.policyHash !== policy),
    lockPending: async (limit) => requestsOf(pending(tx)).slice(0, limit),
    peopleInvolved: async () => [
      ...new Set(
        pending(tx).flatMap(({ request }) => [request.requester.slackId, ...request.approvals.map((one) => one.slackId)]),
      ),
    ],
  } satisfies Partial<Requests>;
}

function answers(tx: InMemoryTransaction) {
  const { state, now } = tx;
  const pendingNow = (id: string) => pending(tx).find(({ request }) => request.id === id);
  const keep = (kept: KeptRequest, changed: Partial<PendingRequest>) => {
    const request = { ...kept.request, ...changed };
    state.requests.set(request.id, { ...kept, request });
    return request;
  };
  return {
    async ask(asked) {
      if (pendingOf(tx, asked.requester.personId, asked.asked.resource)) return 'already-pending';
      const request = asPending(tx, asked);
      state.requests.set(request.id, { request, nextTryAt: asked.beginsAt ?? now(), reminded: false });
      return request;
    },

    async addApproval(id, approval) {
      const kept = pendingNow(id);
      if (!kept || !isWaiting(kept.request, now())) return false;
      if (kept.request.requester.personId === approval.personId) throw new Error('nobody agrees to their own request');
      if (kept.request.approvals.some(({ personId }) => personId === approval.personId)) return false;
      keep(kept, { approvals: [...kept.request.approvals, { ...approval, at: now() }] });
      return true;
    },

    voidApprovals: async (slackId) =>
      pending(tx)
        .filter(({ request }) => request.approvals.some((one) => one.slackId === slackId))
        .map((kept) => {
          const { waitsFor: _, ...request } = kept.request;
          const approvals = request.approvals.filter((one) => one.slackId !== slackId);
          return keep({ ...kept, request }, { approvals });
        }),

    async settle(id, as, how) {
      const kept = pendingNow(id);
      if (!kept || !maySettle(kept.request, as, now())) return undefined;
      return keep(kept, { state: as, settled: { ...how, at: now() } });
    },

    async nudge(id, everySeconds) {
      const kept = pendingNow(id);
      if (!kept || !isWaiting(kept.request, now())) return false;
      if (!isDue(kept.request.nudgedAt?.add({ seconds: everySeconds }), now())) return false;
      keep(kept, { nudgedAt: now() });
      return true;
    },

    async postpone(id, waitsFor, retryAfterSeconds) {
      const kept = pendingNow(id);
      if (!kept) return;
      const nextTryAt = waitsFor.kind === 'old-end' ? waitsFor.at : now().add({ seconds: retryAfterSeconds });
      keep({ ...kept, nextTryAt }, { waitsFor });
    },
  } satisfies Partial<Requests>;
}

function claims(tx: InMemoryTransaction) {
  const { state, now } = tx;
  const isAgreed = ({ request }: KeptRequest) => request.approvals.length >= request.terms.count;
  const waiting = () => pending(tx).filter(({ request }) => isWaiting(request, now()));
  return {
    async claimAgreed(limit, leaseSeconds) {
      const claimed = waiting()
        .filter((kept) => isAgreed(kept) && isDue(kept.nextTryAt, now()))
        .toSorted((a, b) => Temporal.Instant.compare(a.nextTryAt, b.nextTryAt))
        .slice(0, limit);
      for (const kept of claimed)
        state.requests.set(kept.request.id, { ...kept, nextTryAt: now().add({ seconds: leaseSeconds }) });
      return claimed.map(({ request }) => request.id);
    },

    lockExpired: async (limit) =>
      requestsOf(pending(tx))
        .filter((request) => isDue(request.expiresAt, now()))
        .toSorted((a, b) => Temporal.Instant.compare(a.expiresAt, b.expiresAt))
        .slice(0, limit),

    async claimToRemind(limit) {
      const claimed = waiting()
        .filter((kept) => !kept.reminded && !isAgreed(kept) && isDue(halfTimeOf(kept.request), now()))
        .slice(0, limit);
      for (const kept of claimed) state.requests.set(kept.request.id, { ...kept, reminded: true });
      return requestsOf(claimed);
    },
  } satisfies Partial<Requests>;
}

function pending({ state }: InMemoryTransaction): KeptRequest[] {
  return [...state.requests.values()]
    .filter(({ request }) => request.state === 'pending')
    .toSorted((a, b) => Temporal.Instant.compare(a.request.madeAt, b.request.madeAt));
}

function pendingOf(tx: InMemoryTransaction, person: string, resource: string): PendingRequest | undefined {
  return requestsOf(pending(tx)).find((one) => one.requester.personId === person && one.asked.resource === resource);
}

function requestsOf(kept: readonly KeptRequest[]): PendingRequest[] {
  return kept.map(({ request }) => request);
}

function asPending({ now, newId }: InMemoryTransaction, { beginsAt, ...asked }: NewPendingRequest): PendingRequest {
  const expiresAt = now().add(asked.terms.within);
  const request: PendingRequest = { ...asked, id: newId(), state: 'pending', madeAt: now(), expiresAt, approvals: [] };
  if (!beginsAt) return request;
  return { ...request, expiresAt: later(expiresAt, beginsAt.add({ minutes: 1 })), waitsFor: { kind: 'old-end', at: beginsAt } };
}

function maySettle(request: PendingRequest, as: PendingRequest['state'], now: Temporal.Instant): boolean {
  if (as === 'overtaken') return true;
  return (as === 'expired') === isDue(request.expiresAt, now);
}

function halfTimeOf({ madeAt, expiresAt }: PendingRequest): Temporal.Instant {
  return madeAt.add({ nanoseconds: Math.round(expiresAt.since(madeAt).total('nanoseconds') / 2) });
}
