import { access } from 'node:fs/promises';
import { type FirstPolicy, firstPolicy } from '../../../config/first-policy.ts';
import { type InitEnvironment, TOKEN_NAMES, type Tokens } from '../../../config/init-environment.ts';
import { printMistake } from '../../../config/mistake.ts';
import { FileRefused, workTreeAround, writeNewFile } from '../../../config/new-file.ts';
import { readPolicy } from '../../../config/read-policy.ts';
import { CommandRefused } from '../terminal.ts';

/** Refuses before anything is asked what could not be written in the end. Throws CommandRefused. */
export async function refuseUnwritable(policyFile: string, envFile: string | undefined, force: boolean): Promise<void> {
  const wrong = [
    !force && (await exists(policyFile))
      ? `${policyFile} exists already: name another with --file, or say --force to overwrite it.`
      : undefined,
    envFile === undefined ? undefined : await mistakeInEnvFile(envFile),
  ].filter((one) => one !== undefined);
  if (wrong.length > 0) throw new CommandRefused(wrong.join('\n'), 2);
}

/** What keeps the tokens from being written there: the file is never overwritten, and never lies where it could be committed. */
export async function mistakeInEnvFile(path: string): Promise<string | undefined> {
  if (await exists(path)) return `${path} exists already and is never overwritten: name another file.`;
  const tree = await workTreeAround(path);
  if (tree === undefined) return undefined;
  return `${path} is inside the git work tree ${tree}, where tokens could be committed: choose another place.`;
}

/** Writes the policy, but only if it is one without a mistake. Throws CommandRefused where it can't be written. */
export async function writePolicy(path: string, chosen: FirstPolicy, mayReplace: boolean): Promise<void> {
  await orRefused(writeNewFile(path, firstPolicy(chosen), { mayReplace, accept: acceptPolicy }));
}

/** Writes what the bot needs in its environment, for `node --env-file`, Docker, systemd and the like. Throws CommandRefused where it can't be written. */
export async function writeEnv(path: string, tokens: Tokens, beside: InitEnvironment['beside']): Promise<void> {
  const secret = TOKEN_NAMES.flatMap((name) => [[name, tokens[name]?.reveal()]]).filter(([, value]) => value !== undefined);
  const lines = [...secret, ...Object.entries(beside)].map(([name, value]) => `${name}=${quotedIfNeeded(value ?? '')}`);
  await orRefused(writeNewFile(path, `${lines.join('\n')}\n`));
}

// `docker --env-file` and `kubectl --from-env-file` take quotes for a part of the value; node, systemd and compose would not mind them.
function quotedIfNeeded(value: string): string {
  return /^[\w.:/@%+=-]*$/.test(value) ? value : `'${value}'`;
}

async function acceptPolicy(path: string): Promise<void> {
  const reading = await readPolicy(path);
  if (!reading.ok) throw new Error(`the first policy has mistakes: ${reading.mistakes.map(printMistake).join('; ')}`);
}

async function orRefused(written: Promise<void>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (error instanceof FileRefused) throw new CommandRefused(`Nothing was written: ${error.message}.`);
    throw error;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
