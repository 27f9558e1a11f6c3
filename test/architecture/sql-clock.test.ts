import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otherClocksIn } from './sql-clock.ts';

const root = resolve(import.meta.dirname, '../..');

/** The project's files under `folder` that can hold SQL. */
function filesUnder(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.(tsx?|sql|prisma)$/.test(file) && !file.startsWith('src/adapters/postgres/generated/'))
    .sort();
}

/** The one place in each of these files that may name another clock, word for word. */
const allowed = new Map([
  ['src/sandbox/database-clock.ts', 'AS\n       $$ SELECT clock_timestamp() + interval '],
  ['src/adapters/postgres/database-facts.ts', "SELECT p.prosrc = 'SELECT clock_timestamp()' AND "],
]);

const read = (file: string) => readFileSync(join(root, file), 'utf8');

describe('one clock', () => {
  const migrations = filesUnder('prisma/migrations').filter((file) => file.endsWith('.sql'));
  const definition = migrations[0];

  it('SQL reads time through nightlatch.now() only, but where that is defined, replaced or compared', () => {
    const files = [...filesUnder('src'), ...filesUnder('prisma')];
    const found = files
      .filter((file) => file !== definition)
      .flatMap((file) =>
        otherClocksIn(file, read(file).replace(allowed.get(file) ?? '', '')).map((clock) => `${file}: ${clock}`),
      );
    expect(files.length).toBeGreaterThan(0);
    expect(found).toEqual([]);
  });

  it.each([...allowed])('is named otherwise in %s, at one place', (file, place) => {
    expect(read(file).split(place)).toHaveLength(2);
  });

  it('is defined once, in the first migration', () => {
    const found = definition === undefined ? [] : otherClocksIn(definition, read(definition));
    expect(found).toEqual(definition === undefined ? [] : ['clock_timestamp']);
  });

  it.each([
    ['a.sql', 'UPDATE grants SET ended_at = now()'],
    ['a.sql', 'SELECT NOW()'],
    ['a.sql', 'at timestamptz DEFAULT CURRENT_TIMESTAMP'],
    ['a.sql', 'SELECT clock_timestamp()'],
    ['a.prisma', 'at DateTime @default(now())'],
    ['a.prisma', 'at DateTime @updatedAt'],
    ['a.ts', 'await sql`SELECT now()`;'],
    ['a.ts', `await query("SELECT * FROM grants WHERE ends_at < now()");`],
    ['a.tsx', 'export const a = <p>{`CURRENT_TIMESTAMP`}</p>;'],
  ])('is the only one: %s with %s is found', (file, text) => {
    expect(otherClocksIn(file, text)).toHaveLength(1);
  });

  it.each([
    ['a.sql', 'SELECT nightlatch.now() -- never now()'],
    ['a.prisma', 'at DateTime @default(dbgenerated("nightlatch.now()"))'],
    ['a.ts', 'export const at = await clock.now();'],
    ['a.ts', 'await sql`SELECT nightlatch.now()`; // and not now()'],
  ])('may be read: %s with %s passes', (file, text) => {
    expect(otherClocksIn(file, text)).toEqual([]);
  });
});
