import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readPolicyPath } from '../../config/environment.ts';
import { printMistake } from '../../config/mistake.ts';
import { readPolicy } from '../../config/read-policy.ts';
import { environmentOrRefused } from './host-needs.ts';
import { answering, type Terminal } from './terminal.ts';

/** `nightlatch policy check [file]`: everything wrong in the policy, without a database or a network. */
export function policyCheckCommand(policy: Command, terminal: Terminal): void {
  policy
    .command('check')
    .argument('[file]', 'unless given, NIGHTLATCH_POLICY or nightlatch.yml')
    .description('Say what is wrong in the policy, and what is worth a look')
    .action((file: string | undefined) => answering(terminal, () => check(file, terminal)));
}

async function check(file: string | undefined, terminal: Terminal): Promise<void> {
  const reading = await readPolicy(file === undefined ? environmentOrRefused(readPolicyPath()) : resolve(file));
  for (const found of reading.ok ? reading.warnings : reading.mistakes) terminal.say(printMistake(found));
  if (!reading.ok) terminal.endWith(1);
}
