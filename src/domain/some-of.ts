import type { Some } from './digest.ts';

const FIRST = 5;

/** How many there are, and the first few in the order of what `by` says of each; the same for the same, whatever order they came in. */
export function someOf<T>(all: readonly T[], by: (one: T) => readonly (string | number)[]): Some<T> {
  const keyed = all.map((one) => ({ one, key: by(one) }));
  const first = keyed.toSorted((a, b) => compareKeys(a.key, b.key)).slice(0, FIRST);
  return { total: all.length, first: first.map(({ one }) => one) };
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, mine] of a.entries()) {
    const others = b[index] ?? '';
    if (mine !== others) return mine < others ? -1 : 1;
  }
  return 0;
}
