import { isatty } from 'node:tty';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../adapters/embedded-postgres/start-embedded-postgres.ts';
import { connect } from '../adapters/postgres/connect.ts';
import { migrate } from '../adapters/postgres/migrate.ts';
import { postgresAuditLog } from '../adapters/postgres/postgres-audit-log.ts';
import { postgresSealedValues } from '../adapters/postgres/postgres-sealed-values.ts';
import { seal, sealAnew } from '../adapters/secrets/sealed/seal.ts';
import { pinoLogger } from '../adapters/system/logger.ts';
import { standardOutput } from '../adapters/system/standard-output.ts';
import type { SecretNeeds } from '../cli/server/secret-needs.ts';
import type { MasterKey } from '../domain/master-key.ts';
import type { Secret } from '../domain/secret.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Logger } from '../ports/logger.ts';

/** A Postgres of its own in a folder, for trying out on one machine. */
export function embeddedPostgres(folder: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres(folder);
}

/** Brings the schema up to date as its owner. */
export function migrateDatabase(ownerUrl: Secret): Promise<{ applied: string[] }> {
  return migrate(ownerUrl.reveal());
}

/** The log on standard output: for people on a terminal, JSON elsewhere, unless told. */
export async function standardLogger(level: 'info' | 'warn' | 'error', format?: 'json' | 'pretty'): Promise<Logger> {
  if ((format ?? (isatty(1) ? 'pretty' : 'json')) === 'json') return pinoLogger({ level });
  const pretty = await import('../adapters/system/pretty-lines.ts').catch(() => undefined);
  if (pretty) return pinoLogger({ level, destination: pretty.prettyLines(standardOutput()) });
  const log = pinoLogger({ level });
  log.warn('pino-pretty is not installed, so the log is JSON');
  return log;
}

/** Sealed values, for the terminal. Without a key nothing can be sealed, without the one before it nothing sealed anew. */
export function openSealedValues(databaseUrl: Secret, key: MasterKey | undefined, oldKey?: MasterKey): SecretNeeds {
  const database = connect(databaseUrl.reveal(), 1);
  const opened = { values: postgresSealedValues(database), close: () => database.close() };
  if (key === undefined) return opened;
  const withKey: SecretNeeds = { ...opened, seal: (value, place) => seal(value, place, key) };
  return oldKey === undefined
    ? withKey
    : { ...withKey, keys: { id: key.id, oldId: oldKey.id, anew: (value) => sealAnew(value, oldKey, key) } };
}

/** The audit log, for the terminal. */
export function openAuditLog(databaseUrl: Secret): { log: AuditLog; close(): Promise<void> } {
  const database = connect(databaseUrl.reveal(), 1);
  return { log: postgresAuditLog(database), close: () => database.close() };
}
