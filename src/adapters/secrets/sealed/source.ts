import type { MasterKey } from '../../../domain/master-key.ts';
import type { SecretReference } from '../../../domain/policy.ts';
import { Secret } from '../../../domain/secret.ts';
import type { SealedValue, SealedValues } from '../../../ports/sealed-values.ts';
import { type SecretSource, SecretUnavailable } from '../../../ports/secret-source.ts';
import { StoreUnavailable } from '../../../ports/store.ts';
import { openSealed } from './seal.ts';

/** Values sealed in Nightlatch's own database, under any of `keys`. Without a key nothing opens. */
export function sealedSecrets(values: SealedValues, keys: readonly MasterKey[]): SecretSource {
  return {
    async read(reference) {
      if (keys.length === 0) throw new SecretUnavailable('no-key', reference);
      const sealed = await newest(values, reference);
      if (!sealed) throw new SecretUnavailable('missing', reference);
      const key = keys.find(({ id }) => id === sealed.keyId);
      if (!key) throw new SecretUnavailable('wrong-key', reference);
      // The seal binds to the row's own path, so a row in another's place must not pass for it.
      const opened = sealed.path === reference.path ? openSealed(sealed, key) : { fault: 'damaged' as const };
      if ('fault' in opened) throw new SecretUnavailable(opened.fault, reference);
      const secret = new Secret(opened.value.toString('utf8'));
      opened.value.fill(0);
      return secret;
    },
  };
}

async function newest(values: SealedValues, reference: SecretReference): Promise<SealedValue | undefined> {
  try {
    return await values.newest(reference.path);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw new SecretUnavailable('unavailable', reference, { cause: error });
    throw error;
  }
}
