import type { PolicyHash } from '../domain/names.ts';

/** Policy texts by hash, and which one is in force; within a transaction. */
export interface Policies {
  inForce(): Promise<PolicyHash | undefined>;
  /** The same, and until this transaction ends no other comes into force: for whatever opens access. */
  holdInForce(): Promise<PolicyHash | undefined>;
  /** The stored text of that hash. */
  textOf(hash: PolicyHash): Promise<string | undefined>;
  /** Stores the text (once per hash) and puts it in force, by one conditional write; false when it was in force already. */
  putInForce(hash: PolicyHash, text: string): Promise<boolean>;
}
