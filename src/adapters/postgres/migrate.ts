import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SchemaState } from '../../domain/database-facts.ts';
import { withSchemaEngine } from './schema-engine.ts';

const PRISMA = fileURLToPath(new URL('../../../prisma/', import.meta.url));
const MIGRATIONS = join(PRISMA, 'migrations');

/** Brings the schema up to date as its owner and says which migrations that took. The same call again applies nothing. */
export async function migrate(ownerUrl: string): Promise<{ applied: string[] }> {
  const schema = await readFile(join(PRISMA, 'schema.prisma'), 'utf8');
  const migrationsList = {
    baseDir: MIGRATIONS,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(MIGRATIONS, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all((await shippedMigrations()).map(withContent)),
  };
  const filters = { externalTables: [], externalEnums: [] };
  const done = await withSchemaEngine(ownerUrl, schema, (engine) => engine.applyMigrations({ migrationsList, filters }));
  return { applied: done.appliedMigrationNames };
}

/** Names of the migrations that were applied whole. */
export const APPLIED_MIGRATIONS =
  'SELECT migration_name AS name FROM public._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name';

/** How applied migrations compare with those that this version ships. */
export async function schemaState(applied: readonly string[]): Promise<SchemaState> {
  const shipped = await shippedMigrations();
  return { behind: shipped.filter((name) => !applied.includes(name)), ahead: applied.filter((name) => !shipped.includes(name)) };
}

async function shippedMigrations(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function withContent(name: string) {
  const value = await readFile(join(MIGRATIONS, name, 'migration.sql'), 'utf8');
  return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } };
}
