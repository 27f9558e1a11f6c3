import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ending } from './ending.ts';

export type Environment = Readonly<Record<string, string>>;

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const BARE_BOLT = fileURLToPath(new URL('../peer/bare-bolt.ts', import.meta.url));
const SAID_WITHIN_MS = 60_000;

/** Starts programs as children whose environment is what is listed and nothing else. */
export function childrenOf(ending: Ending) {
  const start = (args: readonly string[], environment: Environment, input = ''): ChildProcess => {
    const { PATH = '', HOME = '', TMPDIR } = process.env;
    const env = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...environment };
    const child = ending.child(spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] }));
    // A child that ends early closes its input, and then its exit is what is told.
    child.stdin?.on('error', () => undefined).end(input);
    return child;
  };
  return {
    /** The command line of Nightlatch; `main` is another copy of it. */
    nightlatch: (args: readonly string[], environment: Environment, input?: string, main = MAIN) =>
      start([main, ...args], environment, input),
    /** The peer: Bolt that only acks, with Prisma where it is told of a database. */
    bareBolt: (environment: Environment) => start([BARE_BOLT], environment),
  };
}

/** Waits for a command that ends by itself. Throws when it failed. */
export async function done(child: ChildProcess): Promise<void> {
  child.stdout?.resume();
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`${child.spawnargs.slice(2).join(' ')} ended with ${code}`);
}

/** The first line that holds `words`; what is said afterwards is let go. Throws after a minute and when the child ends. */
export function said(child: ChildProcess, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no "${words}" within a minute`)), SAID_WITHIN_MS);
    let text = '';
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`${child.spawnargs.slice(1).join(' ')} ended with ${code}`));
    });
    const hear = (chunk: string) => {
      text += chunk;
      const line = text.split('\n').find((one) => one.includes(words));
      text = text.slice(text.lastIndexOf('\n') + 1);
      if (line === undefined) return;
      clearTimeout(timer);
      child.stdout?.off('data', hear).resume();
      resolve(line);
    };
    child.stdout?.setEncoding('utf8').on('data', hear);
  });
}

/** Where the child says that it listens. */
export async function addressOf(child: ChildProcess): Promise<string> {
  return (await said(child, 'http://')).match(/http:\/\/[^"\s]+/)?.[0] ?? '';
}
