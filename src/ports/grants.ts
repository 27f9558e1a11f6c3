import type { End } from '../domain/end-of-grant.ts';
import type { EndCause, Grant, HandOffReading } from '../domain/grant.ts';
import type { GrantId, PersonId, PolicyHash, RequestId, ResourceName, SlackUserId } from '../domain/names.ts';
import type { AccessRequest } from '../domain/request.ts';

/** What becomes a grant: the database gives ids and times. */
export type NewGrant = Omit<
  Grant,
  | 'id'
  | 'requestId'
  | 'state'
  | 'startedAt'
  | 'endsAt'
  | 'endsBecause'
  | 'handOff'
  | 'ended'
  | 'reveals'
  | 'approvedBy'
  | 'review'
  | 'extensions'
> & {
  request: AccessRequest;
  /** The pending request that it comes from, which is granted with it. */
  requestId?: RequestId;
  end: End;
};

/** What an extension changes: everything a fresh decision says. The end only moves later, variables are only added. */
export type Extension = Pick<Grant, 'variables' | 'rule' | 'breakGlass' | 'terms' | 'incident' | 'policyHash' | 'evidence'> & {
  end: End;
  request: AccessRequest;
  /** The pending request that it comes from, which is granted with it. */
  requestId?: RequestId;
};

/** Which grants `/grants` asks for, newest first. `open`: usable now. `exposed`: with values shown and not marked rotated since. */
export type GrantFilter = {
  state: 'open' | 'any' | 'exposed';
  holder?: PersonId;
  resource?: ResourceName;
  startedSince?: Temporal.Instant;
  /** The id of the incident that they belong to, as `incidentOf` tells it; not together with `exposed`. */
  incident?: string;
};

/** Requests and grants, within a transaction. All comparisons with time use `nightlatch.now()`. */
export interface Grants {
  /**
   * Makes the grant, and its request where none waited. `already-open` when the person holds an active one for the resource (partial unique index), one whose end has come
   * but wasn't written yet included: see `lockOverdueOf`.
   */
  open(grant: NewGrant): Promise<Grant | 'already-open'>;
  byId(id: GrantId): Promise<Grant | undefined>;
  /** What came of a request: the grant that it opened or extended. */
  ofRequest(id: RequestId): Promise<Grant | undefined>;
  /** `SELECT … FOR NO KEY UPDATE`: nobody else changes it until this transaction ends. */
  lock(id: GrantId): Promise<Grant | undefined>;
  /** The open grant (active, end not reached) of a person for a resource. */
  openOf(person: PersonId, resource: ResourceName): Promise<Grant | undefined>;
  /**
   * Moves the end of a locked grant later, or adds variables, and keeps the request as granted; undefined when it isn't open any more. The database refuses an end past
   * the start plus the smaller of both `atMost`.
   */
  extend(id: GrantId, extension: Extension): Promise<Grant | undefined>;
  /** Open grants of over `seconds` in length that end within `seconds` and weren't told of with that end; told of by this call, locked, skipping others'. */
  claimEndingSoon(seconds: number, limit: number): Promise<Grant[]>;
  /** The accounts that hold open grants. */
  holdersOfOpen(): Promise<SlackUserId[]>;
  /** The active grants that were given to that account, locked. */
  lockActiveOf(slackId: SlackUserId): Promise<Grant[]>;
  /** Active grants that were given, or last extended, by another policy than that one; oldest first. */
  activeUnderOther(policy: PolicyHash): Promise<Grant[]>;
  /** Active grants, locked, skipping those that another transaction holds. */
  lockActive(limit: number): Promise<Grant[]>;
  /**
   * Active grants that were asked for in a channel with people of other workspaces, or that belong to the incident of one and were given before it was shared,
   * unless another channel was bound to that incident earlier; locked, skipping those that another transaction holds.
   */
  lockActiveOfShared(limit: number): Promise<Grant[]>;
  /** How many open grants a person has. Until this transaction ends nobody else opens one for them. */
  countOpen(person: PersonId): Promise<number>;
  /** How many different resources a person was granted since. */
  resourcesGrantedSince(person: PersonId, since: Temporal.Instant): Promise<number>;
  /** Ends an active grant; undefined when it wasn't active (one winner). Wipes of its open reveals become due in the same statement's transaction. */
  end(id: GrantId, cause: EndCause, by?: { personId: PersonId; name: string }): Promise<Grant | undefined>;
  /** Active grants whose end has come, locked, skipping those that another replica holds. */
  lockDue(limit: number): Promise<Grant[]>;
  /** The active grant of a person for a resource whose end has come, locked: it must be ended before a new one can be opened. */
  lockOverdueOf(person: PersonId, resource: ResourceName): Promise<Grant | undefined>;
  /** The incidents that open grants end with. */
  incidentsOfOpen(): Promise<string[]>;
  /** The resources of open grants that end with that incident. */
  resourcesOpenIn(incidentId: string): Promise<ResourceName[]>;
  /** Moves the end of that incident's open grants for these resources to `overAt` plus each grant's grace, where that is earlier (never later); at most `limit` of them, locked: those it changed. */
  shortenToIncident(
    incidentId: string,
    resources: readonly ResourceName[],
    overAt: Temporal.Instant,
    limit: number,
  ): Promise<Grant[]>;
  /** The open grants that their holder's hand-off ends. */
  endingWithShift(): Promise<Grant[]>;
  /** Keeps what a reading said of an open grant's hand-off in place of the one before; undefined: that there is none. An extension forgets it too. */
  keepHandOff(id: GrantId, reading: HandOffReading | undefined): Promise<void>;
  /** Moves the end of an open grant to where its holder's shift ends, or to now where that has passed; undefined where that isn't earlier, or it isn't open. */
  shortenToShift(id: GrantId, shiftEnd: Temporal.Instant): Promise<Grant | undefined>;
  /** One page (`limit` rows from `offset`), newest first, and whether there is more. */
  list(filter: GrantFilter, page: { offset: number; limit: number }): Promise<{ grants: Grant[]; more: boolean }>;
}
