import { describe, expect, test } from 'vitest';
import { seal, sealAnew } from '../../src/adapters/secrets/sealed/seal.ts';
import { secretCommands } from '../../src/cli/server/secret-commands.ts';
import { MasterKey } from '../../src/domain/master-key.ts';
import { InMemorySealedValues } from '../fakes/in-memory-sealed-values.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';
const aKey = (id: string, byte: number) => new MasterKey({ id, bytes: Buffer.alloc(32, byte) });
const [lost, old, current] = [aKey('k0', 6), aKey('k1', 7), aKey('k2', 8)];

async function rotated(under: readonly MasterKey[], given: { old?: MasterKey } = { old }) {
  const values = new InMemorySealedValues(new InMemoryStore());
  for (const [index, key] of under.entries()) {
    const path = `db-prod/${index}`;
    await values.add(path, (version) => seal(Buffer.from(CANARY), { path, version }, key), 'root@host');
  }
  const { terminal, seen } = aTerminal();
  const { program, run, said } = aProgram();
  const from = given.old;
  const keys = from && {
    id: current.id,
    oldId: from.id,
    anew: (value: Parameters<typeof sealAnew>[0]) => sealAnew(value, from, current),
  };
  secretCommands(program, async () => ({ values, close: async () => {}, ...(keys && { keys }) }), terminal);
  await run('secret', 'rotate-key');
  expect(`${seen.said.join('\n')}${seen.prompted}${said()}`).not.toContain('canary');
  return { ...seen, values };
}

describe('secret rotate-key', () => {
  test('says how many it sealed anew, and how long the old key is still needed', async () => {
    expect(await rotated([old, old])).toMatchObject({
      said: [
        'Sealed 2 values anew under key k2.',
        'Nothing is under another key. Keep key k1 as long as backups from before.',
        'A bot that was not restarted with key k2 shows none of these values: restart it now.',
      ],
      exitCode: 0,
    });
  });

  test('run again says that nothing was left to seal, and tells nobody to restart', async () => {
    expect(await rotated([current, current])).toMatchObject({
      said: ['Nothing was left to seal.', 'Nothing is under another key. Keep key k1 as long as backups from before.'],
      exitCode: 0,
    });
  });

  test('that could seal nothing says only what it left', async () => {
    expect(await rotated([lost])).toMatchObject({
      said: ['Nothing was sealed anew.', 'Left: db-prod/0, version 1, is under key k0, which was not given.'],
      exitCode: 1,
    });
  });

  test('says which values it left and why, and fails', async () => {
    expect(await rotated([old, lost])).toMatchObject({
      said: ['Sealed 1 value anew under key k2.', 'Left: db-prod/1, version 1, is under key k0, which was not given.'],
      exitCode: 1,
    });
  });

  test('wants both keys', async () => {
    const { exitCode, prompted, said } = await rotated([old], {});
    expect([exitCode, said]).toEqual([1, []]);
    expect(prompted).toContain('set NIGHTLATCH_KEY_FILE to the new key and NIGHTLATCH_OLD_KEY_FILE to the one in use until now');
  });

  test('refuses the same key twice', async () => {
    expect(await rotated([old], { old: current })).toMatchObject({
      exitCode: 1,
      prompted: 'Nothing was changed: both files hold key k2.\n',
    });
  });
});
