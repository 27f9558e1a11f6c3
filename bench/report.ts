/** One line of the report. `value` is what the figure is about; the peer's own value is `value` divided by `ratio`. */
export interface Line {
  figure: string;
  value: number;
  unit: string;
  peer?: string;
  ratio?: number;
  p50?: number;
  p99?: number;
}

/** One JSON object, without a line break. */
export function asJson(line: Line): string {
  const rounded = Object.entries(line).map(([key, value]) => [key, typeof value === 'number' ? round(value) : value]);
  return JSON.stringify(Object.fromEntries(rounded));
}

/** The lines as a table for people. */
export function asTable(lines: readonly Line[]): string {
  const head = ['figure', 'value', 'unit', 'p50', 'p99', 'ratio', 'peer'];
  const rows = lines.map(({ figure, value, unit, p50, p99, ratio, peer }) => [
    ...[figure, say(value), unit, say(p50), say(p99)],
    ...[ratio === undefined ? '' : `${round(ratio)} ×`, peer ?? ''],
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const isNumber = (column: number) => [1, 3, 4, 5].includes(column);
  const draw = (row: string[]) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] as number) : cell.padEnd(widths[column] as number)))
      .join('  ')
      .trimEnd();
  return [head, widths.map((width) => '─'.repeat(width)), ...rows].map(draw).join('\n');
}

function say(value: number | undefined): string {
  return value === undefined ? '' : String(round(value));
}

// Three digits are more than a second run would repeat.
function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
