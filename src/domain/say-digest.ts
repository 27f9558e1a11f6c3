import type { DigestContent, Told } from './digest.ts';
import { type FigureRow, figureRows, isQuietIn, sayQuiet, sayTotals } from './say-figures.ts';
import { type Look, looksOf, moreThan } from './say-looks.ts';
import { sayColumns, saySpan } from './say-span.ts';

/**
 * A digest in plain lines for a terminal, aligned by blanks; on the clocks that it names itself. A quiet time is one line and the log's head. Names
 * in it are as they were recorded: whoever shows them cleans them.
 */
export function sayDigest(told: Told): string[] {
  const { week, content } = told;
  const quiet = sayQuiet(told);
  if (quiet !== undefined) return [quiet, ...sayNotes(content), ...sayHead(content)];
  const looks = looksOf(told);
  return [
    saySpan(week, content.timezone),
    sayOutcome(content),
    ...sayNotes(content),
    ...columns(figureRows(content), sayColumns(week, content.timezone)),
    ...looks.flatMap((look) => ['', ...linesOf(look)]),
    '',
    ...sayHead(content),
  ];
}

/** `23 grants to 6 people, 31 reads, 4 refusals.` */
export function sayOutcome({ figures }: DigestContent): string {
  return isQuietIn(figures) ? 'Nobody asked for anything.' : `${sayTotals(figures)}.`;
}

/** What the reader must know of how it was made. */
export function sayNotes({ late, unreadable }: Pick<DigestContent, 'late' | 'unreadable'>): string[] {
  return [
    ...(unreadable === undefined ? [] : [`Not counted: ${unreadable} entries that can't be read. Run nightlatch audit verify.`]),
    ...(late ? ['Late: nothing ran when it was due.'] : []),
  ];
}

/** The log's head, by which anybody who keeps this can tell whether what is below it was changed since. */
export function sayHead({ head }: DigestContent): string[] {
  return [`Audit log up to entry ${head.seq}:`, head.hash];
}

function linesOf(look: Look): string[] {
  const { title, total, lines, next } = look;
  const more = moreThan(look, lines.length);
  return [
    total === undefined ? title : `${title}: ${total}`,
    ...lines.map((text) => `  ${text}`),
    ...(more === undefined ? [] : [`  ${more}`]),
    `  > ${next}`,
  ];
}

function columns(rows: readonly FigureRow[], [now, before]: readonly [string, string]): string[] {
  if (rows.length === 0) return [];
  const hasBefore = rows.some((row) => row.before !== undefined);
  const widest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
  const widths = [widest(rows.map(({ label }) => label)), widest([now, ...rows.map((row) => row.now)])] as const;
  const last = widest([before, ...rows.map((row) => row.before ?? '')]);
  const lines = [{ label: '', now, before }, ...rows].map((row) => {
    const tail = hasBefore ? `  ${(row.before ?? '–').padStart(last)}` : '';
    return `  ${row.label.padEnd(widths[0])}  ${row.now.padStart(widths[1])}${tail}`;
  });
  return ['', ...lines];
}
