import type { Command } from 'commander';
import { policyApplyCommand } from './policy-apply-command.ts';
import { policyCheckCommand } from './policy-check-command.ts';
import { policyExplainCommand } from './policy-explain-command.ts';
import { policySchemaCommand } from './policy-schema-command.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** `nightlatch policy …`: what can be asked of the policy on the host. One file a word. */
export function policyCommands(program: Command, terminal: Terminal = processTerminal()): void {
  const policy = program.command('policy').description('What the policy says, and what is wrong in it');
  policyCheckCommand(policy, terminal);
  policySchemaCommand(policy, terminal);
  policyExplainCommand(policy, terminal);
  policyApplyCommand(policy, terminal);
}
