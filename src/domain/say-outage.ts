import { type Reader, sayMoment } from './say-time.ts';

/** `PagerDuty hasn't answered since 03:02. Until it does, nothing opens by it.` */
export function sayOutage({ source, since }: { source: string; since: Temporal.Instant }, reader: Reader): string {
  const moment = sayMoment(since, reader).replace(/^(at|on) /, '');
  return `⚠️ ${source} hasn't answered since ${moment}. Until it does, nothing opens by it.`;
}
