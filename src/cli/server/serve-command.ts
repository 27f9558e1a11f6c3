import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readServeEnvironment, type ServeEnvironment } from '../../config/environment.ts';
import { readPolicyBeside } from '../../config/read-beside.ts';
import type { Secret } from '../../domain/secret.ts';
import type { Logger } from '../../ports/logger.ts';
import type { BotSettings } from '../../wiring/assemble-bot.ts';
import { environmentOrRefused, keyOrRefused } from './host-needs.ts';
import { reloadSignal } from './reload-signal.ts';
import { runBot } from './run-bot.ts';
import { type EmbeddedDatabase, startEmbedded } from './serve-embedded.ts';
import { stopSignals } from './stop-signals.ts';
import { answering, processTerminal, type Terminal } from './terminal.ts';

// Within the half minute that Kubernetes leaves by default.
const STOP_WITHIN_SECONDS = 25;
const EMBEDDED_FOLDER = join('.nightlatch', 'postgres');

interface ServeOptions {
  sandbox?: true;
  embedded?: true | string;
}

/** `nightlatch serve`: runs the bot until it is told to stop. */
export function serveCommand(program: Command, terminal: Terminal = processTerminal()): void {
  program
    .command('serve')
    .description('Run the bot')
    .option(
      '--sandbox',
      'accept a local Slack and PagerDuty, and a clock that can be moved; refused unless everything is on this machine',
    )
    .option('--embedded [folder]', `bring a Postgres of its own, for trying out on one machine (${EMBEDDED_FOLDER})`)
    .action((options: ServeOptions) => answering(terminal, () => serve(options)));
}

async function serve({ sandbox, embedded }: ServeOptions): Promise<void> {
  const reading = readServeEnvironment(sandbox === true, undefined, embedded === undefined ? 'named' : 'embedded');
  const environment = environmentOrRefused(reading);
  const keys = await keysOrRefused(environment);
  const reload = reloadSignal(process);
  // Beside already now, however small: a broken one of 50 kB can take seconds, and what takes too much is a mistake, and no end of the process.
  const policy = await readPolicyBeside(environment.policyFile);
  const { standardLogger } = await import('../../wiring/on-host.ts');
  const log = await standardLogger(environment.logLevel, environment.logFormat);
  endOnStrayFaults(log);
  const withinMs = (environment.stopDelaySeconds + STOP_WITHIN_SECONDS) * 1000;
  const stopping = stopSignals({ process, log, withinMs, end: (code) => process.exit(code) });
  if (keys.key === undefined) log.warn('no key file is named: sealed values are refused');
  const database = await databaseFor(environment, embedded === true ? EMBEDDED_FOLDER : embedded, log);
  try {
    const { assembleBot } = await import('../../wiring/assemble-bot.ts');
    const bot = assembleBot(botSettings(environment, database.url, keys, log));
    await runBot({ bot, policy, log, stopping, reload, ...environment });
  } finally {
    await database.stop();
  }
}

async function keysOrRefused({ keyFile, oldKeyFile }: ServeEnvironment): Promise<Pick<BotSettings, 'key' | 'oldKey'>> {
  const key = await keyOrRefused(keyFile);
  const oldKey = await keyOrRefused(oldKeyFile);
  return { key, ...(oldKey && { oldKey }) };
}

async function databaseFor({ database }: ServeEnvironment, folder: string | undefined, log: Logger): Promise<EmbeddedDatabase> {
  if (!database) return startEmbedded(resolve(folder ?? EMBEDDED_FOLDER), log);
  const { migrateDatabase } = await import('../../wiring/on-host.ts');
  if (database.ownerUrl) await migrateDatabase(database.ownerUrl);
  return { url: database.url, stop: async () => undefined };
}

function botSettings(
  { slack, pagerduty, timelineFrom, envFiles, isSandbox }: ServeEnvironment,
  databaseUrl: Secret,
  keys: Pick<BotSettings, 'key' | 'oldKey'>,
  log: Logger,
): BotSettings {
  const given = { ...(envFiles !== undefined && { envFiles }), ...(timelineFrom !== undefined && { timelineFrom }) };
  return { slack, pagerDuty: pagerduty, databaseUrl, ...keys, ...given, sandbox: isSandbox, log };
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
