import type { Command } from 'commander';
import { readServeEnvironment, type ServeEnvironment } from '../../config/environment.ts';
import { readPolicy } from '../../config/read-policy.ts';
import type { Logger } from '../../ports/logger.ts';
import type { BotSettings } from '../../wiring/assemble-bot.ts';
import { environmentOrRefused, keyOrRefused } from './host-needs.ts';
import { startBot } from './start-bot.ts';
import { answering, processTerminal, type Terminal } from './terminal.ts';

/** `nightlatch serve`: runs the bot until it is told to stop. */
export function serveCommand(program: Command, terminal: Terminal = processTerminal()): void {
  program
    .command('serve')
    .description('Run the bot')
    .option(
      '--sandbox',
      'accept a local Slack and PagerDuty, and a clock that can be moved; refused unless everything is on this machine',
    )
    .action((options: { sandbox?: boolean }) => answering(terminal, () => serve(options.sandbox === true)));
}

async function serve(isSandbox: boolean): Promise<void> {
  const environment = environmentOrRefused(readServeEnvironment(isSandbox));
  const key = await keyOrRefused(environment.keyFile);
  const policy = await readPolicy(environment.policyFile);
  const { migrateDatabase, standardLogger } = await import('../../wiring/on-host.ts');
  const { assembleBot } = await import('../../wiring/assemble-bot.ts');
  const log = standardLogger(environment.logLevel);
  endOnStrayFaults(log);
  if (environment.database.ownerUrl) await migrateDatabase(environment.database.ownerUrl);
  const oldKey = await keyOrRefused(environment.oldKeyFile);
  const bot = assembleBot(botSettings(environment, { key, ...(oldKey && { oldKey }) }, log));
  const stop = await startBot({ bot, policy, log, host: environment.host, port: environment.port });
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT']) process.once(name, () => resolve(name));
  });
  log.info('stopping', { signal });
  await stop();
}

function botSettings(environment: ServeEnvironment, keys: Pick<BotSettings, 'key' | 'oldKey'>, log: Logger): BotSettings {
  const { slack, pagerduty, database, envFiles, isSandbox } = environment;
  const files = envFiles === undefined ? {} : { envFiles };
  return { slack, pagerDuty: pagerduty, databaseUrl: database.url, ...keys, ...files, sandbox: isSandbox, log };
}

// What nobody caught leaves the process in a state that nobody knows: a supervisor starts a fresh one.
function endOnStrayFaults(log: Logger): void {
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => {
      log.error('stray fault, ending', { kind }, error);
      process.exit(1);
    });
  }
}
