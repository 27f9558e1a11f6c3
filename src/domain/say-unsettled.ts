import type { Unsettled } from './evidence.ts';
import { type Reader, sayMoment } from './say-time.ts';
import { type Who, YOU } from './say-who.ts';

/** `Your cover of db-primary is new: it wasn't planned at 02:57.` */
export function sayUnsettled({ target, readAt }: Unsettled, reader: Reader, who: Pick<Who, 'their'> = YOU): string {
  const their = `${who.their.charAt(0).toUpperCase()}${who.their.slice(1)}`;
  if (readAt) return `${their} cover of ${target} is new: it wasn't planned ${sayMoment(readAt, reader)}.`;
  return `No earlier plan of ${target} is known, so ${who.their} cover may be new.`;
}
