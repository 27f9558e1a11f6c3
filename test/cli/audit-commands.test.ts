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

async function verify(log: AuditLog, ...options: string[]) {
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  auditCommands(program, async () => ({ log, close }), terminal);
  await run('audit', 'verify', ...options);
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

async function hashOf(log: AuditLog, seq: bigint): Promise<string> {
  const rows: AuditRow[] = [];
  for await (const batch of log.rows()) rows.push(...batch);
  return Buffer.from(rows.find((row) => row.seq === seq)?.hash ?? []).toString('hex');
}

test.each(['3:', '3: ', '3 '])(
  'audit verify knows a head that was kept elsewhere, written as %j and its digits',
  async (before) => {
    const log = await aLogOf(5);
    const seen = await verify(log, '--head', before + (await hashOf(log, 3n)));
    expect(seen).toMatchObject({
      said: [
        expect.stringContaining('Checked 5 entries: whole. Head 5 '),
        'Entry 3 is the one whose head you kept: nothing up to it was changed since.',
      ],
      exitCode: 0,
    });
  },
);

test('audit verify finds that a log which is whole in itself was written anew since a head was kept', async () => {
  const [log, kept] = [await aLogOf(5), 'ab'.repeat(32)];
  const seen = await verify(log, '--head', `3:${kept}`);
  expect(seen).toMatchObject({
    said: [expect.stringContaining('Not whole: entry 3: it is not the one whose head you kept')],
    exitCode: 1,
  });
});

test('audit verify finds that a log ends before a head that was kept, as after a restore', async () => {
  const [older, newer] = [await aLogOf(4), await aLogOf(5)];
  const seen = await verify(older, '--head', `5:${await hashOf(newer, 5n)}`);
  expect(seen).toMatchObject({
    said: ['Not whole: entry 5: its head is the one you kept, and the log ends before it.'],
    exitCode: 1,
  });
});

test.each(['', '5', '0:'.padEnd(66, '0'), `5:${'ab'.repeat(31)}`, `5${'ab'.repeat(32)}`])(
  'audit verify refuses %j as a head before it reads anything',
  async (head) => {
    const { terminal, seen } = aTerminal();
    const { program, run } = aProgram();
    auditCommands(program, () => Promise.reject(new Error('asked the database')), terminal);
    await run('audit', 'verify', '--head', head);
    expect(seen).toMatchObject({
      said: [],
      exitCode: 2,
      prompted: expect.stringContaining('--head: must be the number of an entry'),
    });
  },
);
