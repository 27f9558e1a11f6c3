import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readPolicyPath } from '../../config/environment.ts';
import { type Found, printFound } from '../../config/mistake.ts';
import { type PolicyReading, readPolicy } from '../../config/read-policy.ts';
import { environmentOrRefused } from './host-needs.ts';
import { printableJson } from './printable-json.ts';
import { sayVerdict } from './say-verdict.ts';
import { answering, CommandRefused, type Terminal } from './terminal.ts';

/**
 * `nightlatch policy check [file]`: everything wrong in the policy and what is worth a look, without a database or a network. Ends with 1 where it would
 * not be put in force, with 2 where there was no file to check.
 */
export function policyCheckCommand(policy: Command, terminal: Terminal): void {
  policy
    .command('check')
    .argument('[file]', 'unless given, NIGHTLATCH_POLICY or nightlatch.yml')
    .option('--json', 'say it as JSON')
    .description('Say what is wrong in the policy, and what is worth a look')
    .action((file: string | undefined, { json = false }: { json?: boolean }) =>
      answering(terminal, () => check(file, json ? sayJson : sayLines, terminal)),
    );
}

type Say = (reading: PolicyReading, terminal: Terminal) => void;

async function check(file: string | undefined, say: Say, terminal: Terminal): Promise<void> {
  const path = file === undefined ? environmentOrRefused(readPolicyPath()) : resolve(file);
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EACCES' ? 'may not be read by this user' : 'does not exist';
    throw new CommandRefused(`${path} ${why}: name the policy's file, or set NIGHTLATCH_POLICY.`, 2);
  });
  const reading = await readPolicy(path);
  say(reading, terminal);
  if (!reading.ok) terminal.endWith(1);
}

function sayLines(reading: PolicyReading, terminal: Terminal): void {
  for (const found of reading.findings) terminal.say(printFound(found));
  if (!reading.ok && !reading.lookedFurther) {
    terminal.say('Rules that are never reached, and the like, are looked for once these mistakes are mended.');
  }
  terminal.say(sayVerdict(reading.findings));
}

function sayJson({ ok, findings }: PolicyReading, terminal: Terminal): void {
  const count = (severity: Found['severity']) => findings.filter((found) => found.severity === severity).length;
  const counts = { mistakes: count('mistake'), warnings: count('warning'), notes: count('note') };
  // What stays unquoted is for where others read it.
  const told = findings.map(({ unquoted: _, ...found }) => found);
  terminal.say(printableJson({ wouldBePutInForce: ok, ...counts, findings: told }, 2));
}
