import { type AuditEntry, canonicalText } from '../../domain/audit-entry.ts';
import { StoreUnavailable } from '../../ports/store.ts';
import type { Database } from './connect.ts';
import { asStoreError, DatabaseFault } from './database-fault.ts';
import { Prisma } from './generated/client.ts';
import { type Statements, statementsOf } from './statements.ts';

// An answer within 2.5 s, whatever the database does: the rest is for what comes after it.
const WHOLE_MS = 2300;

// Prisma counts from when the transaction began; by then nobody waits for it any more, and it only frees the connection.
const LAST_MS = 2 * WHOLE_MS;

/** An open transaction. */
export interface OpenTransaction {
  statements: Statements;
  record(entry: AuditEntry): void;
}

/** What is known of a transaction beside its result. */
interface Course {
  thrown?: { error: unknown };
  fault?: Error;
  abandoned: boolean;
}

/**
 * Runs `work` in one transaction and commits; the recorded entries are appended by its last statement. Throws StoreUnavailable within 2.5 s,
 * StatementRefused, or what `work` throws; nothing is committed then, unless only the commit's own answer is missing.
 */
export async function transact<T>(database: Database, work: (tx: OpenTransaction) => Promise<T>): Promise<T> {
  const course: Course = { abandoned: false };
  const whole = database.client.$transaction((client) => steps(client, course, work), { maxWait: WHOLE_MS, timeout: LAST_MS });
  try {
    return await within(whole, course);
  } catch (error) {
    if (course.thrown) throw course.thrown.error;
    throw asStoreError(error);
  }
}

async function steps<T>(client: Prisma.TransactionClient, course: Course, work: (tx: OpenTransaction) => Promise<T>): Promise<T> {
  const entries: AuditEntry[] = [];
  const failed = (fault: Error) => {
    course.fault ??= fault;
  };
  const statements = statementsOf(client, failed, () => stopIfAbandoned(course));
  const result = await remembering(course, () => work({ statements, record: (entry) => void entries.push(entry) }));
  // Postgres answers the commit of a failed transaction without an error, so a fault that `work` swallowed would pass for a success.
  if (course.fault) throw course.fault;
  if (entries.length > 0) await statements.run(Prisma.sql`SELECT nightlatch.append_audit(${entries.map(canonicalText)}::text[])`);
  stopIfAbandoned(course);
  return result;
}

async function remembering<T>(course: Course, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    course.thrown = { error };
    throw error;
  }
}

function stopIfAbandoned(course: Course): void {
  if (course.abandoned) throw new StoreUnavailable({ cause: new DatabaseFault('abandoned') });
}

async function within<T>(whole: Promise<T>, course: Course): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      course.abandoned = true;
      reject(new StoreUnavailable({ cause: new DatabaseFault('deadline') }));
    }, WHOLE_MS);
  });
  whole.catch(() => undefined);
  return Promise.race([whole, tooLate]).finally(() => clearTimeout(timer));
}
