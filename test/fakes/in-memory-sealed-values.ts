import type { SealedValue, SealedValues } from '../../src/ports/sealed-values.ts';
import type { InMemoryStore } from './in-memory-store.ts';

/** Sealed values in memory; entries go to the store's log. */
export class InMemorySealedValues implements SealedValues {
  readonly #store: InMemoryStore;
  readonly #versions = new Map<string, number>();
  #values: { value: SealedValue; setAt: Temporal.Instant }[] = [];

  constructor(store: InMemoryStore) {
    this.#store = store;
  }

  async newest(path: string): Promise<SealedValue | undefined> {
    return this.#newest(path)?.value;
  }

  async add(path: string, seal: (version: number) => SealedValue, operator: string): Promise<number> {
    return this.#store.transaction(async (tx) => {
      const version = (this.#versions.get(path) ?? 0) + 1;
      const value = seal(version);
      const setAt = await tx.now();
      tx.record({ kind: 'secret-set', by: { kind: 'operator', name: operator }, about: { path, version, keyId: value.keyId } });
      this.#versions.set(path, version);
      this.#values = [...this.#values, { value: { ...value, path, version }, setAt }];
      return version;
    });
  }

  async list(): Promise<{ path: string; version: number; keyId: string; setAt: Temporal.Instant }[]> {
    const paths = [...new Set(this.#values.map(({ value }) => value.path))].sort();
    return paths.map((path) => {
      const { value, setAt } = this.#newest(path) as { value: SealedValue; setAt: Temporal.Instant };
      return { path, version: value.version, keyId: value.keyId, setAt };
    });
  }

  async remove(path: string, operator: string): Promise<boolean> {
    return this.#store.transaction(async (tx) => {
      if (!this.#newest(path)) return false;
      tx.record({ kind: 'secret-removed', by: { kind: 'operator', name: operator }, about: { path } });
      this.#values = this.#values.filter(({ value }) => value.path !== path);
      return true;
    });
  }

  #newest(path: string) {
    return this.#values.filter(({ value }) => value.path === path).at(-1);
  }
}
