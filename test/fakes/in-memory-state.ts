import type { Card } from '../../src/domain/card.ts';
import type { Digest } from '../../src/domain/digest.ts';
import type { Plan } from '../../src/domain/facts.ts';
import type { Grant, Review } from '../../src/domain/grant.ts';
import type { KnownIncident } from '../../src/domain/incident.ts';
import type { IncidentChannel } from '../../src/domain/incident-channel.ts';
import type { Lockdown } from '../../src/domain/lockdown.ts';
import type { Person } from '../../src/domain/person.ts';
import type { PendingRequest } from '../../src/domain/request.ts';
import type { Reveal } from '../../src/domain/reveal.ts';
import type { AuditRow } from '../../src/ports/audit-log.ts';
import type { SourceOutage } from '../../src/ports/source-outages.ts';

/** `grant` without what other rows say of it. */
export interface KeptGrant {
  grant: Grant;
  /** Those that it came from and was extended by, the last one last; those decided at once have only an id. */
  requests: readonly string[];
  /** Where it was asked for, and last extended. */
  askedIn: readonly string[];
  /** The end that was told of beforehand. */
  toldEnd?: Temporal.Instant;
}

export interface KeptRequest {
  request: PendingRequest;
  nextTryAt: Temporal.Instant;
  reminded: boolean;
}

export interface KeptReview {
  review: Review;
  toldAt?: Temporal.Instant;
}

export interface RotationMark {
  resource: string;
  variable: string;
  at: Temporal.Instant;
  by: { personId: string; name: string };
}

export interface KeptReveal {
  reveal: Reveal;
  recordedAt?: Temporal.Instant;
  failed: boolean;
  claimedUntil?: Temporal.Instant;
}

export interface KeptCard {
  card: Card;
  dirty: boolean;
  nextTryAt: Temporal.Instant;
  claimedUntil: Temporal.Instant | undefined;
  heldByReveal: boolean;
  retired: boolean;
}

export interface KeptHandOff {
  nextTryAt: Temporal.Instant;
  /** Present once it was offered. */
  offeredTo?: readonly string[];
}

export interface KeptRefusals {
  personId: string;
  key: string;
  startedAt: Temporal.Instant;
  more: number;
}

/** Everything that is kept. Rows are replaced, never changed, so that copying the maps is enough to roll back. */
export interface InMemoryState {
  people: Map<string, Person>;
  policies: Map<string, string>;
  inForce: string | undefined;
  inForceSince: Temporal.Instant | undefined;
  requests: Map<string, KeptRequest>;
  grants: Map<string, KeptGrant>;
  reviews: Map<string, KeptReview>;
  rotations: readonly RotationMark[];
  reveals: Map<string, KeptReveal>;
  cards: Map<string, KeptCard>;
  handOffs: Map<string, KeptHandOff>;
  digests: Map<string, Digest>;
  refusals: Map<string, KeptRefusals>;
  /** When each person last asked for something. */
  askedAt: Map<string, readonly Temporal.Instant[]>;
  jobRuns: Map<string, Temporal.Instant>;
  lockdown: Lockdown | undefined;
  incidents: Map<string, KnownIncident>;
  incidentChannels: Map<string, IncidentChannel>;
  plans: Map<string, Plan>;
  outages: readonly SourceOutage[];
  audit: readonly AuditRow[];
}

/** Nothing kept yet. */
export function emptyState(): InMemoryState {
  return {
    people: new Map(),
    policies: new Map(),
    inForce: undefined,
    inForceSince: undefined,
    requests: new Map(),
    grants: new Map(),
    reviews: new Map(),
    rotations: [],
    reveals: new Map(),
    cards: new Map(),
    handOffs: new Map(),
    digests: new Map(),
    refusals: new Map(),
    askedAt: new Map(),
    jobRuns: new Map(),
    lockdown: undefined,
    incidents: new Map(),
    incidentChannels: new Map(),
    plans: new Map(),
    outages: [],
    audit: [],
  };
}

/** A copy that can be changed and thrown away. */
export function copyOf(state: InMemoryState): InMemoryState {
  const copies = Object.entries(state).map(([name, value]) => [name, value instanceof Map ? new Map(value) : value]);
  return Object.fromEntries(copies) as InMemoryState;
}

/** What the parts of one transaction share. */
export interface InMemoryTransaction {
  state: InMemoryState;
  now(): Temporal.Instant;
  newId(): string;
}

/** Whether `at` has come. */
export function isDue(at: Temporal.Instant | undefined, now: Temporal.Instant): boolean {
  return at === undefined || Temporal.Instant.compare(at, now) <= 0;
}

/** Of two instants the earlier. */
export function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

/** Of two instants the later. */
export function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}
