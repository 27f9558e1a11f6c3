import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/postgres/connect.ts';
import { postgresAuditLog } from '../../src/adapters/postgres/postgres-audit-log.ts';
import { type Verified, verifyAuditLog } from '../../src/use-cases/verify-audit-log.ts';
import { sha256 } from '../contracts/store.contract.ts';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { connected } from './connected.ts';
import { query, withClient } from './query.ts';

const ROWS = 12;
let own: TestDatabase;
let database: Database;

beforeAll(async () => {
  own = await aDatabase();
  database = await connected(own.appUrl);
  const entries = Array.from({ length: ROWS }, (_, n) => `{"about":{"n":${n}},"by":{"kind":"nightlatch"},"kind":"refused"}`);
  await query(own.appUrl, 'SELECT nightlatch.append_audit($1)', [entries]);
  await query(own.adminUrl, 'CREATE TABLE whole AS SELECT * FROM audit_entries');
  await query(own.adminUrl, 'CREATE TABLE whole_head AS SELECT * FROM audit_head');
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

/** As a superuser with the triggers off, on a fresh copy of the whole log; what a verification says then. */
async function after(tamper: (client: pg.Client) => Promise<unknown>): Promise<Verified> {
  await withClient(own.adminUrl, async (client) => {
    await client.query("SET session_replication_role = 'replica'");
    await client.query('DELETE FROM audit_entries');
    await client.query('INSERT INTO audit_entries SELECT * FROM whole');
    await client.query('UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM whole_head)');
    await tamper(client);
  });
  return verifyAuditLog(postgresAuditLog(database), sha256);
}

const seqs = fc.integer({ min: 1, max: ROWS });
const pairs = fc.tuple(seqs, seqs).filter(([a, b]) => a !== b);
const runs = { numRuns: 25 };

test('an untouched log verifies', async () => {
  expect(await after(async () => undefined)).toMatchObject({ whole: true, head: { seq: BigInt(ROWS) } });
});

test('any edited byte of any record is found', async () => {
  await fc.assert(
    fc.asyncProperty(seqs, fc.nat(), fc.constantFrom('x', '0', ' ', 'é', '"'), async (seq, at, character) => {
      const edit = `UPDATE audit_entries SET record = overlay(record placing $2 from 1 + $3 % length(record) for 1) WHERE seq = $1 RETURNING record`;
      const [before] = await query<{ record: string }>(own.adminUrl, 'SELECT record FROM whole WHERE seq = $1', [seq]);
      const found = await after((client) => client.query(edit, [seq, character, at]));
      const [now] = await query<{ record: string }>(own.adminUrl, 'SELECT record FROM audit_entries WHERE seq = $1', [seq]);
      expect(found.whole).toBe(now?.record === before?.record);
    }),
    runs,
  );
});

test('an edited time or hash is found', async () => {
  await fc.assert(
    fc.asyncProperty(seqs, async (seq) => {
      const time = await after((client) =>
        client.query("UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE seq = $1", [seq]),
      );
      expect(time).toEqual({ whole: false, fault: { seq: BigInt(seq), kind: 'time-differs' } });
      const hash = await after((client) => client.query('UPDATE audit_entries SET hash = sha256(hash) WHERE seq = $1', [seq]));
      expect(hash).toEqual({ whole: false, fault: { seq: BigInt(seq), kind: 'edited' } });
    }),
    runs,
  );
});

test('an edit with its own hash made to fit is found at the next row, and in the last by the head', async () => {
  await fc.assert(
    fc.asyncProperty(seqs, async (seq) => {
      const found = await after(async (client) => {
        await client.query("UPDATE audit_entries SET record = replace(record, 'refused', 'revealed') WHERE seq = $1", [seq]);
        await client.query(
          `UPDATE audit_entries e SET hash = sha256(coalesce((SELECT hash FROM audit_entries WHERE seq = e.seq - 1), decode(repeat('00', 32), 'hex')) || convert_to(record, 'UTF8'))
           WHERE seq = $1`,
          [seq],
        );
      });
      const fault = seq === ROWS ? { seq: BigInt(seq), kind: 'head-differs' } : { seq: BigInt(seq + 1), kind: 'edited' };
      expect(found).toEqual({ whole: false, fault });
    }),
    runs,
  );
});

test('a deleted row is found, the first and the last too', async () => {
  await fc.assert(
    fc.asyncProperty(seqs, async (seq) => {
      const found = await after((client) => client.query('DELETE FROM audit_entries WHERE seq = $1', [seq]));
      const fault = seq === ROWS ? { seq: BigInt(seq), kind: 'cut' } : { seq: BigInt(seq + 1), kind: 'missing' };
      expect(found).toEqual({ whole: false, fault });
    }),
    runs,
  );
});

test('a deleted row is found though the rows after it were given new numbers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: ROWS - 1 }), async (seq) => {
      const found = await after(async (client) => {
        await client.query('DELETE FROM audit_entries WHERE seq = $1', [seq]);
        await client.query('UPDATE audit_entries SET seq = seq - 1 + 1000 WHERE seq > $1', [seq]);
        await client.query('UPDATE audit_entries SET seq = seq - 1000 WHERE seq > 1000');
      });
      expect(found).toEqual({ whole: false, fault: { seq: BigInt(seq), kind: 'number-differs' } });
    }),
    runs,
  );
});

