import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type childrenOf, done, said } from './child.ts';
import { type Ending, kill, stop } from './ending.ts';
import { isThere, processesOf, signal } from './frozen.ts';

const GONE_WITHIN_MS = 10_000;

/** A durable Postgres of its own, migrated, as the bot runs on. */
export interface BenchDatabase {
  folder: string;
  ownerUrl: string;
  appUrl: string;
  stop(): Promise<void>;
  /** Ends every process of it at once by SIGKILL, as a machine does that loses power, but for what it gave to the disk. */
  crash(): Promise<void>;
  /** Starts it again after a crash, at the same addresses. */
  restart(): Promise<void>;
}

/** Starts one as a process of its own; it ends with `ending` at the latest. */
export async function startDatabase(ending: Ending, { nightlatch }: ReturnType<typeof childrenOf>): Promise<BenchDatabase> {
  // Not inside another folder of ours: as root, Postgres runs as an account that may not enter that.
  const folder = ending.folder(await mkdtemp(join(tmpdir(), 'nightlatch-bench-postgres-')));
  const start = async () => {
    const started = nightlatch(['postgres', folder], {});
    await said(started, 'ready');
    return started;
  };
  let server = await start();
  const [ownerUrl, appUrl] = await Promise.all([firstLine(join(folder, 'owner.url')), firstLine(join(folder, 'app.url'))]);
  await done(nightlatch(['migrate'], { DATABASE_OWNER_URL: ownerUrl }));
  return {
    ...{ folder, ownerUrl, appUrl, stop: () => stop(server) },
    async crash() {
      const killed = await killAll(await postmasterOf({ folder }));
      // It waits for a server that is gone, whose number may be anybody's by the time it is told to stop that.
      await kill(server);
      await untilGone(killed);
    },
    async restart() {
      server = await start();
    },
  };
}

// All stand still before the first is killed: none notices that another is gone, and none writes down what is left.
async function killAll(postmaster: number): Promise<number[]> {
  signal(postmaster, 'SIGSTOP');
  const rest = await processesOf(postmaster);
  for (const pid of rest) signal(pid, 'SIGSTOP');
  for (const pid of [...rest, postmaster]) signal(pid, 'SIGKILL');
  return [...rest, postmaster];
}

// The next server refuses the folder while one of the last still has a number.
async function untilGone(pids: readonly number[]): Promise<void> {
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (pids.some(isThere)) {
    if (performance.now() > deadline) throw new Error('Postgres was killed and is still there');
    await pause(10);
  }
}

/** The process that all others of that Postgres belong to. */
export async function postmasterOf({ folder }: Pick<BenchDatabase, 'folder'>): Promise<number> {
  return Number(await firstLine(join(folder, 'data', 'postmaster.pid')));
}

async function firstLine(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).split('\n')[0] as string;
}
