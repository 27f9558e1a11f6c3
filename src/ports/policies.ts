import type { PolicyHash } from '../domain/names.ts';

/** Policy texts by hash, and which one is in force; within a transaction. */
export interface Policies {
  inForce(): Promise<PolicyHash | undefined>;
  /** The same, and until this transaction ends no other comes into force: for whatever opens access. */
  holdInForce(): Promise<PolicyHash | undefined>;
  /** Since when that one has been in force without a break; undefined where it isn't. */
  since(hash: PolicyHash): Promise<Temporal.Instant | undefined>;
  /** The stored text of that hash. */
  textOf(hash: PolicyHash): Promise<string | undefined>;
  /** Whether it is in force, or ever was. */
  isKnown(hash: PolicyHash): Promise<boolean>;
  /**
   * Stores the text (once per hash) and puts it in force in place of `from` (absent: of none), by one conditional write; false when another is in force.
   * People are locked before, never after.
   */
  putInForce(hash: PolicyHash, text: string, from?: PolicyHash): Promise<boolean>;
}
