import { connect, type Database } from '../../src/adapters/postgres/connect.ts';

/** A pool whose first transaction finds Prisma loaded: on a busy machine that alone takes longer than a transaction may. */
export async function connected(url: string, connections?: number): Promise<Database> {
  const database = connect(url, connections);
  await database.client.$connect();
  return database;
}
