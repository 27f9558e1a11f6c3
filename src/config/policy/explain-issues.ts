import type * as z from 'zod';
import { nearestNames } from '../../domain/nearest-names.ts';
import type { KeyPath } from '../mistake.ts';
import type { Plain } from './yaml-source.ts';

/** One thing wrong with the shape of a file. */
export interface ShapeMistake {
  path: KeyPath;
  message: string;
  /** See `Mistake`. */
  unquoted?: string;
}

type Issue = z.core.$ZodIssue;

// Keys that the documentation of other versions describes, so that nobody takes them for typing errors.
const OF_OTHER_VERSIONS = new Set(['lease', 'mode', 'network', 'proxy', 'secrets', 'upstream']);

/** What the schema found, one entry for each key or value: what was found there and what is allowed. */
export function explainIssues(issues: readonly Issue[], root: Plain): ShapeMistake[] {
  return issues.flatMap((issue) => explain(issue, [], root));
}

function explain(issue: Issue, above: KeyPath, root: Plain): ShapeMistake[] {
  const path: KeyPath = [...above, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => asItIs([...path, key], explainKey(key, issue.message.split(' '))));
    case 'invalid_union': {
      const inner = closestBranch(issue.errors, valueAt(root, path));
      return inner ? inner.flatMap((each) => explain(each, path, root)) : [notAllowed(root, path, issue.message)];
    }
    case 'custom':
      return [{ path, message: issue.message, ...issue.params }];
    default:
      return [notAllowed(root, path, issue.message)];
  }
}

// Nothing of the file is in the message.
function asItIs(path: KeyPath, message: string): ShapeMistake {
  return { path, message, unquoted: message };
}

function explainKey(key: string, known: readonly string[]): string {
  const allowed = `allowed here: ${known.join(', ')}`;
  if (OF_OTHER_VERSIONS.has(key)) return `not known by this version; ${allowed}`;
  const [nearest] = nearestNames(key, known);
  return nearest ? `unknown key; did you mean ${nearest}? (${allowed})` : `unknown key; ${allowed}`;
}

// Of a union's branches the one meant is that of the same kind of value: a map for a map, a list for a list.
function closestBranch(branches: readonly (readonly Issue[])[], found: Plain | undefined): readonly Issue[] | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  return branches.find((branch) => branch.length > 0 && branch.every((issue) => issue.path.length > 0 || isAboutContent(issue)));
}

function isAboutContent(issue: Issue): boolean {
  return issue.code === 'unrecognized_keys' || issue.code === 'too_small' || issue.code === 'custom';
}

function notAllowed(root: Plain, path: KeyPath, message: string): ShapeMistake {
  const found = valueAt(root, path);
  const allowed = plainlyAllowed(message);
  if (found === undefined) return asItIs(path, `missing: write ${allowed}`);
  if (found === null) return asItIs(path, `empty: write ${allowed}`);
  if (typeof found === 'object') return asItIs(path, `${describe(found)} is not ${allowed}`);
  const unquoted = `${UNSAID} is not ${allowed}`;
  return { path, message: `${mayBeSecret(path, found) ? NOT_QUOTED : describe(found)} is not ${allowed}`, unquoted };
}

/** Stands for what was found where that isn't said. */
export const UNSAID = 'what stands here';

const NOT_QUOTED = 'what stands here (not quoted, since it may be a secret)';

// Where a variable's source or its path belongs, people paste the value itself; and a whole file of text may be a link to a key. Mistakes go to logs.
function mayBeSecret([top, , part, variable, key]: KeyPath, found: NonNullable<Plain>): boolean {
  const isSource = top === 'resources' && part === 'variables' && variable !== undefined && (key ?? 'sealed') === 'sealed';
  return (isSource || top === undefined) && typeof found !== 'object' && found !== '';
}

// The package's own words, where the schema has none, begin so.
function plainlyAllowed(message: string): string {
  return message.replace(/^Invalid input: expected /, '');
}

function describe(found: NonNullable<Plain>): string {
  if (typeof found === 'string') return `“${found.length > 60 ? `${found.slice(0, 60)}…` : found}”`;
  if (typeof found !== 'object') return String(found);
  if (Array.isArray(found)) return found.length === 0 ? 'an empty list' : 'a list';
  return Object.keys(found).length === 0 ? 'an empty map' : 'a map';
}

/** The value at `path`; undefined where there is none. */
export function valueAt(root: Plain, path: KeyPath): Plain | undefined {
  let value: Plain | undefined = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as { [key: string]: Plain })[step];
  }
  return value;
}
