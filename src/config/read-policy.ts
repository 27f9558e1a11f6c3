import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Policy } from '../domain/policy.ts';
import { type Found, inOrder, type Mistake, printPath } from './mistake.ts';
import { type Catalog, type CheckedFile, type CheckedRotations, catalogOf } from './policy/catalog.ts';
import { valueAt } from './policy/explain-issues.ts';
import { Findings } from './policy/findings.ts';
import { findFurther } from './policy/further-findings.ts';
import { includedFiles } from './policy/included-files.ts';
import { includedFile, mainFile } from './policy/policy-schema.ts';
import { readPolicyFile } from './policy/read-policy-file.ts';
import { resolvePolicy } from './policy/resolve-policy.ts';
import { IN_A_ROTATION_FILE, rotationFile } from './policy/rotation-file-schema.ts';
import { type StandIns, shape } from './policy/salvage.ts';
import { readYaml, type YamlSource } from './policy/yaml-source.ts';

/** A file of the policy as it was read, its name relative to the main file's folder. */
export interface PolicyText {
  name: string;
  text: string;
  /** Of a file of rotations. */
  kind?: 'rotations';
}

/**
 * `findings` are all there are, notes too, in the order of the files; of a policy whose names or shape are wrong, no more is looked for. `entries` are those
 * of `include` and `rotations` as they stand in the main file.
 */
export type PolicyReading = { entries: readonly string[] } & (
  | { ok: true; policy: Policy; warnings: Mistake[]; findings: Found[]; texts: PolicyText[] }
  | { ok: false; mistakes: Mistake[]; findings: Found[]; lookedFurther: boolean }
);

interface LoadedFile {
  name: string;
  kind?: 'rotations';
  text?: string;
  source?: YamlSource;
  repeated: readonly YamlSource[];
}

/**
 * Reads and checks the policy with all files that it includes. Never throws for what they hold: every mistake in them is in the answer. What is odd about
 * coming hand-offs is told of those after `now`.
 */
export async function readPolicy(path: string, now = Temporal.Now.instant()): Promise<PolicyReading> {
  const folder = dirname(path);
  const mistakes: Mistake[] = [];
  const main = await load(folder, basename(path), mistakes);
  if (!main.source) return { ...refused(mistakes, [], [main.name]), entries: [] };
  const names = await namesListed('include', main.source, folder, mistakes);
  const included = await Promise.all(names.map((name) => load(folder, name, mistakes)));
  const files = [main, ...included, ...(await loadRotations(main.source, folder, names, mistakes))];
  const resolved = resolveFiles(files, main.source, mistakes);
  const lookedFurther = isSound(resolved);
  if (lookedFurther) findFurther(resolved.policy, resolved.catalog, now, resolved.findings);
  const reading = { ...readingOf(resolved, files), entries: entriesIn(main.source) };
  return reading.ok ? reading : { ...reading, lookedFurther };
}

/**
 * Reads a policy back from the text that was stored for it, such as the one in force when the file is broken. It was checked when it was put in force, so
 * nothing further is looked for.
 */
export function readStoredPolicy(stored: string): PolicyReading {
  const mistakes: Mistake[] = [];
  const files = storedFiles(stored).map(([name, text, kind]) => ({ ...parsed(name, text, mistakes), ...(kind && { kind }) }));
  const main = files[0]?.source;
  if (!main) return { ...refused(mistakes, [], []), entries: [] };
  return { ...readingOf(resolveFiles(files, main, mistakes), files), entries: entriesIn(main) };
}

function storedFiles(stored: string): [string, string, 'rotations'?][] {
  try {
    return JSON.parse(stored);
  } catch {
    // Of another version, which keeps it in another way.
    return [];
  }
}

interface Resolved {
  /** Absent when the main file's shape is beyond looking for names. */
  policy?: Policy;
  catalog?: Catalog;
  /** Of single files; what was found over all of them is in `findings`. */
  mistakes: readonly Mistake[];
  /** What each rule says by itself; what is found further comes beside it. */
  warnings: readonly Mistake[];
  findings: Findings;
}

function isSound(resolved: Resolved): resolved is Resolved & { policy: Policy; catalog: Catalog } {
  return resolved.policy !== undefined && resolved.mistakes.length === 0 && resolved.findings.mistakes.length === 0;
}

type Checked = Omit<Extract<PolicyReading, { ok: true }>, 'entries'> | Omit<Extract<PolicyReading, { ok: false }>, 'entries'>;

function readingOf(resolved: Resolved, files: readonly LoadedFile[]): Checked {
  const { mistakes, findings } = resolved;
  const order = files.map(({ name }) => name);
  const looser = [...severe('warning', findings.warnings), ...severe('note', findings.notes)];
  if (!isSound(resolved)) return refused([...mistakes, ...findings.mistakes], looser, order);
  const texts = textsOf(files);
  const warnings = inOrder(resolved.warnings, order);
  return { ok: true, policy: resolved.policy, warnings, findings: inOrder(looser, order), texts };
}

function refused(
  mistakes: readonly Mistake[],
  looser: readonly Found[],
  order: readonly string[],
): Extract<Checked, { ok: false }> {
  const findings = inOrder([...severe('mistake', mistakes), ...looser], order);
  return { ok: false, mistakes: inOrder(mistakes, order), findings, lookedFurther: false };
}

