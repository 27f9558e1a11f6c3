import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { SandboxClock } from './clock.ts';

const notYet = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', '57P03', '3D000', '28000', '28P01']);

/**
 * Makes the database's `nightlatch.now()` follow the sandbox's clock; `url` is the owner's. Waits, at most `patience`
 * milliseconds, until the database is up and migrated. Changes nothing else in it. The returned function stops following.
 */
export async function keepDatabaseClock(url: string, clock: SandboxClock, patience = 60_000): Promise<() => void> {
  await untilMigrated(url, performance.now() + patience);
  let last = Promise.resolve();
  // Two replacements at once fail in Postgres, so they queue, and each writes the offset of its own moment.
  const follow = (): Promise<void> => {
    last = last.catch(() => undefined).then(() => setOffset(url, clock.offset()));
    return last;
  };
  const stop = clock.subscribe(follow);
  await follow();
  return stop;
}

async function untilMigrated(url: string, deadline: number): Promise<void> {
  while (!(await isMigrated(url))) {
    if (performance.now() > deadline) throw new Error('the database has no nightlatch.now(): was it migrated?');
    await pause(200);
  }
}

async function isMigrated(url: string): Promise<boolean> {
  try {
    const { rows } = await withClient(url, (client) =>
      client.query(`SELECT to_regprocedure('nightlatch.now()') IS NOT NULL AS there`),
    );
    return rows[0]?.there === true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && notYet.has(String(error.code))) return false;
    throw error;
  }
}

async function setOffset(url: string, offset: Temporal.Duration): Promise<void> {
  const milliseconds = offset.total({ unit: 'milliseconds' });
  await withClient(url, (client) =>
    client.query(
      `CREATE OR REPLACE FUNCTION nightlatch.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
       $$ SELECT clock_timestamp() + interval '${milliseconds} milliseconds' $$`,
    ),
  );
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
