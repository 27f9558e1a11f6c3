import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Ending } from './ending.ts';

const run = promisify(execFile);

/** Stops that server and every process of it (each connection has one) where they are, for as long as `during` takes. */
export async function whileFrozen<T>(ending: Ending, postmaster: number, during: () => Promise<T>): Promise<T> {
  const frozen: number[] = [];
  const thaw = () => {
    for (const pid of frozen.splice(0).toReversed()) signal(pid, 'SIGCONT');
  };
  ending.first(thaw);
  try {
    // The postmaster first: from then on no process joins the rest.
    frozen.push(postmaster);
    signal(postmaster, 'SIGSTOP');
    for (const pid of await processesOf(postmaster)) {
      frozen.push(pid);
      signal(pid, 'SIGSTOP');
    }
    return await during();
  } finally {
    thaw();
  }
}

/** The processes that one started, by their ids. */
export async function processesOf(parent: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([pid, ppid]) => (ppid === parent && pid !== undefined ? [pid] : []));
}

/** Sends a signal; a connection that ended meanwhile took its process along. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether there is a process of that number, be it one that ended and that nobody has asked after. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