function severe(severity: Found['severity'], mistakes: readonly Mistake[]): Found[] {
  return mistakes.map((mistake) => ({ ...mistake, severity }));
}

function textsOf(files: readonly LoadedFile[]): PolicyText[] {
  return files.flatMap(({ name, text, kind }) => (text === undefined ? [] : [{ name, text, ...(kind && { kind }) }]));
}

/** The text that is stored for a policy; its SHA-256 is the policy's hash. A list of lists, so that no two sets of files share one. */
export function policyText(texts: readonly PolicyText[]): string {
  return JSON.stringify(texts.map(({ name, text, kind }) => (kind ? [name, text, kind] : [name, text])));
}

function hashOf(texts: readonly PolicyText[]): string {
  return createHash('sha256').update(policyText(texts)).digest('hex');
}

async function load(folder: string, name: string, mistakes: Mistake[]): Promise<LoadedFile> {
  const reading = await readPolicyFile(join(folder, name));
  if (!reading.ok) {
    mistakes.push({ file: name, path: '', message: reading.message, unquoted: reading.message });
    return { name, repeated: [] };
  }
  return parsed(name, reading.text, mistakes);
}

function parsed(name: string, text: string, mistakes: Mistake[]): LoadedFile {
  const yaml = readYaml(name, text);
  mistakes.push(...yaml.mistakes);
  return { name, text, repeated: yaml.repeated, ...(yaml.source && { source: yaml.source }) };
}

async function loadRotations(
  main: YamlSource,
  folder: string,
  included: readonly string[],
  mistakes: Mistake[],
): Promise<LoadedFile[]> {
  const names = await namesListed('rotations', main, folder, mistakes);
  const known = new Set([main.file, ...included]);
  for (const name of names.filter((name) => known.has(name))) {
    const message = `${name} is a file of the policy itself already`;
    mistakes.push({ file: main.file, line: main.lineOf(['rotations']), path: 'rotations', message });
  }
  const others = names.filter((name) => !known.has(name));
  return Promise.all(others.map(async (name) => ({ ...(await load(folder, name, mistakes)), kind: 'rotations' as const })));
}

type Listing = 'include' | 'rotations';

async function namesListed(key: Listing, main: YamlSource, folder: string, mistakes: Mistake[]): Promise<string[]> {
  const names = new Set<string>();
  for (const [index, entry] of listedIn(main, key).entries()) {
    if (typeof entry !== 'string') continue;
    const path = [key, index];
    const reading = await includedFiles(entry, folder, main.file);
    if (!reading.ok) mistakes.push({ file: main.file, line: main.lineOf(path), path: printPath(path), message: reading.message });
    for (const name of reading.ok ? reading.files : []) names.add(name);
  }
  return [...names];
}

function listedIn(main: YamlSource, key: Listing): readonly unknown[] {
  const listed = valueAt(main.root, [key]);
  return Array.isArray(listed) ? listed : [];
}

function entriesIn(main: YamlSource): string[] {
  return [...listedIn(main, 'include'), ...listedIn(main, 'rotations')].filter((entry) => typeof entry === 'string');
}

function resolveFiles(files: readonly LoadedFile[], main: YamlSource, mistakes: Mistake[]): Resolved {
  const findings = new Findings(files.every((file) => file.source !== undefined));
  const value = shaped(mainFile, main, mistakes);
  const [ofPolicy, ofRotations] = [undefined, 'rotations'].map((kind) => files.filter((file) => file.kind === kind));
  const others = (ofPolicy ?? []).flatMap((file) => besideMain(file, main)).map((source) => checkIncluded(source, mistakes));
  const rotations = (ofRotations ?? []).flatMap(({ source }) => (source ? [checkRotations(source, mistakes)] : []));
  if (!value) return { mistakes, warnings: [], findings };
  const catalog = catalogOf({ value, source: main }, others, rotations, findings);
  const policy = resolvePolicy(catalog, hashOf(textsOf(files)), findings);
  return { mistakes, warnings: [...findings.warnings], findings, catalog, policy };
}

// What is written twice is a mistake already, and what stands there may hold more of them.
function besideMain({ source, repeated }: LoadedFile, main: YamlSource): YamlSource[] {
  const sections = repeated.filter(({ again }) => Object.hasOwn(includedFile.shape, again?.[0] ?? ''));
  return source && source !== main ? [source, ...sections] : sections;
}

function checkIncluded(source: YamlSource, mistakes: Mistake[]): CheckedFile {
  const value = shaped(includedFile, source, mistakes);
  return value ? { source, value } : { source };
}

function checkRotations(source: YamlSource, mistakes: Mistake[]): CheckedRotations {
  const value = shaped(rotationFile, source, mistakes, IN_A_ROTATION_FILE);
  return value ? { source, value } : { source };
}

function shaped<Value>(
  schema: Parameters<typeof shape<Value>>[0],
  source: YamlSource,
  mistakes: Mistake[],
  standIns?: StandIns,
): Value | undefined {
  const result = shape(schema, source.root, standIns);
  for (const { path, ...mistake } of result.mistakes) {
    mistakes.push({ file: source.file, line: source.lineOf(path), path: printPath(path), ...mistake });
  }
  return result.value;
}
