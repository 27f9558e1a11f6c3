import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createKey, readKey } from '../../src/config/key-file.ts';
import { aFolder } from './policy-folder.ts';

const dataFolder = '/nowhere/data';

async function aKeyFile(text: string, mode = 0o400): Promise<string> {
  const path = join(await aFolder(), 'key');
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

describe('a key that was made', () => {
  it('is read back, with the same id and 32 bytes', async () => {
    const path = join(await aFolder(), 'key');
    const made = await createKey(path, dataFolder);
    const read = await readKey(path);
    expect(read.id).toBe(made.id);
    expect(read.id).toMatch(/^[0-9a-f]{8}$/);
    expect(Buffer.from(read.reveal())).toEqual(Buffer.from(made.reveal()));
    expect(read.reveal()).toHaveLength(32);
  });

  it('is its owner’s to read, and nobody’s to write', async () => {
    const path = join(await aFolder(), 'key');
    await createKey(path, dataFolder);
    expect((await stat(path)).mode & 0o777).toBe(0o400);
  });

  it('is another one each time, and never printed', async () => {
    const folder = await aFolder();
    const [a, b] = await Promise.all([createKey(join(folder, 'a'), dataFolder), createKey(join(folder, 'b'), dataFolder)]);
    expect(a.id).not.toBe(b.id);
    const base64 = Buffer.from(a.reveal()).toString('base64');
    expect(await readFile(join(folder, 'a'), 'utf8')).toContain(base64);
    const printed = inspect(a, { depth: 9, showHidden: true, getters: false }) + JSON.stringify(a) + String(a);
    expect(printed).not.toContain(base64);
    expect(printed).not.toMatch(/Buffer|Uint8Array/);
  });
});

describe('a key is not made', () => {
  it('over a file that exists', async () => {
    const path = await aKeyFile('mine');
    await expect(createKey(path, dataFolder)).rejects.toMatchObject({ code: 'exists' });
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it('through a link that leads nowhere', async () => {
    const folder = await aFolder();
    await symlink(join(folder, 'target'), join(folder, 'key'));
    await expect(createKey(join(folder, 'key'), dataFolder)).rejects.toMatchObject({ code: 'exists' });
  });

  it('inside the data folder, by whatever way', async () => {
    const folder = await aFolder();
    await mkdir(join(folder, 'data/keys'), { recursive: true });
    await symlink(join(folder, 'data'), join(folder, 'link'));
    const data = join(folder, 'data');
    await expect(createKey(join(data, 'key'), data)).rejects.toMatchObject({ code: 'in-data-folder' });
    await expect(createKey(join(data, 'keys/key'), data)).rejects.toMatchObject({ code: 'in-data-folder' });
    await expect(createKey(join(folder, 'link/key'), data)).rejects.toMatchObject({ code: 'in-data-folder' });
    await expect(createKey(join(folder, 'data-2'), data)).resolves.toBeDefined();
  });

  it.each(['folder', 'file'])('inside a git work tree, whose .git is a %s', async (kind) => {
    const folder = await aFolder();
    await mkdir(join(folder, 'a/b'), { recursive: true });
    if (kind === 'folder') await mkdir(join(folder, '.git'));
    else await writeFile(join(folder, '.git'), 'gitdir: elsewhere');
    await expect(createKey(join(folder, 'a/b/key'), dataFolder)).rejects.toMatchObject({ code: 'in-git' });
  });

  it('in a folder that does not exist', async () => {
    await expect(createKey(join(await aFolder(), 'no/key'), dataFolder)).rejects.toMatchObject({ code: 'no-folder' });
  });
});

describe('a key file is refused', () => {
  const line = (bytes: number, id = '00000000') => `nightlatch-key-1 ${id} ${Buffer.alloc(bytes, 7).toString('base64')}\n`;

  it.each([
    ['empty', ''],
    ['not of the form', 'secret'],
    ['too short', line(31)],
    ['too long', line(33)],
    ['of another id', line(32)],
    ['with more after it', `${line(32)}x`],
    ['huge', 'x'.repeat(2000)],
  ])('%s', async (_, text) => {
    const path = await aKeyFile(text);
    await expect(readKey(path)).rejects.toMatchObject({ name: 'KeyRefused', code: 'not-a-key' });
    await expect(readKey(path)).rejects.not.toThrow(/BwcH/);
  });

  it('missing', async () => {
    await expect(readKey(join(await aFolder(), 'key'))).rejects.toMatchObject({ code: 'missing' });
  });

  it('a folder', async () => {
    await expect(readKey(await aFolder())).rejects.toMatchObject({ code: 'not-a-key' });
  });

  it.each([0o440, 0o404, 0o444, 0o640, 0o420])('of mode %o', async (mode) => {
    const path = join(await aFolder(), 'key');
    await createKey(path, dataFolder);
    await chmod(path, mode);
    await expect(readKey(path)).rejects.toMatchObject({ code: 'readable-by-others' });
  });
});
