import { frozenMap, frozenSet } from './policy/frozen.ts';

// What stands for a value of Temporal's, which no thread can send to another.
interface PackedTime {
  temporal: 'Duration' | 'PlainDateTime' | 'PlainTime';
  text: string;
}

/** What was made of each object so far: what many parts share, such as a rotation of many targets, is made and sent once. */
type Made = Map<object, unknown>;

/** A policy, or a part of one, as threads can send it. */
export function packed(value: unknown, made: Made = new Map()): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Set) return value;
  return once(value, made, () => {
    if (value instanceof Temporal.Duration) return { temporal: 'Duration', text: value.toString() } satisfies PackedTime;
    if (value instanceof Temporal.PlainDateTime)
      return { temporal: 'PlainDateTime', text: value.toString() } satisfies PackedTime;
    if (value instanceof Temporal.PlainTime) return { temporal: 'PlainTime', text: value.toString() } satisfies PackedTime;
    if (Array.isArray(value)) return value.map((one) => packed(one, made));
    if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, packed(one, made)]));
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, packed(one, made)]));
  });
}

/** What was packed, frozen. */
export function unpacked(value: unknown, made: Made = new Map()): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return once(value, made, () => {
    if (value instanceof Set) return frozenSet(value);
    if (value instanceof Map) return frozenMap([...value].map(([key, one]) => [key, unpacked(one, made)] as const));
    if (Array.isArray(value)) return Object.freeze(value.map((one) => unpacked(one, made)));
    if (isPackedTime(value)) return Temporal[value.temporal].from(value.text);
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpacked(one, made)])));
  });
}

function once(value: object, made: Made, make: () => unknown): unknown {
  const before = made.get(value);
  if (before !== undefined) return before;
  const now = make();
  made.set(value, now);
  return now;
}

// No object of a policy has such a key: what people name are keys of maps.
function isPackedTime(value: object): value is PackedTime {
  return 'temporal' in value;
}
