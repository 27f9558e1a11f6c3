import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { type KeyPath, type Mistake, printPath } from '../mistake.ts';

/** What YAML can say here: no aliases, no tags, no dates. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** One file's content as plain values, and the lines they stand on. */
export interface YamlSource {
  file: string;
  root: Plain;
  /** The line of the key or item at `path`; of its nearest parent where it doesn't exist. */
  lineOf(path: KeyPath): number;
  /** The key that the file writes once more here, and that is all there is; absent of a whole file. */
  again?: KeyPath;
}

export interface YamlReading {
  /** Absent when the text can't be read as YAML at all. */
  source?: YamlSource;
  /** What stands below keys of the first two levels that are written once more, each by itself. */
  repeated: YamlSource[];
  mistakes: Mistake[];
}

/** Reads one file's text. Aliases, anchors, merge keys, tags and repeated keys are mistakes; `__proto__` is never used as a key. */
export function readYaml(file: string, text: string): YamlReading {
  const lines = new LineCounter();
  const document = composed(text, lines);
  if (!document) return { repeated: [], mistakes: [ofAll(file, 'is nested too deeply')] };
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    // Later errors mostly follow from the first.
    const [error] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
    const line = lineAt(error?.pos[0] ?? 0);
    if (error?.code === 'MULTIPLE_DOCS')
      return { repeated: [], mistakes: [{ ...ofAll(file, 'holds several documents: only one is allowed'), line }] };
    const message = `is not YAML: ${error?.message}`;
    return { repeated: [], mistakes: [{ file, line, path: '', message, unquoted: 'is not YAML' }] };
  }
  const reader: Reader = { file, lineAt, repeated: [], mistakes: [] };
  if (isNothing(document.contents)) return { repeated: [], mistakes: [ofAll(file, 'is empty')] };
  const root = plainOf(document.contents, [], reader);
  const { repeated, mistakes } = reader;
  return { source: { file, root, lineOf: (path) => lineAt(offsetOf(document.contents, path)) }, repeated, mistakes };
}

interface Reader extends Omit<YamlReading, 'source'> {
  file: string;
  lineAt(offset: number): number;
}

// Repeated keys are found below: the package's own check takes quadratic time.
function composed(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      version: '1.2',
      schema: 'core',
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isNothing(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && !node.source);
}

function plainOf(node: unknown, path: KeyPath, reader: Reader): Plain {
  refuseExtras(node, path, reader);
  if (isMap(node)) return plainMap(node, path, reader);
  if (isSeq(node)) return node.items.map((item, index) => plainOf(item, [...path, index], reader));
  if (isScalar(node)) return typeof node.value === 'bigint' ? node.value.toString() : (node.value as Plain);
  return null;
}

function plainMap(map: YAMLMap, path: KeyPath, reader: Reader): { [key: string]: Plain } {
  const plain: { [key: string]: Plain } = {};
  for (const pair of map.items) {
    const key = keyOf(pair);
    const message = keyMistake(key, plain);
    if (message === undefined && key !== undefined) plain[key] = plainOf(pair.value, [...path, key], reader);
    else note(reader, pair.key, key === undefined ? path : [...path, key], message ?? '');
    if (message === TWICE && key !== undefined && path.length < 2) keepRepeated([...path, key], pair, reader);
  }
  return plain;
}

function keepRepeated(path: KeyPath, pair: Pair, reader: Reader): void {
  const { file, lineAt, repeated } = reader;
  // In front of those within it, which are after it in the file too.
  const place = repeated.length;
  const root = path.reduceRight<Plain>((below, key) => ({ [key]: below }), plainOf(pair.value, path, reader));
  const lineOf = (below: KeyPath) => lineAt(offsetOf(pair.value, below.slice(path.length), startOf(pair.key)));
  repeated.splice(place, 0, { file, root, lineOf, again: path });
}

const TWICE = 'is written twice';

function keyMistake(key: string | undefined, before: object): string | undefined {
  if (key === undefined) return 'has a key that is not a word';
  if (key === '<<') return 'merge keys are not allowed: write the keys out';
  if (key === '__proto__') return 'is not allowed as a key';
  return Object.hasOwn(before, key) ? TWICE : undefined;
}

function refuseExtras(node: unknown, path: KeyPath, reader: Reader): void {
  if (isAlias(node)) note(reader, node, path, 'aliases are not allowed: write the value out');
  else if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor) {
    note(reader, node, path, 'anchors are not allowed: write the value out where it is needed');
  } else if ((isMap(node) || isSeq(node) || isScalar(node)) && node.tag)
    note(reader, node, path, 'tags are not allowed: write the plain value');
}

// Nothing that is noted here quotes what was found.
function note(reader: Reader, node: unknown, path: KeyPath, message: string): void {
  const line = reader.lineAt(startOf(node));
  reader.mistakes.push({ ...ofAll(reader.file, message), line, path: printPath(path) });
}

function ofAll(file: string, message: string): Mistake {
  return { file, path: '', message, unquoted: message };
}

function keyOf(pair: Pair): string | undefined {
  const { key } = pair;
  if (!isScalar(key) || key.value === null) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function offsetOf(root: unknown, path: KeyPath, from = startOf(root)): number {
  let node = root;
  let offset = from;
  for (const step of path) {
    const child = isSeq(node) ? node.items[Number(step)] : isMap(node) ? pairsOf(node).get(step) : undefined;
    if (child === undefined) return offset;
    offset = startOf(isPair(child) ? child.key : child);
    node = isPair(child) ? child.value : child;
  }
  return offset;
}

const indexed = new WeakMap<YAMLMap, ReadonlyMap<unknown, Pair>>();

// Thousands of findings may stand in one map. Of a key that is written twice the first counts.
function pairsOf(map: YAMLMap): ReadonlyMap<unknown, Pair> {
  const known = indexed.get(map);
  if (known) return known;
  const pairs = new Map(map.items.toReversed().map((pair) => [keyOf(pair), pair]));
  indexed.set(map, pairs);
  return pairs;
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
