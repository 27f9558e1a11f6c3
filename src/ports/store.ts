import type { AuditEntry } from '../domain/audit-entry.ts';
import type { Cards } from './cards.ts';
import type { Digests } from './digests.ts';
import type { Grants } from './grants.ts';
import type { HandOffs } from './hand-offs.ts';
import type { Incidents } from './incidents.ts';
import type { Jobs } from './jobs.ts';
import type { Lockdowns } from './lockdowns.ts';
import type { People } from './people.ts';
import type { Plans } from './plans.ts';
import type { Policies } from './policies.ts';
import type { Refusals } from './refusals.ts';
import type { Requests } from './requests.ts';
import type { Reveals } from './reveals.ts';
import type { Reviews } from './reviews.ts';
import type { RotatedValues } from './rotated-values.ts';
import type { SourceOutages } from './source-outages.ts';

/** Postgres could not answer in time, or a commit's outcome is unknown: counts as not done. */
export class StoreUnavailable extends Error {
  constructor(options?: ErrorOptions) {
    super('the database did not answer', options);
    this.name = 'StoreUnavailable';
  }
}

/** What one transaction can do. */
export interface Transaction {
  /** The one clock, read now. */
  now(): Promise<Temporal.Instant>;
  people: People;
  policies: Policies;
  requests: Requests;
  grants: Grants;
  reviews: Reviews;
  rotatedValues: RotatedValues;
  reveals: Reveals;
  cards: Cards;
  digests: Digests;
  refusals: Refusals;
  jobs: Jobs;
  lockdowns: Lockdowns;
  incidents: Incidents;
  plans: Plans;
  outages: SourceOutages;
  handOffs: HandOffs;
  /** Appended in this transaction, last of all, whenever it is called: the log's head is locked only for the commit. */
  record(entry: AuditEntry): void;
}

/** Where everything is kept. */
export interface Store {
  /** Runs `work` in one transaction and commits; all or nothing. Throws StoreUnavailable, and whatever `work` throws (rolled back). */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}
