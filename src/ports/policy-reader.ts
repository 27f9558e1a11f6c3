import type { Policy } from '../domain/policy.ts';

/** Reads policies back from the text that was stored for them. */
export interface PolicyReader {
  /** Undefined for one that this version can't read. A large one takes seconds: never with a transaction open. Never throws. */
  read(text: string): Promise<Policy | undefined>;
}
