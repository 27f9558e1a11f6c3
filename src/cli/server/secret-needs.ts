import type { SealedValue, SealedValues } from '../../ports/sealed-values.ts';
import type { SealAnew } from '../../use-cases/rotate-key.ts';

/** What the commands for sealed values work on. */
export interface SecretNeeds {
  values: SealedValues;
  /** Seals under the key in use; absent when there is none. */
  seal?: (value: Uint8Array, place: { path: string; version: number }) => SealedValue;
  /** The key in use and the one before it, by their ids; `anew` seals under the one what the other opens. Absent without both. */
  keys?: { id: string; oldId: string; anew: SealAnew };
  /** The policy file's name, and the paths of sealed values that its variables read; undefined where it can't be read. */
  readPaths?(): Promise<{ file: string; paths: ReadonlySet<string> } | undefined>;
  close(): Promise<void>;
}
