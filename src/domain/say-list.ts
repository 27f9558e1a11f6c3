/** `a`, `a or b`, `a, b or c`; with more than five the rest is counted. */
export function sayList(items: readonly string[], word: 'and' | 'or'): string {
  const MOST = 5;
  const said = items.length > MOST ? [...items.slice(0, MOST), `${items.length - MOST} more`] : items;
  if (said.length <= 1) return said[0] ?? '';
  return `${said.slice(0, -1).join(', ')} ${word} ${said.at(-1)}`;
}
