import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { type Mistake, printMistake } from '../../src/config/mistake.ts';
import { type PolicyReading, readPolicy } from '../../src/config/read-policy.ts';

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A fresh folder that goes away after the test. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-config-'));
  folders.push(folder);
  return folder;
}

/** The files in a fresh folder; the path of its `nightlatch.yml`. */
export async function aPolicyFolder(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await aFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
    await chmod(join(folder, name), 0o644);
  }
  return join(folder, 'nightlatch.yml');
}

export async function reading(files: Record<string, string | Uint8Array>): Promise<PolicyReading> {
  return readPolicy(await aPolicyFolder(files));
}

/** What is wrong with the files. */
export async function mistakesFound(files: Record<string, string | Uint8Array>): Promise<readonly Mistake[]> {
  const result = await reading(files);
  return result.ok ? [] : result.mistakes;
}

/** The same as it is printed. */
export async function mistakesIn(files: Record<string, string | Uint8Array>): Promise<string[]> {
  return (await mistakesFound(files)).map(printMistake);
}

/** The policy of the files, which must hold no mistake. */
export async function policyOf(files: Record<string, string | Uint8Array>) {
  const result = await reading(files);
  if (!result.ok) throw new Error(result.mistakes.map(printMistake).join('\n'));
  return result;
}
