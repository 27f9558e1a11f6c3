#!/usr/bin/env node
import { Command } from 'commander';

const program = new Command('nightlatch').description(
  'Access for the engineer on call, for exactly as long as the policy allows.',
);

program
  .command('serve')
  .description('Run the bot')
  .option(
    '--sandbox',
    'accept a local Slack and PagerDuty, and a clock that can be moved; refused unless everything is on this machine',
  )
  .action(async (options: { sandbox?: boolean }) => {
    const { serve } = await import('./cli/server/serve.ts');
    await serve({ sandbox: options.sandbox === true });
  });

program
  .command('migrate')
  .description('Bring the schema up to date, as the owner (DATABASE_OWNER_URL)')
  .action(async () => {
    const { migrateDatabase } = await import('./cli/server/migrate-database.ts');
    await migrateDatabase();
  });

program
  .command('postgres <folder>')
  .description('Run an embedded Postgres in a folder, for trying out on one machine')
  .action(async (folder: string) => {
    const { runPostgres } = await import('./cli/server/run-postgres.ts');
    await runPostgres(folder);
  });

await program.parseAsync();
