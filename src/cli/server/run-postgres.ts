import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * `nightlatch postgres <folder>`: a Postgres for trying out on one machine. Leaves the owner's and the app's addresses in 0600 files beside the data,
 * says `ready`, and runs until it is told to stop.
 */
export async function runPostgres(folder: string): Promise<void> {
  const { startEmbeddedPostgres } = await import('../../wiring.ts');
  const server = await startEmbeddedPostgres(folder);
  await keep(join(folder, 'owner.url'), server.ownerUrl);
  await keep(join(folder, 'app.url'), server.appUrl);
  process.stdout.write('ready\n');
  const stop = (): void => void server.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
  // The server is a process of its own: something must keep this one to wait for the signal.
  setInterval(() => undefined, 60_000);
}

async function keep(file: string, address: string): Promise<void> {
  await writeFile(file, `${address}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}
