import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { KeyPath } from '../mistake.ts';
import { explainIssues, type ShapeMistake, valueAt } from './explain-issues.ts';
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
export function shape<Value>(schema: z.ZodType<Value>, root: Plain): Shaped<Value> {
  const first = schema.safeParse(root);
  if (first.success) return { value: first.data, mistakes: [] };
  const mistakes = explainIssues(first.error.issues, root);
  const rest = structuredClone(root);
  let found: readonly ShapeMistake[] = mistakes;
  for (let round = 0; round < ROUNDS; round++) {
    for (const { path } of found) leaveOut(rest, path);
    const again = schema.safeParse(rest);
    if (again.success) return { value: again.data, mistakes };
    found = explainIssues(again.error.issues, rest);
  }
  return { mistakes };
}

const RULE: Plain = { name: 'left out', when: 'anyone' };

// What stands in for a required key, so that the rest of its parent is still checked.
function standIn(path: KeyPath): Plain | undefined {
  const key = path.at(-1);
  if (path.length === 1) return TOP.get(String(key));
  if (key === 'when') return 'anyone';
  if (key === 'name') return 'left out';
  if (key === 'sealed') return 'left-out';
  if (path[0] === 'resources' && path.length === 3 && key === 'rules') return [RULE];
  if (path[0] === 'resources' && path.length === 3 && key === 'variables') return { LEFT_OUT: { sealed: 'left-out' } };
  return undefined;
}

const TOP = new Map<string, Plain>([
  ['version', 1],
  ['slack', { team: 'T00', auditChannel: 'C00', approvalChannel: 'C00' }],
  ['roles', { owners: ['left-out'] }],
]);

function leaveOut(root: Plain, path: KeyPath): void {
  if (path.length === 0) return;
  const parentPath = path.slice(0, -1);
  const parent = valueAt(root, parentPath);
  const key = path.at(-1) ?? '';
  if (typeof parent !== 'object' || parent === null) leaveOut(root, parentPath);
  else if (Array.isArray(parent)) leaveOutItem(root, parent, parentPath, Number(key));
  else if (canStandIn(path, parent[key])) parent[key] = structuredClone(standIn(path) ?? null);
  else if (Object.hasOwn(parent, key)) delete parent[key];
  else leaveOut(root, parentPath);
}

// What stands in and is still wrong doesn't belong there at all.
function canStandIn(path: KeyPath, found: Plain | undefined): boolean {
  const stand = standIn(path);
  return stand !== undefined && !isDeepStrictEqual(found, stand);
}

// A rule keeps its place, so that those after it keep their lines; of other lists the whole is left out.
function leaveOutItem(root: Plain, list: Plain[], listPath: KeyPath, index: number): void {
  if (isListOfRules(listPath)) list[index] = structuredClone(RULE);
  else leaveOut(root, listPath);
}

function isListOfRules(path: KeyPath): boolean {
  return (path[0] === 'rules' && path.length === 2) || (path[0] === 'resources' && path.length === 3 && path[2] === 'rules');
}
