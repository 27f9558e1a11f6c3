import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { aTestClock, type TestClock } from './a-test-clock.ts';
import { inDatabase, TEMPLATE } from './test-server.ts';

/** A test's own migrated database. */
export interface TestDatabase {
  ownerUrl: string;
  appUrl: string;
  /** The superuser: only for what an attacker with its rights could do. */
  adminUrl: string;
  clock: TestClock;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
}

/** Clones the template. */
export function aDatabase(): Promise<TestDatabase> {
  return madeFrom(`TEMPLATE ${TEMPLATE} STRATEGY file_copy`);
}

/** One that nothing was migrated in. */
export function anEmptyDatabase(): Promise<TestDatabase> {
  return madeFrom('');
}

async function madeFrom(source: string): Promise<TestDatabase> {
  const server = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(server.adminUrl, [
    `CREATE DATABASE ${name} OWNER nightlatch_owner ${source}`,
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${name} TO nightlatch_app`,
  ]);
  const ownerUrl = inDatabase(server.ownerUrl, name);
  return {
    ownerUrl,
    appUrl: inDatabase(server.appUrl, name),
    adminUrl: inDatabase(server.adminUrl, name),
    clock: aTestClock(ownerUrl),
    drop: () => asAdmin(server.adminUrl, [`DROP DATABASE ${name} WITH (FORCE)`]),
  };
}

async function asAdmin(url: string, statements: readonly string[]): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  for (const statement of statements) await admin.query(statement);
  await admin.end();
}
