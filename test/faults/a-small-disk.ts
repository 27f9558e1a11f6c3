import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { aTestClock } from '../database/a-test-clock.ts';
import { aNight, type Night } from '../stories/a-night.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const SIZE_MB = 160;

// The disk is seen by this shell and what it starts, and is gone with them.
const ON_A_DISK = `
mv "$1/data" "$1/kept" && mkdir -m 700 "$1/data" && mount -t tmpfs -o size=${SIZE_MB}m,mode=700 tmpfs "$1/data" &&
cp -a "$1/kept/." "$1/data" && exec "$2" "$3" postgres "$1"`;

/** The data folder of a night's Postgres, on a disk of its own. */
export interface SmallDisk {
  /** Leaves no byte of it. */
  fill(): Promise<void>;
  /** Gives back what `fill` took. */
  free(): Promise<void>;
  /** Starts the server again that died for want of room, or takes the one that runs. */
  start(): Promise<void>;
  adminUrl: string;
  /** All that the server wrote into its log. */
  said(): Promise<string>;
}

/** Whether a disk can be made here: that takes root, and a kernel that lets it mount one. */
export function canMakeADisk(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A night on a server of its own, whose disk can be full. */
export async function aNightOnASmallDisk(): Promise<{ night: Night; disk: SmallDisk }> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-disk-'));
  const made = await startEmbeddedPostgres(folder);
  await migrate(made.ownerUrl);
  await made.stop();
  const running = [await started('unshare', ['--mount', 'sh', '-c', ON_A_DISK, 'sh', folder, process.execPath, MAIN])];
  const [first] = running as [ChildProcess];
  onTestFinished(async () => {
    for (const one of running.toReversed()) await stopped(one);
    await rm(folder, { recursive: true, force: true });
  });
  const ballast = `/proc/${first.pid}/root${folder}/data/ballast`;
  const { ownerUrl, appUrl, adminUrl }: EmbeddedPostgres = made;
  const database = { ownerUrl, appUrl, adminUrl, clock: aTestClock(ownerUrl), drop: async () => undefined };
  const disk = {
    adminUrl,
    fill: () => filled(ballast),
    free: () => rm(ballast),
    said: () => readFile(join(folder, 'postgres.log'), 'utf8'),
    async start() {
      running.push(await started('nsenter', ['--mount', `--target=${first.pid}`, process.execPath, MAIN, 'postgres', folder]));
    },
  };
  return { night: await aNight({ database }), disk };
}

async function filled(file: string): Promise<void> {
  const part = Buffer.alloc(2 ** 20);
  const full = await writeFile(file, neverending(part)).catch((error: NodeJS.ErrnoException) => error.code);
  if (full !== 'ENOSPC') throw new Error(`the disk is not full: ${full}`);
}

function* neverending(part: Buffer): Generator<Buffer> {
  for (;;) yield part;
}

async function started(command: string, args: string[]): Promise<ChildProcess> {
  const { PATH, HOME, TMPDIR = tmpdir() } = process.env;
  const child = spawn(command, args, { env: { PATH, HOME, TMPDIR }, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => text.includes('ready') && resolve());
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}`)));
  });
  return child;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
