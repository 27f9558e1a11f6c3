import { asStoreError } from './database-fault.ts';
import type { Prisma } from './generated/client.ts';

/** Statements of one transaction. All throw StoreUnavailable or StatementRefused, without any row's values. */
export interface Statements {
  /** The rows of a query. */
  rows<T>(query: Prisma.Sql): Promise<T[]>;
  /** How many rows a statement touched. */
  run(statement: Prisma.Sql): Promise<number>;
  /** Calls on Prisma's models, where no time is compared. */
  models<T>(call: (client: Prisma.TransactionClient) => Promise<T>): Promise<T>;
}

/** Statements on `client`; `failed` hears of every fault, `before` may throw to keep a statement from being sent. */
export function statementsOf(
  client: Prisma.TransactionClient,
  failed: (fault: Error) => void = () => undefined,
  before: () => void = () => undefined,
): Statements {
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    before();
    try {
      return await call();
    } catch (error) {
      const fault = asStoreError(error);
      failed(fault);
      throw fault;
    }
  };
  return {
    rows: (query) => guarded(() => client.$queryRaw(query)),
    run: (statement) => guarded(() => client.$executeRaw(statement)),
    models: (call) => guarded(() => call(client)),
  };
}
