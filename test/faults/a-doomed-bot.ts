import { expect } from 'vitest';
import type { Night } from '../stories/a-night.ts';
import { aBotProcess, type BotProcess } from './a-bot-process.ts';

/** The bot at work is a process to be killed; the night's own one stays idle until it takes its place. */
export async function aDoomedBot(made: Promise<Night>): Promise<{ night: Night; bot: BotProcess }> {
  const night = await made;
  await night.bot.pauseJobs();
  const bot = await aBotProcess(night);
  await night.sandbox.channel('audit-access').says(/policy is in force/);
  return { night, bot };
}

/** Another bot takes over, later than any answer of the old one could still come. */
export async function restarted({ sandbox, bot }: Night, old: BotProcess): Promise<void> {
  await old.kill();
  sandbox.pointAt(bot.url);
  await sandbox.clock.advance('PT16S');
  await bot.tick();
  await bot.tick();
}

/** Every delivery is marked as answered, which comes after its answer; and before a job would do so for one that a crash cut off. */
export async function allAnswered(night: Night): Promise<void> {
  await expect.poll(() => night.rows('SELECT about FROM deliveries WHERE answered_at IS NULL'), { timeout: 10_000 }).toEqual([]);
}
