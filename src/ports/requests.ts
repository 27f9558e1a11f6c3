import type { PersonId, PolicyHash, RequestId, ResourceName, SlackUserId } from '../domain/names.ts';
import type { Approval, PendingRequest, RequestState, Settled, WaitsFor } from '../domain/request.ts';

/** What becomes a pending request: the database gives id and times. It expires `terms.within` from now. */
export type NewPendingRequest = Omit<
  PendingRequest,
  'id' | 'state' | 'madeAt' | 'expiresAt' | 'approvals' | 'waitsFor' | 'settled' | 'nudgedAt'
> & {
  /** A request that nobody has to agree to, but that can't begin before: it is concluded then, and doesn't expire before a minute after. */
  beginsAt?: Temporal.Instant;
};

/** How a request is settled other than by a grant. */
export type SettledAs = Exclude<RequestState, 'pending' | 'granted'>;

/** Requests that wait for somebody's yes, within a transaction. All comparisons with time use `nightlatch.now()`. */
export interface Requests {
  /** Makes it. `already-pending` when the person has one for the resource (partial unique index), one that expired but wasn't settled yet included. */
  ask(request: NewPendingRequest): Promise<PendingRequest | 'already-pending'>;
  /** Only requests that once waited; those decided at once have none. */
  byId(id: RequestId): Promise<PendingRequest | undefined>;
  /** `SELECT … FOR NO KEY UPDATE`: nobody else changes it, nor adds an approval, until this transaction ends. */
  lock(id: RequestId): Promise<PendingRequest | undefined>;
  /** The pending request of a person for a resource, expired or not. */
  pendingOf(person: PersonId, resource: ResourceName): Promise<PendingRequest | undefined>;
  /** The pending, unexpired requests that a person made, oldest first. */
  waitingOf(person: PersonId): Promise<PendingRequest[]>;
  /** The pending, unexpired requests that the account with that id was eligible for when they were made, oldest first; at most 20. */
  waitingFor(slackId: SlackUserId): Promise<PendingRequest[]>;
  /** Adds an approval to a locked request; false when that person's is there already (unique in the database), the request isn't pending, or its time is over. */
  addApproval(id: RequestId, approval: Omit<Approval, 'at'>): Promise<boolean>;
  /** Takes out of pending requests the approvals given by that account; the requests concerned. */
  voidApprovals(slackId: SlackUserId): Promise<PendingRequest[]>;
  /**
   * Ends a pending request; undefined when it wasn't pending (one winner). `expired` only from its time on, `denied` and `withdrawn` only before it,
   * `overtaken` at any time.
   */
  settle(id: RequestId, as: SettledAs, how?: Omit<Settled, 'at'>): Promise<PendingRequest | undefined>;
  /** All have agreed, but it can't be concluded yet: tried again after `retryAfterSeconds`, or when the old end has come. */
  postpone(id: RequestId, waitsFor: WaitsFor, retryAfterSeconds: number): Promise<void>;
  /** Pending, unexpired requests with as many approvals as they need and a due try; their next try is `leaseSeconds` from now, so that one replica takes each. */
  claimAgreed(limit: number, leaseSeconds: number): Promise<RequestId[]>;
  /** Pending requests whose time is over, locked, skipping those that another replica holds. */
  lockExpired(limit: number): Promise<PendingRequest[]>;
  /** Pending requests that were made by another policy than that one, oldest first. */
  pendingUnderOther(policy: PolicyHash): Promise<PendingRequest[]>;
  /** Pending requests, their time over or not, locked, skipping those that another transaction holds. */
  lockPending(limit: number): Promise<PendingRequest[]>;
  /** Pending requests past half their time that weren't reminded of, still short of approvals, marked as reminded by this call; locked, skipping others'. */
  claimToRemind(limit: number): Promise<PendingRequest[]>;
  /** Marks it as nudged, unless it was within the last `everySeconds`; then false. Only while pending and unexpired. */
  nudge(id: RequestId, everySeconds: number): Promise<boolean>;
  /** The accounts of everyone that pending requests depend on: requesters and those who approved. */
  peopleInvolved(): Promise<SlackUserId[]>;
  /** The pending requests made from that account, locked. */
  lockPendingOf(slackId: SlackUserId): Promise<PendingRequest[]>;
}
