import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const ENDS_WITHIN_MS = 15_000;

/** What this run started and made, and takes away again: its own processes and folders, and nothing else. */
export class Ending {
  readonly #children: ChildProcess[] = [];
  readonly #folders: string[] = [];
  readonly #first: (() => void)[] = [];
  #ended: Promise<void> | undefined;

  child(child: ChildProcess): ChildProcess {
    this.#children.push(child);
    return child;
  }

  folder(path: string): string {
    this.#folders.push(path);
    return path;
  }

  /** Runs before any process is told to end. */
  first(undo: () => void): void {
    this.#first.push(undo);
  }

  /** Also on Ctrl-C, whatever was going on. */
  onSignals(): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => void this.end().finally(() => process.exit(130)));
    }
  }

  get isEnding(): boolean {
    return this.#ended !== undefined;
  }

  end(): Promise<void> {
    this.#ended ??= this.#takeAway();
    return this.#ended;
  }

  async #takeAway(): Promise<void> {
    for (const undo of this.#first) undo();
    // One after the other, so that a bot still has its Postgres while it ends.
    for (const child of this.#children.toReversed()) await stop(child);
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }
}

/** Tells a child of ours to end, and ends it if it doesn't. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const late = new AbortController();
  await Promise.race([gone, pause(ENDS_WITHIN_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
  late.abort();
  await kill(child);
}

/** kill -9 of a child of ours, unless it has ended. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
