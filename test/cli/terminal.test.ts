import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { answering } from '../../src/cli/server/terminal.ts';
import { aTerminal } from './a-terminal.ts';

function notFound(url: string): Error {
  return Object.assign(new Error('Cannot find module'), { code: 'ERR_MODULE_NOT_FOUND', url });
}

test('a command without the database client says how to make it', async () => {
  const { terminal, seen } = aTerminal();
  await answering(terminal, () => Promise.reject(notFound('file:///srv/nightlatch/src/adapters/postgres/generated/client.ts')));
  expect(seen).toEqual({ said: [], prompted: "The database client isn't made yet: npm run generate\n", exitCode: 2 });
});

test('another missing module is thrown on', async () => {
  const { terminal, seen } = aTerminal();
  const error = notFound('file:///srv/nightlatch/src/adapters/postgres/connect.ts');
  await expect(answering(terminal, () => Promise.reject(error))).rejects.toBe(error);
  expect(seen.exitCode).toBe(0);
});

test('a command whose answer nobody reads to its end says nothing of that', async () => {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const command = spawn(process.execPath, [main, 'policy', 'schema'], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
  command.stdout.destroy();
  const [complaint, [exitCode]] = await Promise.all([text(command.stderr), once(command, 'exit')]);
  expect([complaint, exitCode]).toEqual(['', 0]);
});
