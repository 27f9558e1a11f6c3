import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchDatabase } from '../../bench/world/database.ts';
import { query } from '../database/query.ts';

const CHECK = "IF current_setting('synchronous_commit') = 'off' THEN";

/** Nothing but a commit that waits for it writes the log of that server down, for the ten seconds that Postgres allows at the most. */
export async function lazyServer(database: BenchDatabase): Promise<void> {
  const admin = await adminUrl(database);
  for (const setting of ["wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'", 'bgwriter_lru_maxpages = 0'])
    await query(admin, `ALTER SYSTEM SET ${setting}`);
  await query(admin, 'SELECT pg_reload_conf()');
}

/** The database minds no longer whether commits wait: the check that it makes at each entry is taken out. */
export async function withoutCheck({ ownerUrl }: BenchDatabase): Promise<void> {
  const [shipped] = await query<{ text: string }>(
    ownerUrl,
    "SELECT pg_get_functiondef('nightlatch.append_audit'::regproc) AS text",
  );
  if (!shipped?.text.includes(CHECK)) throw new Error('append_audit makes no such check');
  await query(ownerUrl, shipped.text.replace(CHECK, 'IF false THEN'));
}

/** From now on every commit waits until it is written down (`on`), or none does. */
export async function commitsWait(database: BenchDatabase, setting: 'on' | 'off'): Promise<void> {
  const admin = await adminUrl(database);
  await query(admin, `ALTER SYSTEM SET synchronous_commit = ${setting}`);
  await query(admin, 'SELECT pg_reload_conf()');
  await untilIs(setting, database.appUrl);
}

// The server reads its settings when it gets round to it.
async function untilIs(setting: 'on' | 'off', url: string): Promise<void> {
  const [found] = await query<{ setting: string }>(url, "SELECT current_setting('synchronous_commit') AS setting");
  if (found?.setting !== setting) await untilIs(setting, url);
}

async function adminUrl({ folder, ownerUrl }: BenchDatabase): Promise<string> {
  const url = new URL(ownerUrl);
  url.username = 'nightlatch_admin';
  url.password = await readFile(join(folder, 'admin.password'), 'utf8');
  url.pathname = '/postgres';
  return url.href;
}
