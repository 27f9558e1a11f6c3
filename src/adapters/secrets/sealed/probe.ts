import type { ValueState } from '../../../domain/diagnosis/key.ts';
import type { MasterKey } from '../../../domain/master-key.ts';
import type { SealedValues } from '../../../ports/sealed-values.ts';
import { StoreUnavailable } from '../../../ports/store.ts';
import { openSealed } from './seal.ts';

/** Whether the newest value of `path` opens under one of `keys`. The value is zeroed as soon as it is open. Never throws for a database that is away. */
export async function trySealed(values: SealedValues, keys: readonly MasterKey[], path: string): Promise<ValueState> {
  if (keys.length === 0) return { state: 'no-key' };
  try {
    const sealed = await values.newest(path);
    if (!sealed) return { state: 'missing' };
    if (sealed.path !== path) return { state: 'damaged' };
    const key = keys.find(({ id }) => id === sealed.keyId);
    if (!key) return { state: 'wrong-key', keyId: sealed.keyId };
    const opened = openSealed(sealed, key);
    if ('fault' in opened) return opened.fault === 'damaged' ? { state: 'damaged' } : { state: 'wrong-key', keyId: sealed.keyId };
    opened.value.fill(0);
    return { state: 'opens', keyId: sealed.keyId };
  } catch (error) {
    if (error instanceof StoreUnavailable) return { state: 'unavailable' };
    throw error;
  }
}
