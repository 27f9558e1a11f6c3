import { expect, test } from 'vitest';
import { digestCommand } from '../../src/cli/server/digest-command.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

const NOW = Temporal.Instant.from('2026-11-09T08:00:00Z');

/** The command over a log in memory; `closed` counts how often what it opened was closed. */
async function aHost() {
  const store = new InMemoryStore();
  await store.clock.set(NOW);
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  const counted = { closed: 0 };
  const close = async () => {
    counted.closed += 1;
  };
  digestCommand(program, async () => ({ store, auditLog: store.auditLog, close }), terminal);
  const refuse = (person: string) =>
    store.transaction(async (tx) => {
      const by = { kind: 'person', id: person, name: person } as const;
      tx.record({ kind: 'refused', by, about: { code: 'not-allowed', resource: 'db-prod' } });
    });
  return { store, seen, run, counted, refuse };
}

test('a quiet time is said in a line and the head, on UTC where no policy is in force, which is said beside it', async () => {
  const { seen, run, counted } = await aHost();
  await run('digest');
  expect(seen.said).toHaveLength(3);
  expect(seen.said[0]).toMatch(/quiet/i);
  expect(seen.prompted).toBe('No policy in force can be read: times are UTC, office hours Monday to Friday 08:00 to 18:00.\n');
  expect([seen.exitCode, counted.closed]).toEqual([0, 1]);
});

test('it says who was refused, and whatever their name holds stays on the line', async () => {
  const { store, seen, run, refuse } = await aHost();
  await refuse('mallory\u001b[2J\u202e\r\n\u2028evil');
  await store.clock.advance({ hours: 1 });
  await run('digest', '--since', '24h');
  const said = seen.said.join('\n');
  expect(said).toContain('mallory[2Jevil');
  for (const odd of ['\u001b', '\u202e', '\r', '\u2028']) expect(said).not.toContain(odd);
});

test('as JSON it is one line that holds the whole of it', async () => {
  const { store, seen, run, refuse } = await aHost();
  await refuse('bob');
  await store.clock.advance({ hours: 1 });
  await run('digest', '--json', '--since', '2026-11-09');
  expect(seen.said).toHaveLength(1);
  expect(JSON.parse(seen.said[0] as string)).toMatchObject({
    ...{ from: '2026-11-09T00:00:00Z', to: '2026-11-09T09:00:00Z', version: 1, timezone: 'UTC' },
    figures: { refused: 1, granted: 0 },
  });
});

test('that it was read is on record, by who has the host', async () => {
  const { store, run } = await aHost();
  await run('digest', '--since', '2w');
  expect(store.records).toMatchObject([
    { kind: 'log-read', by: { kind: 'operator', name: 'carol@bastion' }, about: { asked: 'digest 2w' } },
  ]);
});

test('a time that can not be read is refused with what can, and nothing is on record', async () => {
  const { store, seen, run, counted } = await aHost();
  await run('digest', '--since', 'yesterday');
  expect(seen.prompted).toBe('I can’t read “yesterday”. Say 7d, 2w, 24h, or a date such as 2026-11-01.\n'.replace('’', "'"));
  expect([seen.exitCode, counted.closed, store.records.length]).toEqual([2, 1, 0]);
});

test('a database that does not answer is said, and what was opened is closed', async () => {
  const { store, seen, run, counted } = await aHost();
  store.down = true;
  await run('digest');
  expect(seen.prompted).toContain('The database did not answer.');
  expect([seen.exitCode, counted.closed]).toEqual([1, 1]);
  await expect(store.transaction(async () => 0)).rejects.toBeInstanceOf(StoreUnavailable);
});
