import { expect, test } from 'vitest';
import { openSealed, seal } from '../../src/adapters/secrets/sealed/seal.ts';
import { secretCommands } from '../../src/cli/server/secret-commands.ts';
import type { SecretNeeds } from '../../src/cli/server/secret-needs.ts';
import { MasterKey } from '../../src/domain/master-key.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { InMemorySealedValues } from '../fakes/in-memory-sealed-values.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';
const PATH = 'db-prod/password';
const STORED = `Stored ${PATH}, version 1.`;
const aKey = (id: string) => new MasterKey({ id, bytes: Buffer.alloc(32, 7) });
const key = aKey('k1');

/** What was said when the value was set under key k1, beside those that are there already. */
async function setBeside(before: readonly [path: string, under: string][], given: Partial<SecretNeeds> = {}) {
  const values = new InMemorySealedValues(new InMemoryStore());
  for (const [path, id] of before)
    await values.add(path, (version) => seal(Buffer.from('x'), { path, version }, aKey(id)), 'root@host');
  const { terminal, input, seen } = aTerminal();
  const { program, run } = aProgram();
  const needs = { values, seal: (value: Uint8Array, place: { path: string; version: number }) => seal(value, place, key) };
  secretCommands(program, async () => ({ ...needs, close: async () => {}, ...given }), terminal);
  input.end(CANARY);
  await run('secret', 'set', PATH);
  const newest = await values.newest(PATH);
  expect(newest && openSealed(newest, key)).toEqual({ value: Buffer.from(CANARY) });
  expect(JSON.stringify(seen)).not.toContain('canary');
  return seen;
}

const readingOf = (...paths: string[]): Pick<SecretNeeds, 'readPaths'> => ({
  readPaths: async () => ({ file: 'nightlatch.yml', paths: new Set(paths) }),
});

test('a path that no variable reads is stored, and that is said', async () => {
  expect(await setBeside([], readingOf('db-prod/url'))).toEqual({
    said: [STORED, 'No variable of nightlatch.yml reads this.'],
    prompted: '',
    exitCode: 0,
  });
});

test('nothing is said where a variable reads it, nor where the policy can’t be read', async () => {
  expect((await setBeside([], readingOf(PATH))).said).toEqual([STORED]);
  expect((await setBeside([], { readPaths: async () => undefined })).said).toEqual([STORED]);
});

test.each([
  ['all', ['k0', 'k0'], 'The others are under key k0; this one is under key k1.'],
  ['all, under several', ['k0', 'k9', 'k0'], 'The others are under keys k0 and k9; this one is under key k1.'],
  ['some', ['k0', 'k1'], 'Some of the others are under key k0; this one is under key k1.'],
])('where %s of the others are under another key, that is a warning', async (_, under, words) => {
  const seen = await setBeside(under.map((id, index) => [`db/${index}`, id]));
  expect(seen).toEqual({
    said: [STORED],
    prompted: `${words}\nA bot that runs with another key can't show it: give both the same NIGHTLATCH_KEY_FILE.\n`,
    exitCode: 0,
  });
});

test.each<[string, [string, string][], Partial<SecretNeeds>]>([
  ['others under the same key', [['db/0', 'k1']], {}],
  ['an earlier version of the same path', [[PATH, 'k0']], {}],
  [
    'others under the key before, while both are given',
    [['db/0', 'k0']],
    { keys: { id: 'k1', oldId: 'k0', anew: () => ({ fault: 'damaged' }) } },
  ],
])('no warning of %s', async (_, before, given) => {
  expect((await setBeside(before, given)).prompted).toBe('');
});

test('where the others can’t be looked at any more, it is stored all the same', async () => {
  const values = new InMemorySealedValues(new InMemoryStore());
  Object.assign(values, { list: () => Promise.reject(new StoreUnavailable()) });
  const { terminal, input, seen } = aTerminal();
  const { program, run } = aProgram();
  secretCommands(program, async () => ({ values, seal: (v, p) => seal(v, p, key), close: async () => {} }), terminal);
  input.end(CANARY);
  await run('secret', 'set', PATH);
  expect(seen).toEqual({ said: [STORED], prompted: '', exitCode: 0 });
});
