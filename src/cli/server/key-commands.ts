import type { Command } from 'commander';
import { answering, CommandRefused, processTerminal, type Terminal } from './terminal.ts';

/** Makes a key file that must not exist yet; throws an Error whose message says in plain words why it can't. */
export type CreateKey = (path: string) => Promise<{ id: string }> | { id: string };

/** `nightlatch key create <file>`: a new key for sealed values. */
export function keyCommands(program: Command, createKey: CreateKey, terminal: Terminal = processTerminal()): void {
  program
    .command('key')
    .description('The key that sealed values are sealed under')
    .command('create')
    .argument('<file>', 'must not exist yet')
    .description('Make a new key in a file that only its owner can read')
    .action((file: string) => answering(terminal, () => create(file, createKey, terminal)));
}

async function create(file: string, createKey: CreateKey, terminal: Terminal): Promise<void> {
  const { id } = await made(file, createKey);
  terminal.say(`Made key ${id} in ${file}.`);
  terminal.say('Keep a copy away from the database and its backups: without it, nothing that it sealed can be opened again.');
}

async function made(file: string, createKey: CreateKey): Promise<{ id: string }> {
  try {
    return await createKey(file);
  } catch (error) {
    if (error instanceof Error) throw new CommandRefused(`No key was made: ${error.message}`);
    throw error;
  }
}
