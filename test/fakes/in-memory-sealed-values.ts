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

  async notUnder(keyId: string, limit: number, after = { path: '', version: 0 }): Promise<SealedValue[]> {
    const isBehind = ({ path, version }: SealedValue) => path > after.path || (path === after.path && version > after.version);
    return this.#values
      .map(({ value }) => value)
      .filter((value) => value.keyId !== keyId && isBehind(value))
      .toSorted((a, b) => (a.path === b.path ? a.version - b.version : a.path < b.path ? -1 : 1))
      .slice(0, limit);
  }

  async reseal(value: SealedValue, fromKey: string, operator: string): Promise<boolean> {
    return this.#store.transaction(async (tx) => {
      const { path, version, keyId } = value;
      const kept = this.#values.find((one) => one.value.path === path && one.value.version === version);
      if (kept?.value.keyId !== fromKey) return false;
      const about = { path, version, fromKey, keyId };
      tx.record({ kind: 'secret-resealed', by: { kind: 'operator', name: operator }, about });
      this.#values = this.#values.map((one) => (one === kept ? { ...one, value } : one));
      return true;
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