test('two rows that changed places are found', async () => {
  await fc.assert(
    fc.asyncProperty(pairs, async ([a, b]) => {
      const found = await after(async (client) => {
        await client.query('UPDATE audit_entries SET seq = 1000 WHERE seq = $1', [a]);
        await client.query('UPDATE audit_entries SET seq = $1 WHERE seq = $2', [a, b]);
        await client.query('UPDATE audit_entries SET seq = $1 WHERE seq = 1000', [b]);
      });
      expect(found).toEqual({ whole: false, fault: { seq: BigInt(Math.min(a, b)), kind: 'number-differs' } });
    }),
    runs,
  );
});

test('two records that changed places are found', async () => {
  await fc.assert(
    fc.asyncProperty(pairs, async ([a, b]) => {
      const swap =
        'UPDATE audit_entries e SET record = w.record, at = w.at FROM whole w WHERE (e.seq, w.seq) IN (($1, $2), ($2, $1))';
      expect((await after((client) => client.query(swap, [a, b]))).whole).toBe(false);
    }),
    runs,
  );
});

test('an inserted row is found, wherever it is put', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -3, max: ROWS + 3 }), async (seq) => {
      const found = await after(async (client) => {
        await client.query('UPDATE audit_entries SET seq = seq + 1001 WHERE seq >= $1', [seq]);
        await client.query('UPDATE audit_entries SET seq = seq - 1000 WHERE seq > 1000');
        const record = `{"seq":${seq},"at":"2026-01-01T00:00:00.000000Z","about":{}}`;
        const insert = `INSERT INTO audit_entries SELECT $1::bigint, '2026-01-01T00:00:00Z', $2::text, sha256(
          coalesce((SELECT hash FROM audit_entries WHERE seq = $1::bigint - 1), decode(repeat('00', 32), 'hex')) || convert_to($2::text, 'UTF8'))`;
        await client.query(insert, [seq, record]);
      });
      expect(found.whole).toBe(false);
    }),
    runs,
  );
});

test('a cut tail is found while the head is whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: ROWS - 1 }), async (kept) => {
      const found = await after((client) => client.query('DELETE FROM audit_entries WHERE seq > $1', [kept]));
      expect(found).toEqual({ whole: false, fault: { seq: BigInt(kept + 1), kind: 'cut' } });
    }),
    runs,
  );
});

test('a head that was set back, or on another row’s hash, is found', async () => {
  const back = await after((client) => client.query('UPDATE audit_head SET seq = 3'));
  expect(back.whole).toBe(false);
  const other = await after((client) => client.query('UPDATE audit_head SET hash = (SELECT hash FROM whole WHERE seq = 3)'));
  expect(other).toEqual({ whole: false, fault: { seq: BigInt(ROWS), kind: 'head-differs' } });
});
