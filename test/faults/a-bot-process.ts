import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { botEnvironment } from '../../src/sandbox/bot-environment.ts';
import type { Night } from '../stories/a-night.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

// Starting one takes a second; where four tests start theirs at once on a machine with other work, far longer.
const PATIENCE_MS = 60_000;

/** The real `nightlatch serve --sandbox`, as a process that can be killed at any moment. */
export interface BotProcess {
  url: string;
  pid: number;
  /** All that it wrote to standard output and standard error. */
  output(): string;
  /** Resolves with the output once it holds these words; rejects when it ended without them. */
  says(words: string | RegExp): Promise<string>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Asks it to stop; its exit code. */
  stop(): Promise<number | null>;
  /** Sends a signal and goes on. */
  signal(signal: NodeJS.Signals): void;
  /** Its exit code, once it has ended; null where a signal did it. */
  ended: Promise<number | null>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the bot of a night is started with. */
export function environmentOf({ sandbox, database, files }: Night): Environment {
  return botEnvironment(sandbox, { databaseUrl: database.appUrl, policyFile: files.policy, keyFile: files.key });
}

/** How it is started, where it isn't as it stands here. */
export interface Way {
  imports?: URL;
  /** Of Node. */
  flags?: string[];
  /** Another copy of src/main.ts. */
  main?: string;
  /** More words for `serve`. */
  args?: string[];
}

/** Starts it and has Slack deliver to it. `until` is the event, or what else, that it must have logged. Killed at the latest when the test ends. */
export async function aBotProcess(
  night: Night,
  options: Way & { environment?: Environment; until?: string | RegExp } = {},
): Promise<BotProcess> {
  const args = ['serve', '--sandbox', ...(options.args ?? [])];
  const bot = spawned(args, { ...environmentOf(night), ...options.environment }, options);
  const { until = 'ready' } = options;
  const said = await bot.says(typeof until === 'string' ? `"event":"${until}"` : until);
  const url = said.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0] ?? '';
  night.sandbox.pointAt(url);
  return { ...bot, url };
}

/** Starts a command that ends by itself, such as a start that refuses: its exit code, and what it said. */
export async function endedProcess(args: string[], environment: Environment): Promise<{ code: number | null; said: string }> {
  const bot = spawned(args, environment);
  return { code: await bot.ended, said: bot.output() };
}

/** What it tells whoever asks for its metrics. */
export async function metricsOf(bot: Pick<BotProcess, 'output'>): Promise<string> {
  const address = /http:\/\/[^\s"]+\/metrics/.exec(bot.output())?.[0] ?? '';
  return (await fetch(address)).text();
}

function spawned(args: string[], environment: Environment, { imports, flags = [], main = MAIN }: Way = {}): BotProcess {
  const { PATH, HOME, TMPDIR } = process.env;
  const env = Object.fromEntries(
    Object.entries({ PATH, HOME, TMPDIR, ...environment }).filter(([, value]) => value !== undefined),
  );
  const imported = imports === undefined ? [] : ['--import', imports.href];
  const child = spawn(process.execPath, [...flags, ...imported, main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      child.emit('said');
    });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const end = (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  onTestFinished(async () => void (await end('SIGKILL')));
  return {
    ...{ url: '', pid: child.pid as number, ended, output: () => output },
    says: (words) => untilSaid(child, () => output, words),
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    signal: (signal) => void child.kill(signal),
  };
}

function untilSaid(child: ChildProcess, output: () => string, words: string | RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const says = () => (typeof words === 'string' ? output().includes(words) : words.test(output()));
  const timer = setTimeout(() => reject(new Error(`the bot never said ${words}:\n${output()}`)), PATIENCE_MS);
  const look = () => {
    if (!says()) return;
    clearTimeout(timer);
    resolve(output());
  };
  child.on('said', look);
  child.once('close', (code) => reject(new Error(`the bot ended with ${code} before it said ${words}:\n${output()}`)));
  look();
  return promise;
}
