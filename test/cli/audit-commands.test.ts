import { expect, test } from 'vitest';
import { type AuditNeeds, auditCommands } from '../../src/cli/server/audit-commands.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

async function verify(answer: AuditNeeds['verify']) {
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  auditCommands(program, async () => ({ verify: answer, close }), terminal);
  await run('audit', 'verify');
  expect(closed).toBe(1);
  return seen;
}

test('audit verify says how much it checked, and the whole head', async () => {
  const head = { seq: 1204n, hash: Buffer.alloc(32, 0x3f) };
  const seen = await verify(async () => ({ whole: true, entries: 1204n, head }));
  expect(seen).toEqual({ said: [`Checked 1,204 entries: whole. Head 1204 ${'3f'.repeat(32)}`], prompted: '', exitCode: 0 });
});

test('audit verify names the first entry that does not fit, and fails', async () => {
  const seen = await verify(async () => ({ whole: false, seq: 17n, fault: 'its hash does not fit its text' }));
  expect(seen).toEqual({ said: ['Not whole: entry 17: its hash does not fit its text'], prompted: '', exitCode: 1 });
});

test('audit verify says so when the database is away, and fails', async () => {
  const seen = await verify(() => Promise.reject(new StoreUnavailable()));
  expect(seen).toMatchObject({ said: [], exitCode: 1, prompted: expect.stringContaining('The database did not answer') });
});
