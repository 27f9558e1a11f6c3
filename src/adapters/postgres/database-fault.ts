import { StoreUnavailable } from '../../ports/store.ts';

/**
 * The database refused a statement: a mistake of ours, not an outage. Holds the SQLSTATE and nothing else, since Postgres's own words
 * (`detail`) carry the row's values.
 */
export class StatementRefused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`the database refused the statement (${code})`);
    this.name = 'StatementRefused';
    this.code = code;
  }
}

/** What is kept of a fault: its code. */
export class DatabaseFault extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`database fault ${code}`);
    this.name = 'DatabaseFault';
    this.code = code;
  }
}

// Data exceptions, broken constraints, raised exceptions, and statements that are wrong or not allowed. All else is an outage to the caller.
const REFUSED = /^(22|23|42|P0)/;

/** The error to throw for whatever Prisma or pg threw: told apart by code, never by message. */
export function asStoreError(error: unknown): StoreUnavailable | StatementRefused {
  if (error instanceof StoreUnavailable || error instanceof StatementRefused) return error;
  const code = codeOf(error) ?? 'unknown';
  return REFUSED.test(code) ? new StatementRefused(code) : new StoreUnavailable({ cause: new DatabaseFault(code) });
}

// The SQLSTATE lies deepest; Prisma's own codes (P1008, P2028) are further out and never look like one of the classes above.
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const found = error as {
    cause?: unknown;
    meta?: { driverAdapterError?: unknown };
    originalCode?: unknown;
    code?: unknown;
    kind?: unknown;
  };
  if (typeof found.originalCode === 'string') return found.originalCode;
  // Where there was no server to give a code, Prisma's own word is all there is.
  if (found.kind === 'DatabaseNotReachable') return found.kind;
  const deeper = codeOf(found.meta?.driverAdapterError) ?? codeOf(found.cause);
  return deeper ?? (typeof found.code === 'string' ? found.code : undefined);
}
