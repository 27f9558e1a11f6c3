import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Policy } from '../domain/policy.ts';
import { inOrder, type Mistake, printPath } from './mistake.ts';
import { type CheckedFile, catalogOf } from './policy/catalog.ts';
import { valueAt } from './policy/explain-issues.ts';
import { Findings } from './policy/findings.ts';
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

export type PolicyReading =
  | { ok: true; policy: Policy; warnings: Mistake[]; texts: PolicyText[] }
  | { ok: false; mistakes: Mistake[] };

interface LoadedFile {
  name: string;
  text?: string;
  source?: YamlSource;
}

/** Reads the policy with all files that it includes. Never throws for what they hold: every mistake in them is in the answer. */
export async function readPolicy(path: string): Promise<PolicyReading> {
  const folder = dirname(path);
  const mistakes: Mistake[] = [];
  const main = await load(folder, basename(path), mistakes);
  if (!main.source) return { ok: false, mistakes };
  const names = await namesOfIncluded(main.source, folder, mistakes);
  const included = await Promise.all(names.map((name) => load(folder, name, mistakes)));
  return checkFiles(main, main.source, included, mistakes);
}

/** Reads a policy back from the text that was stored for it, such as the one in force when the file is broken. */
export function readStoredPolicy(stored: string): PolicyReading {
  const mistakes: Mistake[] = [];
  const [main, ...included] = storedFiles(stored).map(([name, text]) => parsed(name, text, mistakes));
  if (!main?.source) return { ok: false, mistakes };
  return checkFiles(main, main.source, included, mistakes);
}

function storedFiles(stored: string): [string, string][] {
  try {
    return JSON.parse(stored);
  } catch {
    // Of another version, which keeps it in another way.
    return [];
  }
}

function checkFiles(main: LoadedFile, source: YamlSource, included: readonly LoadedFile[], mistakes: Mistake[]): PolicyReading {
  const files = [main, ...included];
  const texts = files.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }]));
  const findings = new Findings(files.every((file) => file.source !== undefined));
  const policy = check(source, included, hashOf(texts), mistakes, findings);
  mistakes.push(...findings.mistakes);
  const order = files.map(({ name }) => name);
  if (mistakes.length > 0 || !policy) return { ok: false, mistakes: inOrder(mistakes, order) };
  return { ok: true, policy, warnings: inOrder(findings.warnings, order), texts };
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
    mistakes.push({ file: name, path: '', message: reading.message });
    return { name };
  }
  return parsed(name, reading.text, mistakes);
}

function parsed(name: string, text: string, mistakes: Mistake[]): LoadedFile {
  const yaml = readYaml(name, text);
  mistakes.push(...yaml.mistakes);
  return { name, text, ...(yaml.source && { source: yaml.source }) };
}

async function namesOfIncluded(main: YamlSource, folder: string, mistakes: Mistake[]): Promise<string[]> {
  const include = valueAt(main.root, ['include']);
  const names = new Set<string>();
  for (const [index, entry] of (Array.isArray(include) ? include : []).entries()) {
    if (typeof entry !== 'string') continue;
    const path = ['include', index];
    const reading = await includedFiles(entry, folder, main.file);
    if (!reading.ok) mistakes.push({ file: main.file, line: main.lineOf(path), path: printPath(path), message: reading.message });
    for (const name of reading.ok ? reading.files : []) names.add(name);
  }
  return [...names];
}

function check(
  main: YamlSource,
  included: readonly LoadedFile[],
  hash: string,
  mistakes: Mistake[],
  findings: Findings,
): Policy | undefined {
  const value = shaped(mainFile, main, mistakes);
  const others: CheckedFile[] = included.flatMap(({ source }) => (source ? [checkIncluded(source, mistakes)] : []));
  return value && resolvePolicy(catalogOf({ value, source: main }, others, findings), hash, findings);
}

function checkIncluded(source: YamlSource, mistakes: Mistake[]): CheckedFile {
  const value = shaped(includedFile, source, mistakes);
  return value ? { source, value } : { source };
}

function shaped<Value>(schema: Parameters<typeof shape<Value>>[0], source: YamlSource, mistakes: Mistake[]): Value | undefined {
  const result = shape(schema, source.root);
  for (const { path, message } of result.mistakes) {
    mistakes.push({ file: source.file, line: source.lineOf(path), path: printPath(path), message });
  }
  return result.value;
}
