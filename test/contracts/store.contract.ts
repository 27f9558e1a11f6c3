import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import { verifyAuditLog } from '../../src/use-cases/verify-audit-log.ts';
import { aPerson } from './a-new-grant.ts';
import { type Make, START, type UnderTest } from './under-test.ts';

const entry = (about: AuditEntry['about']): AuditEntry => ({ kind: 'refused', by: { kind: 'nightlatch' }, about });

export function storeContract(make: Make): void {
  test('a transaction keeps what it wrote and gives back what its work returned', async () => {
    const { tx } = await make();
    expect(await tx(async (one) => (await aPerson(one)).name)).toBe('alice');
    expect(await tx((two) => two.people.byName('alice'))).toBeDefined();
  });

  test('what the work throws comes out unchanged, and nothing is kept, entries included', async () => {
    const { tx, auditLog } = await make();
    const thrown = new Error('changed my mind');
    const work = tx(async (one) => {
      await aPerson(one);
      one.record(entry({ code: 'not-allowed' }));
      throw thrown;
    });
    await expect(work).rejects.toBe(thrown);
    expect(await tx((two) => two.people.byName('alice'))).toBeUndefined();
    expect((await auditLog.head()).seq).toBe(0n);
  });

  test('the clock of a transaction is the one clock', async () => {
    const { tx, clock } = await make();
    expect(String(await tx((one) => one.now()))).toBe(String(START));
    await clock.advance({ microseconds: 1 });
    expect(String(await tx((one) => one.now()))).toBe(String(START.add({ microseconds: 1 })));
  });

  test('entries are appended in the order they were recorded, whenever that was in the transaction', async () => {
    const under = await make();
    await under.tx(async (one) => {
      one.record(entry({ n: 1 }));
      await aPerson(one);
      one.record(entry({ n: 2 }));
    });
    expect(await records(under)).toEqual([
      '{"seq":1,"at":"2026-03-01T03:17:00.123456Z","about":{"n":1},"by":{"kind":"nightlatch"},"kind":"refused"}',
      '{"seq":2,"at":"2026-03-01T03:17:00.123456Z","about":{"n":2},"by":{"kind":"nightlatch"},"kind":"refused"}',
    ]);
  });

  test('the record of a time without a fraction has six places all the same, and verifies', async () => {
    const under = await make();
    await under.clock.set(Temporal.Instant.from('2026-03-01T03:17:00Z'));
    await under.tx(async (one) => one.record(entry({})));
    expect((await records(under))[0]).toContain('"at":"2026-03-01T03:17:00.000000Z"');
    expect(await verifyAuditLog(under.auditLog, sha256)).toMatchObject({ whole: true, head: { seq: 1n } });
  });

  test.each([
    ['line breaks, quotes and terminal codes', 'a\nb\r"c"\u001b[31m\u0000\\'],
    ['characters of two forms', '\u00e9 is not e\u0301'],
    ['half of a surrogate pair', 'x\ud800y'],
    ['line separators', 'a\u2028b\u2029c'],
  ])('an entry with %s is one line, comes back as it was, and verifies', async (_what, reason) => {
    const under = await make();
    await under.tx(async (one) => one.record(entry({ reason })));
    const [record] = await records(under);
    for (const control of ['\n', '\r', '\u001b']) expect(record).not.toContain(control);
    expect(JSON.parse(record as string).about.reason).toBe(reason);
    expect(await verifyAuditLog(under.auditLog, sha256)).toMatchObject({ whole: true });
  });

  test('contents that could be taken for each other have different records', async () => {
    const under = await make();
    const contents = [
      { list: ['a', 'bc'] },
      { list: ['ab', 'c'] },
      { list: ['a","bc'] },
      { n: 1 },
      { n: '1' },
      { n: 1.5 },
      { n: null },
      {},
    ];
    await under.tx(async (one) => {
      for (const about of contents) one.record(entry(about));
    });
    const texts = (await records(under)).map((record) => record.slice(record.indexOf('"about"')));
    expect(new Set(texts).size).toBe(contents.length);
  });

  test('the order of keys makes no difference to the record', async () => {
    const under = await make();
    await under.tx(async (one) => {
      one.record(entry({ b: { d: 1, c: 2 }, a: 3 }));
      one.record(entry({ a: 3, b: { c: 2, d: 1 } }));
    });
    const [first, second] = (await records(under)).map((record) => record.slice(record.indexOf('"about"')));
    expect(first).toBe(second);
  });

  test('transactions at the same time leave one whole chain', async () => {
    const under = await make();
    const writers = Array.from({ length: 16 }, (_, n) => under.tx(async (one) => one.record(entry({ n }))));
    await Promise.all(writers);
    expect(await verifyAuditLog(under.auditLog, sha256)).toMatchObject({ whole: true, head: { seq: 16n } });
  });
}

export function sha256(previous: Uint8Array, record: string): Uint8Array {
  return createHash('sha256').update(previous).update(record).digest();
}

async function records({ auditLog }: UnderTest): Promise<string[]> {
  const batches = await Array.fromAsync(auditLog.rows());
  return batches.flat().map((row) => row.record);
}
