import type { Policy } from '../domain/policy.ts';

/** Reads policies back from the text that was stored for them. */
export interface PolicyReader {
  /** Undefined for one that this version can't read. Never throws. */
  read(text: string): Policy | undefined;
}
