#!/usr/bin/env node
import { Command } from 'commander';

const program = new Command('nightlatch').description(
  'Access for the engineer on call, for exactly as long as the policy allows.',
);
const { serverCommands } = await import('./cli/server/server-commands.ts');
serverCommands(program);
await program.parseAsync();
