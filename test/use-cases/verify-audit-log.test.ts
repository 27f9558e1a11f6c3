import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ChainHash } from '../../src/domain/verify-audit.ts';
import type { AuditLog, AuditRow } from '../../src/ports/audit-log.ts';
import { verifyAuditLog } from '../../src/use-cases/verify-audit-log.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';

const sha256: ChainHash = (previous, record) => createHash('sha256').update(previous).update(record).digest();

async function threeEntries(): Promise<{ rows: AuditRow[]; head: Awaited<ReturnType<AuditLog['head']>>; store: InMemoryStore }> {
  const store = new InMemoryStore();
  for (const asked of ['a', 'b', 'c']) await append(store, asked);
  const rows: AuditRow[] = [];
  for await (const batch of store.auditLog.rows()) rows.push(...batch);
  return { rows, head: await store.auditLog.head(), store };
}

function append(store: InMemoryStore, asked: string): Promise<void> {
  return store.transaction(async (tx) => tx.record({ kind: 'log-read', by: { kind: 'nightlatch' }, about: { asked } }));
}

/** A log of these batches; `heads` are what it says each time it is asked. */
function aLog(batches: AuditRow[][], ...heads: Awaited<ReturnType<AuditLog['head']>>[]): Pick<AuditLog, 'rows' | 'head'> {
  return {
    async *rows() {
      yield* batches;
    },
    head: async () => heads.shift() as (typeof heads)[number],
  };
}

describe('verifying the audit log', () => {
  test('an empty log and a whole one are whole, and say their head', async () => {
    expect(await verifyAuditLog(new InMemoryStore().auditLog, sha256)).toMatchObject({ whole: true, head: { seq: 0n } });
    const { store, head } = await threeEntries();
    expect(await verifyAuditLog(store.auditLog, sha256)).toEqual({ whole: true, head });
  });

  test('batches are one chain', async () => {
    const { rows, head } = await threeEntries();
    expect(await verifyAuditLog(aLog([rows.slice(0, 1), [], rows.slice(1)], head, head), sha256)).toEqual({ whole: true, head });
  });

  test('entries that are appended meanwhile are no fault', async () => {
    const { rows, head } = await threeEntries();
    const before = rows[1] as AuditRow;
    expect(await verifyAuditLog(aLog([rows], before, head), sha256)).toEqual({ whole: true, head });
    expect(await verifyAuditLog(aLog([rows.slice(0, 2)], before, head), sha256)).toEqual({ whole: true, head });
  });

  test('the first fault is told, and nothing after it is read', async () => {
    const { rows, head } = await threeEntries();
    const edited = rows.map((row) => (row.seq === 1n ? row : { ...row, record: row.record.replace('"asked":"', '"asked":"x') }));
    const log = aLog(
      edited.map((row) => [row]),
      head,
      head,
    );
    expect(await verifyAuditLog(log, sha256)).toEqual({ whole: false, fault: { seq: 2n, kind: 'edited' } });
  });

  test('a cut tail is found by the head', async () => {
    const { rows, head } = await threeEntries();
    expect(await verifyAuditLog(aLog([rows.slice(0, 2)], head, head), sha256)).toEqual({
      whole: false,
      fault: { seq: 3n, kind: 'cut' },
    });
  });
});
