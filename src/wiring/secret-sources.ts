import { envFileSecrets } from '../adapters/secrets/env-file/source.ts';
import { sealedSecrets } from '../adapters/secrets/sealed/source.ts';
import type { MasterKey } from '../domain/master-key.ts';
import type { SealedValues } from '../ports/sealed-values.ts';
import type { SecretSource } from '../ports/secret-source.ts';

/** Every place that the policy may name for a value, as one. */
export function secretSources(
  { key, oldKey, envFiles }: { key: MasterKey | undefined; oldKey?: MasterKey; envFiles?: string },
  values: SealedValues,
): SecretSource {
  const keys = [key, oldKey].filter((one) => one !== undefined);
  const sources = { sealed: sealedSecrets(values, keys), 'env-file': envFileSecrets(envFiles) };
  return { read: (reference) => sources[reference.source].read(reference) };
}
