/** The one clock: the database's `nightlatch.now()`. */
export interface Clock {
  /** Throws StoreUnavailable. */
  now(): Promise<Temporal.Instant>;
}
