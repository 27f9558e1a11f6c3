import type { DatabaseClock, DatabaseGates, DatabaseSettings, SchemaState } from '../domain/database-facts.ts';

/** The database said no, or nothing: `code` is Postgres's SQLSTATE, the system's word (`ECONNREFUSED`), or `deadline`. Never holds an address. */
export class DatabaseUnreachable extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`the database can't be reached (${code})`);
    this.name = 'DatabaseUnreachable';
    this.code = code;
  }
}

/** Looks at the database as the bot's role and changes nothing. All throw DatabaseUnreachable, also where a table or function isn't there. */
export interface DatabaseProbe {
  settings(): Promise<DatabaseSettings>;
  schema(): Promise<SchemaState>;
  clock(): Promise<DatabaseClock>;
  gates(): Promise<DatabaseGates>;
}
