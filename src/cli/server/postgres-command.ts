import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { answering, processTerminal, type Terminal } from './terminal.ts';

/**
 * `nightlatch postgres <folder>`: a Postgres for trying out on one machine. Leaves the owner's and the app's addresses in 0600 files beside the data,
 * says `ready`, and runs until it is told to stop.
 */
export function postgresCommand(program: Command, terminal: Terminal = processTerminal()): void {
  program
    .command('postgres')
    .argument('<folder>', 'where its data lies; made if it is missing')
    .description('Run an embedded Postgres in a folder, for trying out on one machine')
    .action((folder: string) => answering(terminal, () => runPostgres(folder, terminal)));
}

async function runPostgres(folder: string, terminal: Terminal): Promise<void> {
  const { embeddedPostgres } = await import('../../wiring/on-host.ts');
  const server = await embeddedPostgres(folder);
  await keep(join(folder, 'owner.url'), server.ownerUrl);
  await keep(join(folder, 'app.url'), server.appUrl);
  terminal.say('ready');
  // A signal's listener alone keeps no process alive.
  const waiting = setInterval(() => undefined, 60_000);
  await new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve));
  clearInterval(waiting);
  await server.stop();
}

async function keep(file: string, address: string): Promise<void> {
  await writeFile(file, `${address}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}
