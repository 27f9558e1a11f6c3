import type { ResourceName } from '../domain/names.ts';

/** What stands open now. */
export interface Standing {
  openGrants: ReadonlyMap<ResourceName, number>;
  pendingRequests: number;
  /** How long ago the oldest change happened that a card doesn't show yet; 0 when all do. */
  cardLagSeconds: number;
  /** Cards whose channel doesn't take them, and which are tried on; they don't lag. */
  lostCards: number;
}

/** Asks what stands open, by the one clock. */
export interface StandingSource {
  /** Throws StoreUnavailable. */
  standing(): Promise<Standing>;
}
