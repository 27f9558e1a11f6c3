import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type childrenOf, done, said } from './child.ts';
import { type Ending, stop } from './ending.ts';

/** A durable Postgres of its own, migrated, as the bot runs on. */
export interface BenchDatabase {
  folder: string;
  ownerUrl: string;
  appUrl: string;
  stop(): Promise<void>;
}

/** Starts one as a process of its own; it ends with `ending` at the latest. */
export async function startDatabase(ending: Ending, { nightlatch }: ReturnType<typeof childrenOf>): Promise<BenchDatabase> {
  // Not inside another folder of ours: as root, Postgres runs as an account that may not enter that.
  const folder = ending.folder(await mkdtemp(join(tmpdir(), 'nightlatch-bench-postgres-')));
  const server = nightlatch(['postgres', folder], {});
  await said(server, 'ready');
  const [ownerUrl, appUrl] = await Promise.all([firstLine(join(folder, 'owner.url')), firstLine(join(folder, 'app.url'))]);
  await done(nightlatch(['migrate'], { DATABASE_OWNER_URL: ownerUrl }));
  return { folder, ownerUrl, appUrl, stop: () => stop(server) };
}

/** The process that all others of that Postgres belong to. */
export async function postmasterOf({ folder }: BenchDatabase): Promise<number> {
  return Number(await firstLine(join(folder, 'data', 'postmaster.pid')));
}

async function firstLine(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).split('\n')[0] as string;
}
