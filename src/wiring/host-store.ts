import { connect } from '../adapters/postgres/connect.ts';
import { postgresStore } from '../adapters/postgres/postgres-store.ts';
import type { HostStore } from '../cli/server/host-store.ts';
import type { Secret } from '../domain/secret.ts';

/** Everything that is kept, for commands on the host that do what the bot does: nothing but the database is needed. */
export function openStore(databaseUrl: Secret): HostStore {
  const database = connect(databaseUrl.reveal(), 1);
  return { store: postgresStore(database), close: () => database.close() };
}
