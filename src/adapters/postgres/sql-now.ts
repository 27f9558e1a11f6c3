import { Prisma } from './generated/client.ts';

/** The one clock. In a subquery it is read once a statement; bare, a volatile function keeps an index from being used. */
export const SQL_NOW = Prisma.sql`(SELECT nightlatch.now())`;
