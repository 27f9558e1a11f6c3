import type { SecretReference } from '../domain/policy.ts';
import type { Secret } from '../domain/secret.ts';

/** Why a value could not be read. The message never holds any part of it. */
export type SecretFault = 'no-key' | 'wrong-key' | 'missing' | 'damaged' | 'unavailable' | 'no-folder' | 'readable-by-others';

export class SecretUnavailable extends Error {
  readonly fault: SecretFault;
  readonly reference: SecretReference;

  constructor(fault: SecretFault, reference: SecretReference, options?: ErrorOptions) {
    super(`${reference.source} ${reference.path}: ${fault}`, options);
    this.name = 'SecretUnavailable';
    this.fault = fault;
    this.reference = reference;
  }
}

/** Where values lie. */
export interface SecretSource {
  /** The newest value. Throws SecretUnavailable. */
  read(reference: SecretReference): Promise<Secret>;
}
