interface Seen {
  kind: string;
  times: number;
  shortest: number;
  longest: number;
}

// What a vendor's own code names things; any other key may itself be somebody's data, such as an id.
const NAME = /^[a-z][a-z0-9_]{0,49}$/;
const MOST_LINES = 200;

/** The shape of an answer, a line for each place: `oncalls[].user.summary: text of 3 to 12, null (2×)`. Keys, kinds and lengths, never a value. */
export function shapeOf(answer: unknown): string[] {
  const places = new Map<string, Map<string, Seen>>();
  note(answer, '', places);
  const lines = [...places].map(
    ([place, kinds]) => `${place === '' ? '(all)' : place}: ${[...kinds.values()].map(said).join(', ')}`,
  );
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more`];
}

function note(value: unknown, place: string, places: Map<string, Map<string, Seen>>): void {
  const kinds = places.get(place) ?? new Map<string, Seen>();
  places.set(place, kinds);
  const { kind, length } = kindOf(value);
  const seen = kinds.get(kind) ?? { kind, times: 0, shortest: length, longest: length };
  kinds.set(kind, {
    kind,
    times: seen.times + 1,
    shortest: Math.min(seen.shortest, length),
    longest: Math.max(seen.longest, length),
  });
  if (Array.isArray(value)) for (const item of value) note(item, `${place}[]`, places);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, below] of Object.entries(value)) note(below, place === '' ? named(key) : `${place}.${named(key)}`, places);
  }
}

function kindOf(value: unknown): { kind: string; length: number } {
  if (value === null) return { kind: 'null', length: 0 };
  if (Array.isArray(value)) return { kind: 'list', length: value.length };
  if (typeof value === 'string') return { kind: 'text', length: value.length };
  if (typeof value === 'object') return { kind: 'object', length: Object.keys(value).length };
  return { kind: typeof value, length: 0 };
}

function named(key: string): string {
  return NAME.test(key) ? key : '*';
}

function said({ kind, times, shortest, longest }: Seen): string {
  const length = shortest === longest ? `${shortest}` : `${shortest} to ${longest}`;
  const counted = kind === 'text' || kind === 'list' ? `${kind} of ${length}` : kind;
  return times === 1 ? counted : `${counted} (${times}×)`;
}
