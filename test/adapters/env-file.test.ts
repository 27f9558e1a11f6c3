import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { envFileSecrets } from '../../src/adapters/secrets/env-file/source.ts';

// Turns the folder into a link that leads outside and back, as fast as it can.
const SWAPPING = `
  const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
  const { parentPort, workerData: { team, aside, outside } } = require('node:worker_threads');
  parentPort.postMessage('begun');
  for (;;) {
    renameSync(team, aside);
    symlinkSync(outside, team);
    unlinkSync(team);
    renameSync(aside, team);
  }`;

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';
let outside: string;
let folder: string;

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'nightlatch-env-'));
  folder = join(outside, 'env');
  await mkdir(folder);
});
afterEach(() => rm(outside, { recursive: true, force: true }));

const write = (name: string, text: string | Uint8Array, mode = 0o400) => writeFile(join(folder, name), text, { mode });
const read = (path: string, from: string | undefined = folder) => envFileSecrets(from).read({ source: 'env-file', path });
const faultOf = (path: string, from?: string | undefined) =>
  read(path, from).then(
    () => expect.fail('was read'),
    (error: unknown) => {
      expect(inspect(error)).not.toContain('canary');
      expect(inspect(error)).not.toContain(outside);
      return (error as { fault: string }).fault;
    },
  );

describe('a value in an env file', () => {
  test.each([
    ['as it is', `PGPASSWORD=${CANARY}`, CANARY],
    ['behind export', `export PGPASSWORD=${CANARY}\n`, CANARY],
    ['in quotes, with blanks, a hash and an equals sign', 'PGPASSWORD="a b#c=d"\n', 'a b#c=d'],
    ['in single quotes, with a dollar that means nothing', "PGPASSWORD='pa$HOME\\n'\n", 'pa$HOME\\n'],
    ['among others and comments', `# of db-prod\nOTHER=x\n\nPGPASSWORD=${CANARY}\nLAST=y\n`, CANARY],
    ['the last of two', 'PGPASSWORD=old\nPGPASSWORD=new\n', 'new'],
    ['with line breaks of Windows', `OTHER=x\r\nPGPASSWORD=${CANARY}\r\n`, CANARY],
  ])('is read %s', async (_, text, value) => {
    await write('db-prod.env', text);
    expect((await read('db-prod.env#PGPASSWORD')).reveal()).toBe(value);
  });

  test('is read afresh each time, so that a file that was replaced counts at once', async () => {
    await write('db-prod.env', 'PGPASSWORD=old', 0o600);
    const source = envFileSecrets(folder);
    const reference = { source: 'env-file', path: 'db-prod.env#PGPASSWORD' } as const;
    expect((await source.read(reference)).reveal()).toBe('old');
    await writeFile(join(folder, 'db-prod.env'), 'PGPASSWORD=new');
    expect((await source.read(reference)).reveal()).toBe('new');
  });

  test('is found through a link that stays below the folder, as mounted secrets are made', async () => {
    await mkdir(join(folder, '..data'));
    await writeFile(join(folder, '..data', 'db.env'), `PGPASSWORD=${CANARY}`, { mode: 0o400 });
    await symlink(join('..data', 'db.env'), join(folder, 'db.env'));
    expect((await read('db.env#PGPASSWORD')).reveal()).toBe(CANARY);
  });

  test.each([
    ['no folder was given', async () => {}, 'a.env#A', 'no-folder'],
    ['there is no such file', async () => {}, 'a.env#A', 'missing'],
    ['the file has no such name', () => write('a.env', `B=${CANARY}`), 'a.env#A', 'missing'],
    ['it is empty', () => write('a.env', 'A=\n'), 'a.env#A', 'missing'],
    ['the name is one of every object', () => write('a.env', 'A=x'), 'a.env#constructor', 'missing'],
    ['a folder lies there', () => mkdir(join(folder, 'a.env')), 'a.env#A', 'damaged'],
    ['the file is over a megabyte', () => write('a.env', `A=${'x'.repeat(1024 * 1024)}`), 'a.env#A', 'damaged'],
    ['its bytes are no UTF-8', () => write('a.env', Buffer.from([0x41, 0x3d, 0xff])), 'a.env#A', 'damaged'],
    ['its group may read it', () => write('a.env', `A=${CANARY}`, 0o440), 'a.env#A', 'readable-by-others'],
    ['everyone may read it', () => write('a.env', `A=${CANARY}`, 0o644), 'a.env#A', 'readable-by-others'],
  ])('is refused when %s', async (what, make, path, fault) => {
    await make();
    if (fault === 'readable-by-others') await chmod(join(folder, 'a.env'), what.includes('group') ? 0o440 : 0o644);
    const found = fault === 'no-folder' ? envFileSecrets(undefined).read({ source: 'env-file', path }) : read(path);
    await expect(found).rejects.toMatchObject({ name: 'SecretUnavailable', fault });
  });

  test.each(['../secret.env#A', 'out.env#A', 'up/secret.env#A'])('outside the folder is not there: %s', async (path) => {
    await writeFile(join(outside, 'secret.env'), `A=${CANARY}`, { mode: 0o400 });
    await symlink(join(outside, 'secret.env'), join(folder, 'out.env'));
    await symlink(outside, join(folder, 'up'));
    expect(await faultOf(path)).toBe('missing');
  });

  test('is not shown either where a folder becomes a link to it while it is read', async () => {
    const team = join(folder, 'team');
    for (const [place, value] of [
      [outside, CANARY],
      [team, 'fine'],
    ] as const) {
      await mkdir(place, { recursive: true });
      await writeFile(join(place, 'a.env'), `A=${value}`, { mode: 0o400 });
    }
    await using swapper = new Worker(SWAPPING, { eval: true, workerData: { team, aside: join(outside, 'aside'), outside } });
    await once(swapper, 'message');
    const seen = new Set<string>();
    for (let round = 0; round < 3000 || (round < 30_000 && !seen.has('fine')); round += 1) {
      seen.add(
        await read('team/a.env#A').then(
          (value) => value.reveal(),
          () => 'refused',
        ),
      );
    }
    expect(seen).toContain('fine');
    expect(seen).not.toContain(CANARY);
  }, 120_000);

  test('below a folder that only begins like it is not there', async () => {
    await mkdir(`${folder}-other`);
    await writeFile(join(`${folder}-other`, 'a.env'), `A=${CANARY}`, { mode: 0o400 });
    await symlink(join(`${folder}-other`, 'a.env'), join(folder, 'a.env'));
    expect(await faultOf('a.env#A')).toBe('missing');
  });
});
