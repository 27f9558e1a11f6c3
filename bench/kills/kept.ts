import { createHash } from 'node:crypto';
import pg from 'pg';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { postgresAuditLog } from '../../src/adapters/postgres/postgres-audit-log.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { verifyAuditLog } from '../../src/use-cases/verify-audit-log.ts';
import { KINDS, type Kind, type Told } from './told.ts';

// Each is kept only where both its row and its entry are.
const KEPT: { readonly [kind in Kind]: string } = {
  asked: `SELECT r.id FROM requests r JOIN entries e ON e.kind = 'access-asked' AND e.about->>'request' = r.id::text`,
  approved: `SELECT a.request_id FROM approvals a JOIN entries e ON e.kind = 'access-approved' AND e.about->>'request' = a.request_id::text`,
  granted: `SELECT g.id FROM grants g JOIN entries e ON e.kind = 'access-granted' AND e.about->>'grant' = g.id::text`,
  ended: `SELECT g.id FROM grants g JOIN entries e ON e.kind = 'grant-ended' AND e.about->>'grant' = g.id::text WHERE g.state = 'ended'`,
  revealed: `SELECT v.external_id FROM reveals v JOIN entries e ON e.kind = 'revealed' AND e.about->>'reveal' = v.id::text
    WHERE v.recorded_at IS NOT NULL`,
};

const DOUBLED = `
  SELECT 'grant ' || (about->>'grant') AS id FROM entries WHERE kind = 'access-granted' GROUP BY 1 HAVING count(*) > 1
  UNION ALL SELECT 'end of grant ' || (about->>'grant') FROM entries WHERE kind = 'grant-ended' GROUP BY 1 HAVING count(*) > 1
  UNION ALL SELECT 'request ' || request_id FROM grants WHERE request_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1
  UNION ALL SELECT 'grant ' || id FROM grants WHERE id::text NOT IN (SELECT about->>'grant' FROM entries WHERE kind = 'access-granted')
  UNION ALL SELECT holder_slack_id || ' holds ' || resource FROM grants WHERE state = 'active' GROUP BY holder_slack_id, resource HAVING count(*) > 1`;

/** What a database keeps of what was told. */
export interface Kept {
  /** Told, and in the database not at all or less often: `granted 0197…`. */
  lost: string[];
  /** Opened or ended more than once, or without an entry. */
  doubled: string[];
  /** Whether the log's chain is whole, by the check of `nightlatch audit verify`. */
  isWhole: boolean;
}

/** Compares what was told before with what is there now; `url` is the owner's. */
export async function keptOf(told: Told, url: string): Promise<Kept> {
  const lost: string[] = [];
  for (const kind of KINDS) lost.push(...missing([...told[kind]], await ids(url, KEPT[kind])).map((id) => `${kind} ${id}`));
  return { lost, doubled: await ids(url, DOUBLED), isWhole: await chainIsWhole(url) };
}

// As often as it was told, since values that were shown twice are two entries.
function missing(told: readonly string[], kept: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const id of kept) left.set(id, (left.get(id) ?? 0) + 1);
  return told.filter((id) => {
    const count = left.get(id) ?? 0;
    left.set(id, count - 1);
    return count <= 0;
  });
}

async function ids(url: string, query: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const entries = `SELECT record::jsonb->>'kind' AS kind, record::jsonb->'about' AS about FROM audit_entries`;
    const { rows } = await client.query({ text: `WITH entries AS (${entries}) ${query}`, rowMode: 'array' });
    return rows.map(([id]) => String(id));
  } finally {
    await client.end();
  }
}

async function chainIsWhole(url: string): Promise<boolean> {
  const database = connect(url, 1);
  try {
    const hash = (before: Uint8Array, record: string) => createHash('sha256').update(before).update(record).digest();
    return (await answered(() => verifyAuditLog(postgresAuditLog(database), hash))).whole;
  } finally {
    await database.close();
  }
}

// A Postgres that has just come up again on a busy machine may not answer in time.
async function answered<T>(ask: () => Promise<T>, tries = 5): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || tries <= 1) throw error;
    return answered(ask, tries - 1);
  }
}
