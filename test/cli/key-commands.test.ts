import { expect, test } from 'vitest';
import { type CreateKey, keyCommands } from '../../src/cli/server/key-commands.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

async function create(createKey: CreateKey, ...args: string[]) {
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  keyCommands(program, createKey, terminal);
  await run('key', 'create', ...args);
  return seen;
}

test('key create names the key and its file, and asks for a copy', async () => {
  const made: string[] = [];
  const seen = await create(async (path) => {
    made.push(path);
    return { id: 'k1' };
  }, 'keys/nightlatch.key');
  expect(made).toEqual(['keys/nightlatch.key']);
  expect(seen.said[0]).toBe('Made key k1 in keys/nightlatch.key.');
  expect(seen.said[1]).toMatch(/Keep a copy/);
  expect(seen.exitCode).toBe(0);
});

test('key create says why it could not', async () => {
  const seen = await create(() => Promise.reject(new Error('keys/nightlatch.key is there already')), 'keys/nightlatch.key');
  expect(seen).toEqual({ said: [], prompted: 'No key was made: keys/nightlatch.key is there already\n', exitCode: 1 });
});

test('key create needs a file', async () => {
  await expect(create(() => expect.fail('was made'))).rejects.toMatchObject({ code: 'commander.missingArgument' });
});
