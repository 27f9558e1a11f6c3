import { parseSync } from '@swc/core';

const otherClocks =
  /(?<!nightlatch\.)\bnow\(\s*\)|\b(?:current_timestamp|current_time|current_date|localtimestamp)\b|\b(?:clock|statement|transaction)_timestamp\b|@updatedAt\b/gi;

/** Every clock but `nightlatch.now()` that `text` reads; `text` is SQL, a Prisma schema or TypeScript, as `file` ends. */
export function otherClocksIn(file: string, text: string): string[] {
  return sqlIn(file, text).flatMap((sql) => sql.match(otherClocks) ?? []);
}

/** What of `text` can be SQL. In TypeScript that is what stands in quotes: `clock.now()` as code is the port. */
function sqlIn(file: string, text: string): string[] {
  if (file.endsWith('.sql')) return [text.replaceAll(/--.*$/gm, '')];
  if (file.endsWith('.prisma')) return [text.replaceAll(/\/\/.*$/gm, '')];
  return literalsOf(parseSync(text, { syntax: 'typescript', tsx: file.endsWith('.tsx') }));
}

function literalsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(literalsOf);
  if (typeof node !== 'object' || node === null) return [];
  const { type, value, raw } = node as { type?: string; value?: unknown; raw?: unknown };
  if (type === 'StringLiteral' && typeof value === 'string') return [value];
  if (type === 'TemplateElement' && typeof raw === 'string') return [raw];
  return Object.values(node).flatMap(literalsOf);
}
