import type { Severity } from '../domain/policy-checks/policy-finding.ts';

/** Where a key or item stands in a file's structure: `['rules', 'production', 0, 'grant']`. */
export type KeyPath = readonly (string | number)[];

/** Something wrong in a file, with its place: what was found and what is allowed. */
export interface Mistake {
  /** Relative to the folder of the main file. */
  file: string;
  /** From 1; absent when it concerns the file as a whole. */
  line?: number;
  /** `rules.production[0].grant.atMost`; empty when it concerns no key. */
  path: string;
  message: string;
  /** The message with nothing in it that stands in the files, unless it can be no secret; absent where that can't be said of it. */
  unquoted?: string;
}

/** Something in a file that is wrong, likely not meant, or worth knowing. */
export interface Found extends Mistake {
  severity: Severity;
}

/** The same as one line, its severity before the message. */
export function printFound(found: Found): string {
  return printMistake({ ...found, message: `${found.severity}: ${found.message}` });
}

/** `nightlatch.yml:14 rules.production[0].grant.atMost: 900h is over the limit of 24h` */
export function printMistake(mistake: Mistake): string {
  const place = mistake.line === undefined ? mistake.file : `${mistake.file}:${mistake.line}`;
  const text = mistake.path === '' ? `${place}: ${mistake.message}` : `${place} ${mistake.path}: ${mistake.message}`;
  // What was found may hold control characters, which a terminal would obey.
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}

/** The path as mistakes print it. Keys that would be misread are quoted. */
export function printPath(path: KeyPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const key = /^[\w-]+$/.test(step) ? step : JSON.stringify(step);
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** By file in the order of `files`, then by line. */
export function inOrder<One extends Mistake>(mistakes: readonly One[], files: readonly string[]): One[] {
  const order = new Map(files.map((file, index) => [file, index]));
  const rank = ({ file }: Mistake) => order.get(file) ?? -1;
  return mistakes.toSorted((a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0));
}
