import { readFile } from 'node:fs/promises';
import { seal } from '../../src/adapters/secrets/sealed/seal.ts';
import { doctorCommand } from '../../src/cli/server/doctor-command.ts';
import { readKey } from '../../src/config/key-file.ts';
import { readPartialEnvironment } from '../../src/config/partial-environment.ts';
import { Secret } from '../../src/domain/secret.ts';
import { botEnvironment } from '../../src/sandbox/bot-environment.ts';
import { examine } from '../../src/wiring/doctor.ts';
import { openSealedValues } from '../../src/wiring/on-host.ts';
import { aProgram, aTerminal } from '../cli/a-terminal.ts';
import { aNight, CANARY, type Night, type NightOptions } from './a-night.ts';

/** A night in which nothing is wrong: two owners, and a value for everything that the policy names. */
export async function aWellNight(options: NightOptions = {}): Promise<Night> {
  const night = await aNight({
    webhooks: true,
    settles: true,
    ...options,
    policy: (text) => withTwoOwners(options.policy?.(text) ?? text),
  });
  const key = await readKey(night.files.key);
  const { values, close } = openSealedValues(new Secret(night.database.appUrl), undefined);
  const kept = new Set((await values.list()).map(({ path }) => path));
  for (const path of await pathsIn(night.files.policy)) {
    if (kept.has(path)) continue;
    await values.add(path, (version) => seal(Buffer.from(CANARY), { path, version }, key), 'operator:test@host');
  }
  await close();
  return night;
}

/** What `nightlatch doctor --sandbox` says of that night; `given` changes its environment. */
export async function doctorOf(night: Night, given: Record<string, string | undefined> = {}, ...options: string[]) {
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  const files = { databaseUrl: night.database.appUrl, policyFile: night.files.policy, keyFile: night.files.key };
  const variables = { ...botEnvironment(night.sandbox, files), PORT: new URL(night.bot.url).port, METRICS_PORT: 'off', ...given };
  doctorCommand(
    program,
    (asked) => examine({ ...asked, environment: readPartialEnvironment(asked.isSandbox, { ...variables }) }),
    terminal,
  );
  await run('doctor', '--sandbox', ...options);
  const said = seen.said.join('\n');
  return { said, exitCode: seen.exitCode, unwell: unwellIn(seen.said) };
}

/** Each finding that isn't well, on one line with how to mend it. */
function unwellIn(lines: readonly string[]): string[] {
  const found: string[] = [];
  let isWell = true;
  for (const line of lines) {
    const head = /^ {2}([✓·!✗?]) (.*)$/u.exec(line);
    if (head) isWell = head[1] === '✓' || head[1] === '·';
    if (head && !isWell) found.push(`${head[1]} ${head[2]}`);
    else if (!head && !isWell && line.startsWith('    ')) found.push(`${found.pop()} ${line.trim()}`);
  }
  return found;
}

async function pathsIn(policyFile: string): Promise<string[]> {
  const text = await readFile(policyFile, 'utf8');
  return [...text.matchAll(/sealed: ([\w/-]+)/g)].map(([, path]) => path as string);
}

function withTwoOwners(text: string): string {
  return text.replace('owners: [carol, heidi]', 'owners: [carol, bob]').replace(/^ +heidi: .*\n/m, '');
}
