/** A sealed value as it is stored: ciphertext only. `version` counts up per path. */
export interface SealedValue {
  path: string;
  version: number;
  keyId: string;
  /** The data key, wrapped by the master key, and the value under the data key; each nonce ‖ ciphertext ‖ tag. */
  wrappedKey: Uint8Array;
  ciphertext: Uint8Array;
}

/** Where sealed values are kept. Each change and its audit entry are one transaction. Throws StoreUnavailable. */
export interface SealedValues {
  newest(path: string): Promise<SealedValue | undefined>;
  /** Stores the next version; `seal` gets its number, since the number is part of what is authenticated. */
  add(path: string, seal: (version: number) => SealedValue, operator: string): Promise<number>;
  /** Paths with newest version and when it was set; never values. */
  list(): Promise<{ path: string; version: number; keyId: string; setAt: Temporal.Instant }[]>;
  /** Values not sealed under that key, all versions, by path and version; `after` continues behind that one. */
  notUnder(keyId: string, limit: number, after?: { path: string; version: number }): Promise<SealedValue[]>;
  /** Puts `value` in the place of the one of that path and version that is sealed under `fromKey`; false when that is gone or sealed anew already. */
  reseal(value: SealedValue, fromKey: string, operator: string): Promise<boolean>;
  /** Removes all versions; false when there were none. */
  remove(path: string, operator: string): Promise<boolean>;
}
