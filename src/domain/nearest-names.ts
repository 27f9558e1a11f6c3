const MOST = 3;
// Longer words are never a slip of somebody's finger, and the distance costs the product of both lengths.
const LONGEST_WORD = 64;

/** The names that `word` was probably meant to be, nearest first, at most three: two slips away (one for short words), a beginning, or a part. */
export function nearestNames(word: string, names: Iterable<string>): string[] {
  const asked = lower(word);
  if (asked.length === 0 || asked.length > LONGEST_WORD) return [];
  return [...names]
    .map((name) => ({ name, distance: likeness(asked, lower(name)) }))
    .filter(({ distance }) => distance !== undefined)
    .toSorted((a, b) => (a.distance ?? 0) - (b.distance ?? 0) || (a.name < b.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
}

function likeness(asked: string, name: string): number | undefined {
  if (name.length > LONGEST_WORD) return undefined;
  const distance = slips(asked, name);
  if (distance <= (asked.length <= 3 ? 1 : 2)) return distance;
  const begins = asked.length >= 2 && (name.startsWith(asked) || (name.length >= 3 && asked.startsWith(name)));
  if (begins) return MOST + Math.abs(name.length - asked.length);
  return asked.length >= 3 && name.includes(asked) ? LONGEST_WORD + name.length : undefined;
}

/** Damerau-Levenshtein distance (optimal string alignment): one slip is a wrong, missing or extra letter, or two neighbours swapped. */
export function slips(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const plain = Math.min(at(previous, column) + 1, at(current, column - 1) + 1, at(previous, column - 1) + (same ? 0 : 1));
      current.push(row > 1 && column > 1 && swapped ? Math.min(plain, at(before, column - 2) + 1) : plain);
    }
    before = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

// Only A to Z: `toLowerCase` also turns the Kelvin sign into a k.
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
