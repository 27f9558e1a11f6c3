import type { Lockdown } from './lockdown.ts';
import type { Said } from './say-shortfall.ts';
import { type Reader, sayLastingTime } from './say-time.ts';

/** That everything is locked down, since when, by whom and why, and who can lift it. */
export function sayLockdown({ since, by, reason }: Lockdown, reader: Reader): Said {
  return {
    text: `Everything is locked down since ${sayLastingTime(since, reader)} by ${by.name}: ${reason}`,
    help: `${by.account ? 'Another owner' : 'An owner'} can lift it: /nightlatch lift`,
  };
}
