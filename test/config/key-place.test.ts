import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKey } from '../../src/config/key-file.ts';
import { lookAtKey } from '../../src/config/key-place.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-key-'));
  path = join(folder, 'key');
});
afterEach(() => rm(folder, { recursive: true }));

test('a key in a place of its own', async () => {
  const { id } = await createKey(path, join(folder, 'data'));
  const { key, file } = await lookAtKey(path, [join(folder, 'data')]);
  expect(key?.id).toBe(id);
  expect(file).toEqual({ state: 'closed', path, keyId: id, mode: '400', place: {} });
});

test('a key that came into a git work tree, or into the data folder, later', async () => {
  await createKey(path, join(folder, 'data'));
  await mkdir(join(folder, '.git'));
  expect((await lookAtKey(path, [])).file).toMatchObject({ place: { workTree: folder } });
  await rm(join(folder, '.git'), { recursive: true });
  await symlink(folder, `${folder}-link`);
  expect((await lookAtKey(path, [`${folder}-link`])).file).toMatchObject({ place: { dataFolder: folder } });
  await rm(`${folder}-link`);
});

test('a key on one mount with the database, as far as that is sure', async () => {
  await createKey(path, join(folder, 'data'));
  const sure = async (isSure: boolean) => {
    const asked: string[][] = [];
    const onOne = async (...paths: [string, string]) => {
      asked.push(paths);
      return isSure;
    };
    const { file } = await lookAtKey(path, [], { folder: '/srv/postgres', onOne });
    return { place: file.state === 'closed' && file.place, asked };
  };
  expect(await sure(true)).toEqual({ place: { mountOf: '/srv/postgres' }, asked: [[path, '/srv/postgres/data']] });
  expect((await sure(false)).place).toEqual({});
});

test('none, one that is missing, one that others may read, one that is damaged', async () => {
  expect(await lookAtKey(undefined, [])).toEqual({ file: { state: 'not-named' } });
  expect(await lookAtKey(path, [])).toEqual({
    file: { state: 'refused', why: `${path} does not exist: nightlatch key create ${path} makes it` },
  });
  await writeFile(path, 'canary-7Qm2-nightlatch-do-not-use', { mode: 0o400 });
  const damaged = await lookAtKey(path, []);
  expect(damaged).toMatchObject({ file: { state: 'refused' } });
  expect(JSON.stringify(damaged)).not.toContain('canary');
  await chmod(path, 0o644);
  expect((await lookAtKey(path, [])).file).toMatchObject({ why: expect.stringContaining('(mode 644)') });
});
