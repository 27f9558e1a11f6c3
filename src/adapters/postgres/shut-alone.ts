import { Prisma } from './generated/client.ts';

/**
 * Lets nobody else to either gate before this transaction ends: whoever opens something locks a row of this table first, which waits for this, and this for
 * those who hold one. Rows alone would not do: who shares one goes past whoever waits for it alone, so that a stream of them keeps it out for ever.
 */
export const SHUT_ALONE = Prisma.sql`LOCK TABLE policy_in_force IN EXCLUSIVE MODE`;
