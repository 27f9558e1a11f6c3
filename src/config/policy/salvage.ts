import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { KeyPath } from '../mistake.ts';
import { explainIssues, type ShapeMistake, valueAt } from './explain-issues.ts';
import { wrongNames } from './wrong-names.ts';
import type { Plain } from './yaml-source.ts';

export interface Shaped<Value> {
  /** The file's content without what is wrong in it, so that names can be checked too; absent when nothing could be kept. */
  value?: Value;
  mistakes: ShapeMistake[];
}

// Each round may uncover what the last one's gaps leave incomplete; the nesting of the file is not deeper than this.
const ROUNDS = 8;

/**
 * Checks `root` against `schema`. With mistakes, the value is what remains when they are left out: it must never be used as a policy,
 * only to look for further mistakes.
 */
export function shape<Value>(schema: z.ZodType<Value>, root: Plain, standIns: StandIns = IN_A_POLICY): Shaped<Value> {
  const names = wrongNames(schema, root);
  const first = schema.safeParse(root);
  if (first.success) return { value: first.data, mistakes: names };
  let found = explainIssues(first.error.issues, root);
  // A name stays, right or wrong: what is below it is looked at like everything else.
  const mistakes = [...names, ...found];
  const rest = structuredClone(root);
  for (let round = 0; round < ROUNDS; round++) {
    leaveAllOut(rest, found, standIns);
    const again = schema.safeParse(rest);
    if (again.success) return { value: again.data, mistakes };
    found = explainIssues(again.error.issues, rest);
  }
  return { mistakes };
}

const RULE: Plain = { name: 'left out', when: 'anyone' };

/** What stands in for a required key, or for an item of a list, so that the rest of its parent is still checked. */
export interface StandIns {
  ofKey(path: KeyPath): Plain | undefined;
  ofItem(listPath: KeyPath): Plain;
}

const IN_A_POLICY: StandIns = { ofKey: keyOfPolicy, ofItem: (listPath) => (isListOfRules(listPath) ? RULE : 'left-out') };

function keyOfPolicy(path: KeyPath): Plain | undefined {
  const key = path.at(-1);
  if (path.length === 1) return TOP.get(String(key));
  if (key === 'when') return 'anyone';
  if (key === 'name') return 'left out';
  if (key === 'sealed') return 'left-out';
  if (key === 'within') return '1h';
  if (path[0] === 'resources' && path.length === 3 && key === 'rules') return [RULE];
  if (path[0] === 'resources' && path.length === 3 && key === 'variables') return { LEFT_OUT: { sealed: 'left-out' } };
  return undefined;
}

const TOP = new Map<string, Plain>([
  ['version', 1],
  ['slack', { team: 'T00', auditChannel: 'C00', approvalChannel: 'C00' }],
  ['roles', { owners: ['left-out'] }],
]);

// What went with something above it isn't looked for again: otherwise its neighbours would go too, and their mistakes with them.
function leaveAllOut(root: Plain, mistakes: readonly ShapeMistake[], standIns: StandIns): void {
  const gone = new Set<string>();
  for (const { path } of mistakes) {
    const isGone = path.some((_, index) => gone.has(JSON.stringify(path.slice(0, index + 1))));
    if (!isGone) gone.add(JSON.stringify(leaveOut(root, path, standIns)));
  }
}

/** The path of what went. */
function leaveOut(root: Plain, path: KeyPath, standIns: StandIns): KeyPath {
  if (path.length === 0) return path;
  const parentPath = path.slice(0, -1);
  const parent = valueAt(root, parentPath);
  const key = path.at(-1) ?? '';
  if (typeof parent !== 'object' || parent === null) return leaveOut(root, parentPath, standIns);
  if (Array.isArray(parent)) return leaveOutItem(root, parent, path, standIns);
  const stand = standIns.ofKey(path);
  if (canStandIn(stand, parent[key])) parent[key] = structuredClone(stand ?? null);
  else if (Object.hasOwn(parent, key)) delete parent[key];
  else return leaveOut(root, parentPath, standIns);
  return path;
}

// What stands in and is still wrong doesn't belong there at all.
function canStandIn(stand: Plain | undefined, found: Plain | undefined): boolean {
  return stand !== undefined && !isDeepStrictEqual(found, stand);
}

// An item keeps its place, so that those after it keep their lines; a list in which no name can stand in is left out as a whole.
function leaveOutItem(root: Plain, list: Plain[], path: KeyPath, standIns: StandIns): KeyPath {
  const listPath = path.slice(0, -1);
  const index = Number(path.at(-1));
  const stand = standIns.ofItem(listPath);
  if (isDeepStrictEqual(list[index], stand)) return leaveOut(root, listPath, standIns);
  list[index] = structuredClone(stand);
  return path;
}

function isListOfRules(path: KeyPath): boolean {
  return (path[0] === 'rules' && path.length === 2) || (path[0] === 'resources' && path.length === 3 && path[2] === 'rules');
}
