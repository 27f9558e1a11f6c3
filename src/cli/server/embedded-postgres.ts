import { access, chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CommandRefused } from './terminal.ts';

const AS_ROOT =
  ' As root it runs as the account postgres, which must be able to enter every folder above: ' +
  'take one directly in /var/tmp, such as /var/tmp/nightlatch-postgres.';

/** An embedded server; the addresses hold passwords. */
export interface EmbeddedServer {
  ownerUrl: string;
  appUrl: string;
  stop(): Promise<void>;
}

/** Starts the embedded Postgres in that folder, or takes the one that runs there. Throws CommandRefused where there is none, or it doesn't start. */
export async function embeddedOrRefused(folder: string): Promise<EmbeddedServer> {
  const { embeddedPostgres } = await import('../../wiring/on-host.ts');
  try {
    // Open to enter, as far as it is made here: what lies in it is closed, and as root the server is another account's.
    await mkdir(dirname(resolve(folder)), { recursive: true });
    return await embeddedPostgres(folder);
  } catch (cause) {
    const options = { cause };
    throw isNotInstalled(cause) ? notInstalled(options) : new CommandRefused(await notStarted(folder), 1, options);
  }
}

function notInstalled(options: ErrorOptions): CommandRefused {
  const words =
    'The embedded Postgres is not installed here: it is an optional package for trying out, and the image leaves it out. ' +
    'Give DATABASE_URL, or install without --omit=optional.';
  return new CommandRefused(words, 1, options);
}

async function notStarted(folder: string): Promise<string> {
  const log = join(resolve(folder), 'postgres.log');
  const isWritten = await access(log).then(
    () => true,
    () => false,
  );
  const why = isWritten ? ` ${log} may say why.` : '';
  return `The embedded Postgres did not start in ${resolve(folder)}.${why}${process.getuid?.() === 0 ? AS_ROOT : ''}`;
}

/** Leaves both addresses beside the data, in files that only their owner can read. */
export async function keepAddresses(folder: string, { ownerUrl, appUrl }: Omit<EmbeddedServer, 'stop'>): Promise<void> {
  await keep(join(folder, 'owner.url'), ownerUrl);
  await keep(join(folder, 'app.url'), appUrl);
}

async function keep(file: string, address: string): Promise<void> {
  await writeFile(file, `${address}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}

function isNotInstalled(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}
