/** A row of the audit log as it lies in the database. */
export interface AuditRow {
  seq: bigint;
  at: Temporal.Instant;
  /** The canonical text that the hash covers, `seq` and `at` included. */
  record: string;
  /** SHA-256(previous hash ‖ record). */
  hash: Uint8Array;
}

/** Reading the audit log. Throws StoreUnavailable. */
export interface AuditLog {
  /** Rows in order of `seq`, in batches. */
  rows(): AsyncIterable<AuditRow[]>;
  head(): Promise<{ seq: bigint; hash: Uint8Array }>;
  /** When its first entry was made; undefined while it is empty. */
  begins(): Promise<Temporal.Instant | undefined>;
  /** Entries made at `from` or later and before `to`, in order of `seq`, in batches. Where the clock was set back for more than a batch, some may be left out. */
  between(from: Temporal.Instant, to: Temporal.Instant): AsyncIterable<Pick<AuditRow, 'seq' | 'at' | 'record'>[]>;
}
