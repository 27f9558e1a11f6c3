import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { FAST_SETTINGS } from './server-settings.ts';
import { inDatabase, TEMPLATE, type TestServer } from './test-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestServer;
  }
}

/** One Postgres for the whole run, with a migrated database to clone. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-test-'));
  const server = await startEmbeddedPostgres(folder, FAST_SETTINGS);
  const { ownerUrl, appUrl, adminUrl } = server;
  await makeTemplate(adminUrl, ownerUrl);
  project.provide('postgres', { ownerUrl, appUrl, adminUrl });
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function makeTemplate(adminUrl: string, ownerUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE} OWNER nightlatch_owner`);
  await admin.end();
  await migrate(inDatabase(ownerUrl, TEMPLATE));
}
