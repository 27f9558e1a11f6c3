import { expect, test } from 'vitest';
import { doctorCommand } from '../../src/cli/server/doctor-command.ts';
import { readPartialEnvironment } from '../../src/config/partial-environment.ts';
import { botEnvironment } from '../../src/sandbox/bot-environment.ts';
import { examine } from '../../src/wiring/doctor.ts';
import { aProgram, aTerminal } from '../cli/a-terminal.ts';
import { aNight, type Night } from './a-night.ts';

test('all is well', async () => {
  const night = await aNight();
  const { said } = await doctor(night);
  console.log(said.join('\n'));
  expect(said.at(-1)).toBe('All is well.');
});

async function doctor(night: Night, given: Record<string, string> = {}, ...options: string[]) {
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  const files = { databaseUrl: night.database.appUrl, policyFile: night.files.policy, keyFile: night.files.key };
  const variables = { ...botEnvironment(night.sandbox, files), PORT: new URL(night.bot.url).port, ...given };
  doctorCommand(
    program,
    (asked) => examine({ ...asked, environment: readPartialEnvironment(asked.isSandbox, { ...variables }) }),
    terminal,
  );
  await run('doctor', '--sandbox', ...options);
  return seen;
}
