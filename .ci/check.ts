import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const folders = ['src', 'test', 'bench'].filter((folder) => existsSync(join(root, folder)));

const first: Step[] = [{ name: 'generate', script: 'prisma/build/index.js', words: ['generate'] }];
const then: Step[] = [
  { name: 'format and lint', script: '@biomejs/biome/bin/biome', words: ['check', '--error-on-warnings'] },
  { name: 'types', script: 'typescript/bin/tsc', words: ['--noEmit', '--project', '.'] },
  {
    name: 'import rules',
    script: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    words: ['--config', '.dependency-cruiser.cjs', ...folders],
  },
  { name: 'dead code', script: 'knip/bin/knip.js', words: [] },
  { name: 'unit tests', script: 'vitest/vitest.mjs', words: ['run', '--project', 'unit'] },
];

interface Step {
  name: string;
  /** Under node_modules. */
  script: string;
  words: string[];
}

/** Runs one step, prints how it went and, if it failed, all that it said; true if it passed. */
async function passes({ name, script, words }: Step): Promise<boolean> {
  const from = performance.now();
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise<number | null>((done, fail) => child.once('close', done).once('error', fail));
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)${code === 0 ? '' : `\n${said}`}`);
  return code === 0;
}

const generated = await Promise.all(first.map(passes));
// Types, dead code and tests read the generated client, so the rest waits for it.
const outcomes = generated.every(Boolean) ? [...generated, ...(await Promise.all(then.map(passes)))] : generated;
const failed = outcomes.filter((passed) => !passed).length;
console.log(failed === 0 ? 'check passed' : `check failed: ${failed} of ${outcomes.length} steps`);
process.exitCode = failed === 0 ? 0 : 1;
