import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { readPolicyBeside } from '../../config/read-beside.ts';
import type { PolicyReading } from '../../config/read-policy.ts';
import type { Logger } from '../../ports/logger.ts';
import { SourceUnavailable } from '../../ports/on-call-source.ts';
import { StoreUnavailable } from '../../ports/store.ts';
import type { Bot } from '../../wiring/assemble-bot.ts';
import { type PolicyKeeper, policyKeeper } from './keep-policy.ts';
import type { ReloadSignal } from './reload-signal.ts';
import { CommandRefused } from './terminal.ts';

const RETRY_MS = 1000;

/** Tries until it is there; another try comes a second after the last. */
type Until = <T>(what: string, attempt: () => Promise<T>) => Promise<T>;

export interface StartNeeds {
  bot: Bot;
  /** What was read of it at start, and where its file is. */
  policy: PolicyReading;
  policyFile: string;
  reload: ReloadSignal;
  log: Logger;
  host: string;
  port: number;
  /** Where metrics are asked for; absent: nowhere. */
  metrics?: { host: string; port: number };
  /** Aborted when it is to stop, which ends the trying too. */
  stopping: AbortSignal;
}

/** What was started. */
export interface Started {
  jobs: ReturnType<Bot['startJobs']>;
  closeMetrics(): void;
  /** Resolves once nothing looks after the policy any more, soon after it is told to stop. */
  policyWatched: Promise<void>;
}

/**
 * Listens at once, so that people get an answer while something behind the bot is still away, and tries until everything is there. Undefined when it
 * was told to stop before. Throws CommandRefused for what only a person can mend; nothing is open then.
 */
export async function startBot(needs: StartNeeds): Promise<Started | undefined> {
  const { bot, log, stopping } = needs;
  if (needs.policy.ok) bot.policy.hold(needs.policy.policy);
  const url = await listen(needs);
  const closeMetrics = await listenForMetrics(needs);
  for (const reason of ['Slack has not said who we are', 'the database was not reached', 'the policy was not looked at'])
    bot.notReady.add(reason);
  bot.notReady.delete('starting');
  let keeper: PolicyKeeper;
  try {
    keeper = await openBoth(needs);
  } catch (error) {
    closeMetrics();
    await closeBot(bot);
    if (stopping.aborted) return undefined;
    throw error;
  }
  const jobs = bot.startJobs();
  if (bot.notReady.size === 0) log.info('ready', { url });
  return { jobs, closeMetrics, policyWatched: keeper.watch(stopping) };
}

async function listen({ bot, log, host, port }: StartNeeds): Promise<string> {
  await orRefused(bot, { variable: 'PORT', host, port }, async () => {
    bot.server.listen(port, host);
    await once(bot.server, 'listening');
  });
  const url = urlOf(bot.server.address() as AddressInfo);
  log.info('listening', { url });
  return url;
}

async function listenForMetrics({ bot, log, metrics }: StartNeeds): Promise<() => void> {
  if (!metrics) return () => undefined;
  const served = await orRefused(bot, { variable: 'METRICS_PORT', ...metrics }, () => bot.serveMetrics(metrics));
  log.info('metrics', { url: `${urlOf(served.address)}/metrics` });
  return () => served.close();
}

const CANT_LISTEN: { [code: string]: string } = {
  EADDRINUSE: 'it is taken',
  EACCES: 'this user may not',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
};

async function orRefused<T>(
  bot: Bot,
  at: { variable: string; host: string; port: number },
  listenThere: () => Promise<T>,
): Promise<T> {
  try {
    return await listenThere();
  } catch (error) {
    const why = CANT_LISTEN[error instanceof Error && 'code' in error ? String(error.code) : ''];
    await closeBot(bot);
    if (why === undefined) throw error;
    throw new CommandRefused(`${at.variable}: can't listen on port ${at.port} of ${at.host}: ${why}.`);
  }
}

async function closeBot(bot: Bot): Promise<void> {
  bot.server.close();
  bot.server.closeAllConnections();
  await bot.stop(undefined);
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

// When one of them can't be mended by waiting, the other stops trying and nothing stays open: the process can end.
async function openBoth(needs: StartNeeds): Promise<PolicyKeeper> {
  const { bot, log, policy, policyFile, reload } = needs;
  const failed = new AbortController();
  const giveUp = AbortSignal.any([failed.signal, needs.stopping]);
  const until: Until = (what, attempt) => untilThere(what, log, giveUp, attempt);
  const fail = (error: unknown) => failed.abort(error);
  const [team] = await Promise.all([openDoor(needs, until).catch(fail), openDatabase(needs, until).catch(fail)]);
  giveUp.throwIfAborted();
  const read = (path: string) => readPolicyBeside(path, needs.stopping);
  const keeper = policyKeeper({ bot, log, policyFile, readPolicy: read, reload, team: String(team) });
  await until('Postgres', () => keeper.begin(policy));
  bot.notReady.delete('the policy was not looked at');
  return keeper;
}

async function openDoor({ bot, policy }: StartNeeds, until: Until): Promise<string> {
  const team = await until('Slack', () => bot.openDoor());
  if (policy.ok && policy.policy.slack.team !== team) {
    throw new CommandRefused(`The bot token is of workspace ${team}, the policy is for ${policy.policy.slack.team}.`);
  }
  bot.notReady.delete('Slack has not said who we are');
  return team;
}

async function openDatabase({ bot }: StartNeeds, until: Until): Promise<void> {
  await until('Postgres', () => bot.checkDatabase());
  bot.notReady.delete('the database was not reached');
}

async function untilThere<T>(what: string, log: Logger, giveUp: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof SourceUnavailable)) throw refused(error);
      if (tries % 30 === 0) log.error(`${what} is away, trying on`, {}, error);
      await pause(RETRY_MS, undefined, { signal: giveUp });
    }
  }
}

// Our own errors at start say what to mend; anything else is a fault of ours and keeps its stack.
function refused(error: unknown): unknown {
  const ours = error instanceof Error && ['UnfitDatabase', 'SlackFault', 'SocketRefused'].includes(error.name);
  return ours ? new CommandRefused(error.message) : error;
}
