import type { SealedValue, SealedValues } from '../ports/sealed-values.ts';

/** The same value under the key in use, or why it can't be opened. */
export type SealAnew = (value: SealedValue) => { value: SealedValue } | { fault: 'wrong-key' | 'damaged' };

/** How many values were sealed anew, and those that were not, with the reason. */
export interface KeyRotation {
  done: number;
  left: readonly { path: string; version: number; keyId: string; fault: 'wrong-key' | 'damaged' }[];
}

interface RotationNeeds {
  values: SealedValues;
  keyId: string;
  anew: SealAnew;
}

const AT_ONCE = 100;
// Each does only what was set since the one before.
const MOST_PASSES = 10;

/**
 * Seals every version of every value under the key in use, each in a transaction with its entry: cut off at any moment, the next run takes up what is left,
 * and meanwhile every value opens under one of the two keys. Throws StoreUnavailable.
 */
export async function rotateKey(needs: RotationNeeds, operator: string): Promise<KeyRotation> {
  let total = 0;
  for (let pass = 1; ; pass += 1) {
    const { done, left } = await sealAll(needs, operator);
    total += done;
    // Somebody may have set one under the key before, behind where this had come to: with that key thrown away it would be lost.
    if (done === 0 || pass === MOST_PASSES) return { done: total, left };
  }
}

async function sealAll({ values, keyId, anew }: RotationNeeds, operator: string): Promise<KeyRotation> {
  const left: KeyRotation['left'][number][] = [];
  let done = 0;
  let batch = await values.notUnder(keyId, AT_ONCE);
  while (batch.length > 0) {
    for (const value of batch) {
      const { path, version, keyId: fromKey } = value;
      const sealed = anew(value);
      if ('fault' in sealed) left.push({ path, version, keyId: fromKey, fault: sealed.fault });
      else if (await values.reseal(sealed.value, fromKey, operator)) done += 1;
    }
    batch = await values.notUnder(keyId, AT_ONCE, batch.at(-1));
  }
  return { done, left };
}
