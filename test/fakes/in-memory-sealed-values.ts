import type { SealedValue, SealedValues } from '../../src/ports/sealed-values.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';

/** Sealed values in memory. `rows` is open, so that a test can tamper with them; `changes` is what would have been recorded. */
export class InMemorySealedValues implements SealedValues {
  readonly rows: SealedValue[] = [];
  readonly changes: { kind: 'secret-set' | 'secret-removed'; path: string; operator: string }[] = [];
  // Counts on after a removal, so that no version is sealed twice.
  readonly #lastVersion = new Map<string, number>();
  readonly #setAt: Temporal.Instant;
  #down = false;

  constructor(setAt = Temporal.Instant.from('2026-03-02T03:17:00Z')) {
    this.#setAt = setAt;
  }

  goDown(): void {
    this.#down = true;
  }

  async newest(path: string): Promise<SealedValue | undefined> {
    this.#answerOrFail();
    return this.#of(path).at(-1);
  }

  async add(path: string, seal: (version: number) => SealedValue, operator: string): Promise<number> {
    this.#answerOrFail();
    const version = (this.#lastVersion.get(path) ?? 0) + 1;
    this.rows.push(seal(version));
    this.#lastVersion.set(path, version);
    this.changes.push({ kind: 'secret-set', path, operator });
    return version;
  }

  async list(): Promise<{ path: string; version: number; keyId: string; setAt: Temporal.Instant }[]> {
    this.#answerOrFail();
    const paths = [...new Set(this.rows.map((row) => row.path))].toSorted();
    return paths.flatMap((path) => {
      const row = this.#of(path).at(-1);
      return row ? [{ path, version: row.version, keyId: row.keyId, setAt: this.#setAt }] : [];
    });
  }

  async remove(path: string, operator: string): Promise<boolean> {
    this.#answerOrFail();
    const found = this.#of(path);
    for (const row of found) this.rows.splice(this.rows.indexOf(row), 1);
    if (found.length > 0) this.changes.push({ kind: 'secret-removed', path, operator });
    return found.length > 0;
  }

  #of(path: string): SealedValue[] {
    return this.rows.filter((row) => row.path === path).toSorted((a, b) => a.version - b.version);
  }

  #answerOrFail(): void {
    if (this.#down) throw new StoreUnavailable();
  }
}
