import type { Card } from '../../src/domain/card.ts';
import type { Grant } from '../../src/domain/grant.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Reveal } from '../../src/domain/reveal.ts';
import type { AuditRow } from '../../src/ports/audit-log.ts';

export interface KeptReveal {
  reveal: Reveal;
  recorded: boolean;
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
  grants: Map<string, Grant>;
  reveals: Map<string, KeptReveal>;
  cards: Map<string, KeptCard>;
  refusals: Map<string, KeptRefusals>;
  requests: Map<string, readonly Temporal.Instant[]>;
  jobRuns: Map<string, Temporal.Instant>;
  audit: readonly AuditRow[];
}

/** Nothing kept yet. */
export function emptyState(): InMemoryState {
  return {
    people: new Map(),
    policies: new Map(),
    inForce: undefined,
    grants: new Map(),
    reveals: new Map(),
    cards: new Map(),
    refusals: new Map(),
    requests: new Map(),
    jobRuns: new Map(),
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
