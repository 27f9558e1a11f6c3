import type { Night } from './a-night.ts';

/** To a minute past nine on the next Monday in Berlin, or so many weeks later; nothing due is done before the next tick. */
export async function untilMonday(night: Night, weeksLater = 0): Promise<void> {
  const now = night.sandbox.clock.now().toZonedDateTimeISO('Europe/Berlin');
  const monday = now.add({ days: 8 - now.dayOfWeek + 7 * weeksLater }).withPlainTime('09:01');
  await night.bot.pauseJobs();
  await night.sandbox.clock.advance(now.until(monday));
}
