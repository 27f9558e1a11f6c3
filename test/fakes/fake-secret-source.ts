import type { SecretReference } from '../../src/domain/policy.ts';
import { Secret } from '../../src/domain/secret.ts';
import { type SecretFault, type SecretSource, SecretUnavailable } from '../../src/ports/secret-source.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

/** Gives the same value for every path and keeps which were read; `beforeRead` runs before any value is handed out. */
export class FakeSecretSource implements SecretSource {
  readonly read: SecretSource['read'];
  readonly paths: string[] = [];
  beforeRead: () => Promise<void> = async () => undefined;
  #fault: SecretFault | Error | undefined;

  constructor() {
    this.read = (reference) => this.#read(reference);
  }

  /** Fails from now on: as the port promises, or with something nobody foresaw. */
  fail(fault: SecretFault | Error): void {
    this.#fault = fault;
  }

  async #read(reference: SecretReference): Promise<Secret> {
    this.paths.push(reference.path);
    await this.beforeRead();
    if (this.#fault instanceof Error) throw this.#fault;
    if (this.#fault) throw new SecretUnavailable(this.#fault, reference);
    return new Secret(CANARY);
  }
}
