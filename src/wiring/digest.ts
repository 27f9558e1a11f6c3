import { connect } from '../adapters/postgres/connect.ts';
import { postgresAuditLog } from '../adapters/postgres/postgres-audit-log.ts';
import { postgresStore } from '../adapters/postgres/postgres-store.ts';
import type { DigestNeeds } from '../cli/server/digest-command.ts';
import type { Secret } from '../domain/secret.ts';

/** What a digest on the host is read from: nothing but the database. */
export function openDigest(databaseUrl: Secret): DigestNeeds {
  const database = connect(databaseUrl.reveal(), 1);
  return { store: postgresStore(database), auditLog: postgresAuditLog(database), close: () => database.close() };
}
