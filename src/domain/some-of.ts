import type { Some } from './digest.ts';

const FIRST = 5;

/** How many there are, and the first few in the order of what `by` says of each; the same for the same, whatever order they came in. */
export function someOf<T>(all: readonly T[], by: (one: T) => readonly (string | number)[]): Some<T> {
  // Sorting a hundred thousand for the sake of five would keep everybody waiting.
  const first: { one: T; key: readonly (string | number)[] }[] = [];
  for (const one of all) {
    const key = by(one);
    const last = first[FIRST - 1];
    if (last && compareKeys(last.key, key) <= 0) continue;
    const place = first.findIndex((other) => compareKeys(key, other.key) < 0);
    first.splice(place === -1 ? first.length : place, 0, { one, key });
    first.length = Math.min(first.length, FIRST);
  }
  return { total: all.length, first: first.map(({ one }) => one) };
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, mine] of a.entries()) {
    const others = b[index] ?? '';
    if (mine !== others) return mine < others ? -1 : 1;
  }
  return 0;
}
