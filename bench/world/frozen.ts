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
    for (const pid of await childrenOf(postmaster)) {
      frozen.push(pid);
      signal(pid, 'SIGSTOP');
    }
    return await during();
  } finally {
    thaw();
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([pid, ppid]) => (ppid === parent && pid !== undefined ? [pid] : []));
}

// A connection that ended meanwhile took its process along.
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
