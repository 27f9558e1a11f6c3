import type { Command } from 'commander';
import { secretPath } from '../../domain/secret-path.ts';
import { readValue } from './read-value.ts';
import { rotateKeyCommand } from './rotate-key-command.ts';
import { sayInVain } from './say-in-vain.ts';
import type { SecretNeeds } from './secret-needs.ts';
import { answering, CommandRefused, processTerminal, type Terminal } from './terminal.ts';

/** Opens what the commands need, and is asked to close it. */
export type LoadSecrets = () => Promise<SecretNeeds>;

/** `nightlatch secret set|list|remove`: sealed values, put in and taken out by whoever has the host. */
export function secretCommands(program: Command, load: LoadSecrets, terminal: Terminal = processTerminal()): void {
  const secret = program.command('secret').description('Sealed values: set, list and remove them');
  secret
    .command('set')
    .argument('<path>', 'such as db-prod/url')
    .description('Seal a value from standard input or a hidden prompt')
    // commander would quote what it doesn't know, and that may be the value.
    .allowUnknownOption()
    .allowExcessArguments()
    .action((path: string, _options: unknown, command: Command) =>
      answering(terminal, () => set(path, command.args, load, terminal)),
    );
  secret
    .command('list')
    .description('Paths with version, key and when they were set; never values')
    .action(() => answering(terminal, () => withNeeds(load, (needs) => list(needs, terminal))));
  secret
    .command('remove')
    .argument('<path>', 'such as db-prod/url')
    .description('Remove all versions of a value')
    .action((path: string) => answering(terminal, () => withNeeds(load, (needs) => remove(path, needs, terminal))));
  rotateKeyCommand(secret, (work) => withNeeds(load, work), terminal);
}

async function set(path: string, given: readonly string[], load: LoadSecrets, terminal: Terminal): Promise<void> {
  if (given.length !== 1) {
    throw new CommandRefused(
      'Nothing was stored: a value is never an argument, since the shell keeps it and every process can read it. If that was one, rotate it.\n' +
        'Give it on standard input, or leave it out to be asked for it.',
    );
  }
  if (!secretPath.test(path)) throw new CommandRefused('Nothing was stored: a path is such as db-prod/url.');
  await withNeeds(load, async (needs) => {
    const { values, seal } = needs;
    if (!seal) throw new CommandRefused('Nothing was stored: there is no key. Make one with `nightlatch key create <file>`.');
    const value = await readValue(terminal);
    let keyId = '';
    try {
      const sealed = (version: number) => {
        const made = seal(value, { path, version });
        keyId = made.keyId;
        return made;
      };
      terminal.say(`Stored ${path}, version ${await values.add(path, sealed, terminal.operator)}.`);
    } finally {
      value.fill(0);
    }
    await sayInVain({ path, keyId }, needs, terminal);
  });
}

async function list({ values }: SecretNeeds, terminal: Terminal): Promise<void> {
  const kept = await values.list();
  if (kept.length === 0) terminal.say('No value is stored.');
  const widest = Math.max(...kept.map(({ path }) => path.length));
  for (const { path, version, keyId, setAt } of kept) {
    terminal.say(`${path.padEnd(widest)}  version ${version}  key ${keyId}  set ${setAt.round('second')}`);
  }
}

async function remove(path: string, { values }: SecretNeeds, terminal: Terminal): Promise<void> {
  if (!secretPath.test(path)) throw new CommandRefused('Nothing was removed: a path is such as db-prod/url.');
  if (!(await values.remove(path, terminal.operator)))
    throw new CommandRefused(`Nothing was removed: there is no value at ${path}.`);
  terminal.say(`Removed all versions of ${path}.`);
}

async function withNeeds(load: LoadSecrets, work: (needs: SecretNeeds) => Promise<void>): Promise<void> {
  const needs = await load();
  try {
    await work(needs);
  } finally {
    await needs.close();
  }
}
