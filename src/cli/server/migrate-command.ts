import type { Command } from 'commander';
import { readOwnerEnvironment } from '../../config/environment.ts';
import { environmentOrRefused } from './host-needs.ts';
import { answering, CommandRefused, processTerminal, type Terminal } from './terminal.ts';

/** `nightlatch migrate`: brings the schema up to date as the owner, and says what it did. */
export function migrateCommand(program: Command, terminal: Terminal = processTerminal()): void {
  program
    .command('migrate')
    .description('Bring the schema up to date, as the owner (DATABASE_OWNER_URL)')
    .action(() => answering(terminal, () => migrate(terminal)));
}

async function migrate(terminal: Terminal): Promise<void> {
  const { ownerUrl } = environmentOrRefused(readOwnerEnvironment());
  const { migrateDatabase } = await import('../../wiring/on-host.ts');
  const { applied } = await migrateDatabase(ownerUrl).catch((cause: unknown) => {
    throw new CommandRefused(
      `The schema was not brought up to date: ${codeOf(cause)}. Is the database there, is this its owner, and does sslmode fit?`,
    );
  });
  terminal.say(applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.join(', ')}.`);
}

// A message may repeat the address, and so the password.
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'the database refused';
}
