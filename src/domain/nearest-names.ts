const MOST = 3;
// Longer words are never a slip of somebody's finger.
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
  const distance = slips(asked, name, asked.length <= 3 ? 1 : 2);
  if (distance !== Number.POSITIVE_INFINITY) return distance;
  const begins = asked.length >= 2 && (name.startsWith(asked) || (name.length >= 3 && asked.startsWith(name)));
  if (begins) return MOST + Math.abs(name.length - asked.length);
  return asked.length >= 3 && name.includes(asked) ? LONGEST_WORD + name.length : undefined;
}

/**
 * Damerau-Levenshtein distance (optimal string alignment): one slip is a wrong, missing or extra letter, or two neighbours swapped. Infinity where it is
 * over `most`, which is found out early: a policy may have hundreds of names to compare with hundreds of others.
 */
export function slips(a: ArrayLike<string>, b: ArrayLike<string>, most = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  const { start, end } = alike(a, b);
  const [rows, columns] = [a.length - start - end, b.length - start - end];
  let before: number[] = [];
  let previous = Array.from({ length: columns + 1 }, (_, column) => column);
  for (let row = 1; row <= rows; row++) {
    const current = [row];
    let least = row;
    // A cell further from the diagonal than `most` is over it.
    for (let column = Math.max(1, row - most); column <= Math.min(columns, row + most); column++) {
      const [x, y] = [start + row - 1, start + column - 1];
      const plain = Math.min(at(previous, column) + 1, at(current, column - 1) + 1);
      const cell = Math.min(plain, a[x] === b[y] ? at(previous, column - 1) : swappedOrWrong(row, column, x, y));
      current[column] = cell;
      least = Math.min(least, cell);
    }
    if (least > most) return Number.POSITIVE_INFINITY;
    before = previous;
    previous = current;
  }
  const distance = at(previous, columns);
  return distance > most ? Number.POSITIVE_INFINITY : distance;

  function swappedOrWrong(row: number, column: number, x: number, y: number): number {
    const isSwapped = row > 1 && column > 1 && a[x] === b[y - 1] && a[x - 1] === b[y];
    return 1 + Math.min(at(previous, column - 1), isSwapped ? at(before, column - 2) : Number.POSITIVE_INFINITY);
  }
}

/** How many letters both begin with, and how many behind those both end with: they are no slips. */
function alike(a: ArrayLike<string>, b: ArrayLike<string>): { start: number; end: number } {
  const most = Math.min(a.length, b.length);
  let [start, end] = [0, 0];
  while (start < most && a[start] === b[start]) start += 1;
  while (start + end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return { start, end };
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

// Only A to Z: `toLowerCase` also turns the Kelvin sign into a k.
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
