import { execFile, spawn } from 'node:child_process';
import { chown, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { asAccount, type ServerAccount } from './server-account.ts';
import type { ServerBinaries } from './server-binaries.ts';
import type { ServerFolder } from './server-folder.ts';

const run = promisify(execFile);

// Nothing of ours: a server started from a shell must not inherit its keys and tokens.
const ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/bin:/bin' };

/** Server settings beside those that keep it closed, such as `fsync`. */
export type ServerSettings = { readonly [name: string]: string };

/** Makes the data folder, with `superuser` and its password; whole or not at all, also when this process is killed meanwhile. */
export async function initialise(
  folder: ServerFolder,
  binaries: ServerBinaries,
  account: ServerAccount,
  superuser: string,
  password: string,
): Promise<void> {
  const passwordFile = join(folder.root, 'initial.password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  const flags = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'];
  const unfinished = `${folder.data}.unfinished`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await run(binaries.initdb, [`--pgdata=${unfinished}`, `--username=${superuser}`, `--pwfile=${passwordFile}`, ...flags], {
      ...asAccount(account),
      cwd: folder.root,
      env: ENVIRONMENT,
    });
    await rename(unfinished, folder.data);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Starts the server so that it outlives this process; its own words go to the log file. */
export async function startServer(
  folder: ServerFolder,
  binaries: ServerBinaries,
  account: ServerAccount,
  settings: ServerSettings,
): Promise<number> {
  const log = await open(folder.log, 'a', 0o600);
  // Terse: a row's values must not get into the server's log with a refused statement.
  const all = { listen_addresses: '', unix_socket_permissions: '0700', log_error_verbosity: 'terse', ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    const child = spawn(binaries.postgres, ['-D', folder.data, '-k', folder.socket, ...flags], {
      ...asAccount(account),
      cwd: folder.root,
      env: ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve(child.pid as number));
    });
    child.unref();
    return pid;
  } finally {
    await log.close();
  }
}

/** The server that runs on this data folder, if any. A pid file that a crash left behind is removed. */
export async function runningServer(folder: ServerFolder): Promise<number | undefined> {
  const file = join(folder.data, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const pid = Number(text.split('\n')[0]);
  if (Number.isInteger(pid) && isAlive(pid) && (await isServerOf(pid, folder))) return pid;
  await rm(file, { force: true });
  return undefined;
}

/** Asks the server to end now, rolling back what is under way, and waits until it has. */
export async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  while (isAlive(pid)) await wait(20);
}

/** Whether that process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// After a crash the number may belong to anyone: Postgres would wait for that process for ever.
async function isServerOf(pid: number, folder: ServerFolder): Promise<boolean> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  const command = fromProc ?? (await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }))).stdout;
  return command.includes(folder.data);
}
