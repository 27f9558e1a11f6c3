#!/usr/bin/env node
import { Command } from 'commander';

const program = new Command('nightlatch').description(
  'Access for the engineer on call, for exactly as long as the policy allows.',
);
// Whoever reads may have seen enough, as in `nightlatch digest | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
const { serverCommands } = await import('./cli/server/server-commands.ts');
serverCommands(program);
await program.parseAsync();
