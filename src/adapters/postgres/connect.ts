import type { Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';

const CONNECT_MS = 1000;
const STATEMENT_MS = 1200;
const QUERY_MS = 1500;
const IDLE_IN_TRANSACTION_MS = 1000;

/** A pool of connections to the database, each call on it bounded in time. */
export interface Database {
  client: PrismaClient;
  /** Waits for what is under way and closes every connection. */
  close(): Promise<void>;
}

/** Connects at the first use. `url` may name a socket's folder (`?host=`). `connections` is the most at a time. */
export function connect(url: string, connections = 10): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: 'nightlatch',
    // Prisma's adapter drops the offset of a timestamptz and takes what is left for UTC.
    options: '-c timezone=UTC',
  });
  pool.on('connect', boundQueries);
  const client = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }), errorFormat: 'minimal' });
  return { client, close: () => client.$disconnect() };
}

/** What pg's types leave out of a pooled connection. */
interface Connection {
  query(...args: unknown[]): unknown;
  connection: { stream: Socket };
}

/**
 * A query without an answer in time ends its connection. pg's own `query_timeout` only stops waiting: its rollback is never sent, the
 * connection goes back to the pool with the transaction open, and nothing of ours keeps the next commit from committing both.
 */
function boundQueries(pooled: pg.PoolClient): void {
  const client = pooled as unknown as Connection;
  const query = client.query.bind(client);
  const socket = client.connection.stream;
  client.query = (...args) => {
    const timer = setTimeout(() => socket.destroy(noAnswer()), QUERY_MS);
    const settled = () => clearTimeout(timer);
    const callback = args.at(-1);
    if (typeof callback !== 'function') {
      const result = query(...args) as Promise<unknown>;
      result.then(settled, settled);
      return result;
    }
    return query(...args.slice(0, -1), (...answer: unknown[]) => {
      settled();
      callback(...answer);
    });
  };
}

// With what marks a socket's error, so that Prisma's adapter takes it for one.
function noAnswer(): Error {
  return Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT', syscall: 'query', errno: -110 });
}
