import { readFile } from 'node:fs/promises';
import { withSchemaEngine } from '../../src/adapters/postgres/schema-engine.ts';

const PRISMA = new URL('../../prisma/', import.meta.url);

/** Brings an empty database to what it was when only these migrations were there. */
export async function applyMigrations(url: string, names: readonly string[]): Promise<void> {
  const text = (name: string) => readFile(new URL(name, PRISMA), 'utf8');
  const migrationDirectories = await Promise.all(
    names.map(async (path) => {
      const content = { tag: 'ok' as const, value: await text(`migrations/${path}/migration.sql`) };
      return { path, migrationFile: { path: 'migration.sql', content } };
    }),
  );
  const migrationsList = {
    baseDir: 'migrations',
    lockfile: { path: 'migration_lock.toml', content: await text('migrations/migration_lock.toml') },
    shadowDbInitScript: '',
    migrationDirectories,
  };
  await withSchemaEngine(url, await text('schema.prisma'), (engine) =>
    engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } }),
  );
}
