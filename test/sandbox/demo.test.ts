import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readPolicy } from '../../src/config/read-policy.ts';
import { shiftsOfRotation } from '../../src/domain/shifts-of-rotation.ts';
import { writeDemoPolicy } from '../../src/sandbox/demo/demo-policy.ts';
import { demoValues } from '../../src/sandbox/demo/demo-values.ts';

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

test('the demo seals a value for each path of its policy, and for no other', async () => {
  const policy = await readFile(source('sandbox/demo/nightlatch.yml'), 'utf8');
  const paths = [...policy.matchAll(/\bsealed: ([^\s,}]+)/g)].map(([, path]) => path);
  expect(Object.keys(demoValues).toSorted()).toEqual(paths.toSorted());
});

test.each([false, true])(
  'its policy is a copy that nobody else may write, with a week of Alice’s, with history: %s',
  async (withHistory) => {
    const folder = await mkdtemp(join(tmpdir(), 'nightlatch-test-demo-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const now = Temporal.Instant.from('2026-11-22T23:30:00Z');
    const file = await writeDemoPolicy(folder, { now, withHistory });
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    const reading = await readPolicy(file);
    if (!reading.ok) throw new Error('the demo has a policy with mistakes');
    const rotation = reading.policy.rotations.get('week');
    const [shift] = rotation ? shiftsOfRotation(rotation, now, now.add({ minutes: 1 })) : [];
    expect(shift).toMatchObject({ person: 'alice', end: Temporal.Instant.from('2026-11-29T23:00:00Z') });
  },
);

test.skipIf(process.platform === 'win32')(
  'the demo ends whole when only its parent is told to, and leaves nothing behind',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nightlatch-test-demo-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    // As root, Postgres runs as an account that has to pass through here.
    await chmod(folder, 0o755);
    const shell = demoUnderAShell(folder);
    onTestFinished(() => void shell.kill());
    await saysWhereToLook(shell);
    // A copy of the server's programs, made where the checkout is closed to its account, is kept for the next time.
    const left = async () => (await readdir(folder)).filter((name) => name.startsWith('nightlatch-demo-'));
    expect(await left()).toHaveLength(2);
    // Its output ends only when no descendant holds it any more.
    const gone = once(shell, 'close');
    shell.kill('SIGTERM');
    await gone;
    expect(await left()).toEqual([]);
  },
  240_000,
);

/** As npm starts it: a shell between, which passes no signal on. */
function demoUnderAShell(folder: string): ChildProcess {
  const env = { ...process.env, PORT: '0', TMPDIR: folder, npm_lifecycle_event: 'demo' };
  const shell = spawn('sh', ['-c', '"$0" "$1"; exit $?', process.execPath, source('demo.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  shell.stderr?.resume();
  return shell;
}

function saysWhereToLook(demo: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    demo.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
    demo.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (/Open\s+http:/.test(said)) resolve();
    });
  });
}
