import { nearestNames } from '../../domain/nearest-names.ts';
import { type KeyPath, type Mistake, printPath } from '../mistake.ts';
import { UNSAID, valueAt } from './explain-issues.ts';
import type { YamlSource } from './yaml-source.ts';

/** A place in one of the files. */
export interface Place {
  source: YamlSource;
  path: KeyPath;
}

/** Gathers what is wrong, and what is allowed but worth a look, over all files. */
export class Findings {
  readonly mistakes: Mistake[] = [];
  readonly warnings: Mistake[] = [];
  readonly notes: Mistake[] = [];
  readonly #areNamesKnown: boolean;
  readonly #said = new WeakMap<YamlSource, Set<string>>();
  readonly #warnedAt = new Set<string>();

  /** Without `areNamesKnown`, because a file couldn't be read, no name is called unknown. */
  constructor(areNamesKnown = true) {
    this.#areNamesKnown = areNamesKnown;
  }

  /** `unquoted`: see `Mistake`. */
  mistake(place: Place, message: string, unquoted?: string): void {
    this.#add(this.mistakes, place, message, unquoted);
  }

  /** One whose message has nothing in it that stands in the files. */
  plainMistake(place: Place, message: string): void {
    this.mistake(place, message, message);
  }

  warning(place: Place, message: string): void {
    this.#warnedAt.add(printWhole(place));
    this.#add(this.warnings, place, message);
  }

  /** Worth knowing, and no more. */
  note(place: Place, message: string): void {
    this.#add(this.notes, place, message);
  }

  /** Whether there is a warning of this very key or item. */
  isWarnedAt(place: Place): boolean {
    return this.#warnedAt.has(printWhole(place));
  }

  /** Reports `name` at `place` unless it is one of `known`; `what` is such as "group", `unquoted` the same without a name of the file. */
  expectName(place: Place, name: string, what: string, known: ReadonlySet<string>, unquoted = what): void {
    // What was left out for a mistake already reported is not a second mistake.
    if (!this.#areNamesKnown || known.has(name) || valueAt(place.source.root, place.path) !== name) return;
    const nearest = nearestNames(name, known);
    const help = nearest.length > 0 ? `; did you mean ${nearest.join(' or ')}?` : sayKnown(known, what);
    this.mistake(place, `“${name}” is no ${what}${help}`, `${UNSAID} is no ${unquoted}`);
  }

  /** The same for a name or a list of names. */
  expectNames(
    place: Place,
    names: string | readonly string[] | undefined,
    what: string,
    known: ReadonlySet<string>,
    unquoted = what,
  ): void {
    if (typeof names === 'string') this.expectName(place, names, what, known, unquoted);
    else for (const [index, name] of (names ?? []).entries()) this.expectName(below(place, index), name, what, known, unquoted);
  }

  // Rules that resources share are looked at once for each of them.
  #add(list: Mistake[], place: Place, message: string, unquoted?: string): void {
    const { source, path } = place;
    const said = this.#said.get(source) ?? new Set();
    const found = { path: printPath(path), message, ...(unquoted !== undefined && { unquoted }) };
    const key = `${found.path}: ${message}`;
    if (said.has(key)) return;
    this.#said.set(source, said.add(key));
    list.push({ file: source.file, line: source.lineOf(path), ...found });
  }
}

/** The place of a key or item below another. */
export function below(place: Place, ...steps: (string | number)[]): Place {
  return { source: place.source, path: [...place.path, ...steps] };
}

/** Whether anything at all is written at `place`, right or wrong. */
export function isWritten(place: Place): boolean {
  return valueAt(place.source.root, place.path) !== undefined;
}

/** `first:14`, for a mistake that points to another line. */
export function printPlace(place: Place): string {
  return `${place.source.file}:${place.source.lineOf(place.path)}`;
}

function printWhole({ source, path }: Place): string {
  return `${source.file} ${printPath(path)}`;
}

function sayKnown(known: ReadonlySet<string>, what: string): string {
  const MOST = 12;
  if (known.size === 0) return `: no ${what} is listed`;
  const names = [...known].toSorted();
  const more = names.length > MOST ? `, and ${names.length - MOST} more` : '';
  return `; listed are ${names.slice(0, MOST).join(', ')}${more}`;
}
