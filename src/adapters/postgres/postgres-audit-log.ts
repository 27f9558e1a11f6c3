import type { AuditLog, AuditRow } from '../../ports/audit-log.ts';
import type { Database } from './connect.ts';
import { Prisma } from './generated/client.ts';
import { instant } from './row-values.ts';
import { statementsOf } from './statements.ts';

const BATCH = 5000;

interface StoredRow {
  seq: bigint;
  at: string;
  record: string;
  hash: Uint8Array;
}

/** Reads the audit log. Read the head first and the rows after it: entries appended meanwhile then only lie above it. */
export function postgresAuditLog(database: Database): AuditLog {
  const statements = statementsOf(database.client);
  const after = (seq: bigint) =>
    statements.rows<StoredRow>(Prisma.sql`
      SELECT seq, to_jsonb(at) #>> '{}' AS at, record, hash FROM audit_entries WHERE seq > ${seq} ORDER BY seq LIMIT ${BATCH}`);
  return {
    async *rows() {
      // Below every number there may be, so that a row inserted before the first is seen too.
      let batch = await after(-(2n ** 63n));
      while (batch.length > 0) {
        yield batch.map(auditRowOf);
        batch = await after((batch.at(-1) as StoredRow).seq);
      }
    },

    async head() {
      const [head] = await statements.rows<{ seq: bigint; hash: Uint8Array }>(Prisma.sql`SELECT seq, hash FROM audit_head`);
      return head ?? { seq: 0n, hash: new Uint8Array(32) };
    },
  };
}

function auditRowOf(row: StoredRow): AuditRow {
  return { ...row, at: instant(row.at) };
}
