import { setTimeout as pause } from 'node:timers/promises';
import type { Bot } from '../../wiring/assemble-bot.ts';
import { type Started, type StartNeeds, startBot } from './start-bot.ts';

export interface RunNeeds extends StartNeeds {
  /** How long it goes on taking in once it says that it isn't ready. */
  stopDelaySeconds: number;
}

/**
 * Runs the bot until `stopping` is aborted. Then it isn't ready any more, wipes what it shows, takes nothing more in, answers what it has, and closes
 * everything. Throws CommandRefused where the start is refused.
 */
export async function runBot(needs: RunNeeds): Promise<void> {
  const started = await startBot(needs);
  if (!started) return;
  await aborted(needs.stopping);
  await stopBot(needs.bot, started, needs.stopDelaySeconds);
}

async function stopBot(bot: Bot, { jobs, closeMetrics, policyWatched }: Started, delaySeconds: number): Promise<void> {
  bot.notReady.add('stopping');
  await Promise.all([bot.wipeShown(), pause(delaySeconds * 1000)]);
  bot.server.close();
  bot.server.closeIdleConnections();
  await policyWatched;
  await bot.stop(jobs);
  bot.server.closeAllConnections();
  closeMetrics();
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
