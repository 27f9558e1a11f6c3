import type { AuditLog, AuditRow } from '../../ports/audit-log.ts';
import type { Database } from './connect.ts';
import { Prisma } from './generated/client.ts';
import { instant } from './row-values.ts';
import { type Statements, statementsOf } from './statements.ts';

const BATCH = 2000;

// Below every number there may be, so that a row inserted before the first is seen too.
const BEFORE_ALL = -(2n ** 63n);

interface StoredRow {
  seq: bigint;
  at: string;
  record: string;
  hash: Uint8Array;
}

/** Reads the audit log. Read the head first and the rows after it: entries appended meanwhile then only lie above it. */
export function postgresAuditLog(database: Database): AuditLog {
  const statements = statementsOf(database.client);
  return {
    rows: () => batchesAfter(statements, BEFORE_ALL),

    async head() {
      const [head] = await statements.rows<{ seq: bigint; hash: Uint8Array }>(Prisma.sql`SELECT seq, hash FROM audit_head`);
      return head ?? { seq: 0n, hash: new Uint8Array(32) };
    },

    begins: async () => (await placeFrom(statements, BEFORE_ALL))?.at,

    async *between(from, to) {
      // The clock may have been set back a little where the span begins or ends: a batch more on both sides finds what lies out of order.
      let after = (await firstAt(statements, from)) - BigInt(BATCH);
      while (true) {
        const batch = await spanAfter(statements, after, from, to);
        const found = batch.filter(({ isIn }) => isIn).map(({ seq, at, record }) => ({ seq, at: instant(at), record }));
        if (found.length > 0) yield found;
        const last = batch.at(-1);
        if (!last || batch.every(({ isPast }) => isPast)) return;
        after = last.seq;
      }
    },
  };
}

async function* batchesAfter(statements: Statements, seq: bigint): AsyncGenerator<AuditRow[]> {
  let after = seq;
  while (true) {
    const batch = await statements.rows<StoredRow>(Prisma.sql`
      SELECT seq, to_jsonb(at) #>> '{}' AS at, record, hash FROM audit_entries WHERE seq > ${after} ORDER BY seq LIMIT ${BATCH}`);
    const last = batch.at(-1);
    if (!last) return;
    yield batch.map(auditRowOf);
    after = last.seq;
  }
}

interface SpanRow extends Omit<StoredRow, 'hash'> {
  isIn: boolean;
  isPast: boolean;
}

// Compared by Postgres: a million comparisons of instants are seconds here.
function spanAfter(statements: Statements, seq: bigint, from: Temporal.Instant, to: Temporal.Instant): Promise<SpanRow[]> {
  const [begin, end] = [from, to].map((at) => Prisma.sql`${at.toString()}::timestamptz`);
  return statements.rows(Prisma.sql`
    SELECT seq, to_jsonb(at) #>> '{}' AS at, record, at >= ${begin} AND at < ${end} AS "isIn", at >= ${end} AS "isPast"
    FROM audit_entries WHERE seq > ${seq} ORDER BY seq LIMIT ${BATCH}`);
}

/**
 * Near the number of the first entry made at `from` or later: halved down by the primary key, since times grow with numbers. In order of `at` the log
 * has no index, and one statement over a busy week's rows would take longer than a statement may.
 */
async function firstAt(statements: Statements, from: Temporal.Instant): Promise<bigint> {
  const first = await placeFrom(statements, BEFORE_ALL);
  const last = await lastSeq(statements);
  if (!first || last === undefined) return 0n;
  let [low, high] = [first.seq, last + 1n];
  while (low < high) {
    const middle = (low + high) >> 1n;
    const there = await placeFrom(statements, middle);
    if (there && Temporal.Instant.compare(there.at, from) < 0) low = there.seq + 1n;
    else high = middle;
  }
  return low;
}

async function placeFrom(statements: Statements, seq: bigint): Promise<{ seq: bigint; at: Temporal.Instant } | undefined> {
  const [row] = await statements.rows<{ seq: bigint; at: string }>(Prisma.sql`
    SELECT seq, to_jsonb(at) #>> '{}' AS at FROM audit_entries WHERE seq >= ${seq} ORDER BY seq LIMIT 1`);
  return row && { seq: row.seq, at: instant(row.at) };
}

async function lastSeq(statements: Statements): Promise<bigint | undefined> {
  const [row] = await statements.rows<{ seq: bigint }>(Prisma.sql`SELECT seq FROM audit_entries ORDER BY seq DESC LIMIT 1`);
  return row?.seq;
}

function auditRowOf(row: StoredRow): AuditRow {
  return { ...row, at: instant(row.at) };
}
