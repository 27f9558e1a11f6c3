import type { Command } from 'commander';
import { embeddedOrRefused, keepAddresses } from './embedded-postgres.ts';
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
  const server = await embeddedOrRefused(folder);
  await keepAddresses(folder, server);
  terminal.say('ready');
  // A signal's listener alone keeps no process alive.
  const waiting = setInterval(() => undefined, 60_000);
  await new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve));
  clearInterval(waiting);
  await server.stop();
}
