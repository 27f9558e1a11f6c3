import { expect, test } from 'vitest';
import { auditCommands } from '../../src/cli/server/audit-commands.ts';
import type { AuditRow, AuditLog as WholeLog } from '../../src/ports/audit-log.ts';

import { StoreUnavailable } from '../../src/ports/store.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

type AuditLog = Pick<WholeLog, 'rows' | 'head'>;

async function aLogOf(entries: number): Promise<AuditLog> {
  const store = new InMemoryStore();
  await store.transaction(async (tx) => {
    for (let nth = 1; nth <= entries; nth += 1) tx.record({ kind: 'revealed', by: { kind: 'nightlatch' }, about: { nth } });
  });
  return store.auditLog;
}

async function verify(log: AuditLog) {
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  auditCommands(program, async () => ({ log, close }), terminal);
  await run('audit', 'verify');
  expect(closed).toBe(1);
  return seen;
}

/** The log with its rows as `change` leaves them. */
function changed(log: AuditLog, change: (rows: AuditRow[]) => AuditRow[]): AuditLog {
  return {
    head: () => log.head(),
    async *rows() {
      for await (const rows of log.rows()) yield change(rows);
    },
  };
}

test('audit verify says how much it checked, and the whole head', async () => {
  const log = await aLogOf(1204);
  const hash = Buffer.from((await log.head()).hash).toString('hex');
  expect(await verify(log)).toEqual({ said: [`Checked 1,204 entries: whole. Head 1204 ${hash}`], prompted: '', exitCode: 0 });
});

test('audit verify finds an empty log whole', async () => {
  const seen = await verify(await aLogOf(0));
  expect(seen).toEqual({ said: [`Checked 0 entries: whole. Head 0 ${'00'.repeat(32)}`], prompted: '', exitCode: 0 });
});

test.each<[string, (rows: AuditRow[]) => AuditRow[], string]>([
  [
    'edited',
    (rows) => rows.map((row) => ({ ...row, record: row.record.replace('"nth":3', '"nth":4') })),
    'entry 3: its text or hash was changed',
  ],
  ['removed', (rows) => rows.filter((row) => row.seq !== 3n), 'entry 4: entries before it were removed'],
  ['cut off', (rows) => rows.slice(0, 3), 'entry 4: it and all that followed were removed'],
])('audit verify names the first entry that does not fit when one is %s, and fails', async (_, change, fault) => {
  const seen = await verify(changed(await aLogOf(5), change));
  expect(seen).toMatchObject({ said: [expect.stringContaining(`Not whole: ${fault}`)], prompted: '', exitCode: 1 });
});

test('audit verify says so when the database is away, and fails', async () => {
  const log = { ...changed(await aLogOf(1), (rows) => rows), head: () => Promise.reject(new StoreUnavailable()) };
  expect(await verify(log)).toMatchObject({
    said: [],
    exitCode: 1,
    prompted: expect.stringContaining('The database did not answer'),
  });
});
