import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts';
import { query } from '../database/query.ts';
import { aNight } from '../stories/a-night.ts';
import { aBotProcess, endedProcess, environmentOf } from './a-bot-process.ts';

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-embedded-'));
  onTestFinished(async () => {
    await (await startEmbeddedPostgres(folder)).stop();
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

const grantsIn = async (folder: string) =>
  query<{ resource: string }>((await readFile(join(folder, 'app.url'), 'utf8')).trim(), 'SELECT resource FROM grants');

it('with --embedded: what it keeps outlives a stop and a kill -9, and its folder is closed to others', async () => {
  // Its own Postgres goes by the machine's clock.
  const night = await aNight({ ago: Temporal.Duration.from({ seconds: 0 }) });
  await night.bot.pauseJobs();
  const folder = await aFolder();
  const started = () =>
    aBotProcess(night, {
      args: ['--embedded', folder],
      environment: { DATABASE_URL: undefined, NIGHTLATCH_KEY_FILE: undefined },
    });
  const first = await started();
  expect(first.output()).toContain('embedded Postgres, for trying out on one machine');
  expect(first.output()).toContain('no key file is named: sealed values are refused');
  await night.alice.types('inc-42-checkout-latency', '/unlock db-prod');
  await night.alice.windowSays(/db-prod until/);
  await first.kill();
  const second = await started();
  expect(await grantsIn(folder)).toEqual([{ resource: 'db-prod' }]);
  expect(await second.stop()).toBe(0);
  expect(await readdir(join(folder, 'data'))).not.toContain('postmaster.pid');
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const file of ['app.url', 'owner.url']) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
});

it('with --embedded where it can’t start: it says so in words', async () => {
  const night = await aNight();
  const { DATABASE_URL: _, ...environment } = environmentOf(night);
  const folder = join(night.files.policy, 'below a file');
  const { code, said } = await endedProcess(['serve', '--sandbox', '--embedded', folder], environment);
  expect(said).toContain(`The embedded Postgres did not start in ${folder}`);
  expect(said).not.toContain('postgres.log');
  expect(code).toBe(1);
});

it('with --embedded and a DATABASE_URL: it says that it takes one of them', async () => {
  const night = await aNight();
  const folder = join(await mkdtemp(join(tmpdir(), 'nightlatch-embedded-')), 'postgres');
  const { code, said } = await endedProcess(['serve', '--sandbox', '--embedded', folder], environmentOf(night));
  expect(said).toContain('DATABASE_URL: is not taken with --embedded');
  expect(code).toBe(1);
  await expect(mkdir(folder)).resolves.toBeUndefined();
});
