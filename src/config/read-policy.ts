import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Policy } from '../domain/policy.ts';
import { type Found, inOrder, type Mistake, printPath } from './mistake.ts';
import { type Catalog, type CheckedFile, catalogOf } from './policy/catalog.ts';
import { valueAt } from './policy/explain-issues.ts';
import { Findings } from './policy/findings.ts';
import { findFurther } from './policy/further-findings.ts';
import { includedFiles } from './policy/included-files.ts';
import { includedFile, mainFile } from './policy/policy-schema.ts';
import { readPolicyFile } from './policy/read-policy-file.ts';
import { resolvePolicy } from './policy/resolve-policy.ts';
import { shape } from './policy/salvage.ts';
import { readYaml, type YamlSource } from './policy/yaml-source.ts';

/** A file of the policy as it was read, its name relative to the main file's folder. */
export interface PolicyText {
  name: string;
  text: string;
}

/**
 * `findings` are all there are, notes too, in the order of the files; of a policy whose names or shape are wrong, no more is looked for. `entries` are those
 * of `include` as they stand in the main file.
 */
export type PolicyReading = { entries: readonly string[] } & (
  | { ok: true; policy: Policy; warnings: Mistake[]; findings: Found[]; texts: PolicyText[] }
  | { ok: false; mistakes: Mistake[]; findings: Found[]; lookedFurther: boolean }
);

interface LoadedFile {
  name: string;
  text?: string;
  source?: YamlSource;
  repeated: readonly YamlSource[];
}

/** Reads and checks the policy with all files that it includes. Never throws for what they hold: every mistake in them is in the answer. */
export async function readPolicy(path: string): Promise<PolicyReading> {
  const folder = dirname(path);
  const mistakes: Mistake[] = [];
  const main = await load(folder, basename(path), mistakes);
  if (!main.source) return { ...refused(mistakes, [], [main.name]), entries: [] };
  const names = await namesOfIncluded(main.source, folder, mistakes);
  const included = await Promise.all(names.map((name) => load(folder, name, mistakes)));
  const files = [main, ...included];
  const resolved = resolveFiles(files, main.source, mistakes);
  const lookedFurther = isSound(resolved);
  if (lookedFurther) findFurther(resolved.policy, resolved.catalog, resolved.findings);
  const reading = { ...readingOf(resolved, files), entries: entriesIn(main.source) };
  return reading.ok ? reading : { ...reading, lookedFurther };
}

/**
 * Reads a policy back from the text that was stored for it, such as the one in force when the file is broken. It was checked when it was put in force, so
 * nothing further is looked for.
 */
export function readStoredPolicy(stored: string): PolicyReading {
  const mistakes: Mistake[] = [];
  const files = storedFiles(stored).map(([name, text]) => parsed(name, text, mistakes));
  const main = files[0]?.source;
  if (!main) return { ...refused(mistakes, [], []), entries: [] };
  return { ...readingOf(resolveFiles(files, main, mistakes), files), entries: entriesIn(main) };
}

function storedFiles(stored: string): [string, string][] {
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
  return files.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }]));
}

/** The text that is stored for a policy; its SHA-256 is the policy's hash. A list of pairs, so that no two sets of files share one. */
export function policyText(texts: readonly PolicyText[]): string {
  return JSON.stringify(texts.map(({ name, text }) => [name, text]));
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

async function namesOfIncluded(main: YamlSource, folder: string, mistakes: Mistake[]): Promise<string[]> {
  const names = new Set<string>();
  for (const [index, entry] of includeIn(main).entries()) {
    if (typeof entry !== 'string') continue;
    const path = ['include', index];
    const reading = await includedFiles(entry, folder, main.file);
    if (!reading.ok) mistakes.push({ file: main.file, line: main.lineOf(path), path: printPath(path), message: reading.message });
    for (const name of reading.ok ? reading.files : []) names.add(name);
  }
  return [...names];
}

function includeIn(main: YamlSource): readonly unknown[] {
  const include = valueAt(main.root, ['include']);
  return Array.isArray(include) ? include : [];
}

function entriesIn(main: YamlSource): string[] {
  return includeIn(main).filter((entry) => typeof entry === 'string');
}

function resolveFiles(files: readonly LoadedFile[], main: YamlSource, mistakes: Mistake[]): Resolved {
  const findings = new Findings(files.every((file) => file.source !== undefined));
  const value = shaped(mainFile, main, mistakes);
  const others = files.flatMap((file) => besideMain(file, main)).map((source) => checkIncluded(source, mistakes));
  if (!value) return { mistakes, warnings: [], findings };
  const catalog = catalogOf({ value, source: main }, others, findings);
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

function shaped<Value>(schema: Parameters<typeof shape<Value>>[0], source: YamlSource, mistakes: Mistake[]): Value | undefined {
  const result = shape(schema, source.root);
  for (const { path, ...mistake } of result.mistakes) {
    mistakes.push({ file: source.file, line: source.lineOf(path), path: printPath(path), ...mistake });
  }
  return result.value;
}
