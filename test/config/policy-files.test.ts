import { chmod, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type PolicyFiles, policyFiles } from '../../src/config/policy-files.ts';

const MAIN = 'version: 1\ninclude: [policy/*.yml, more.yml]\n';

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-files-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'policy'));
  await writeFile(join(folder, 'nightlatch.yml'), MAIN);
  // Long ago: where a file system counts time in ticks, the next writing may be within the same one.
  await utimes(join(folder, 'nightlatch.yml'), 1, 1);
  await writeFile(join(folder, 'more.yml'), 'people: {}\n');
  await writeFile(join(folder, 'policy', 'a.yml'), 'people: {}\n');
  return folder;
}

/** Watched until nothing is new. */
async function watched(folder: string, entries = ['policy/*.yml', 'more.yml']): Promise<PolicyFiles> {
  const files = policyFiles(join(folder, 'nightlatch.yml'), () => entries);
  expect([await files.haveChanged(), await files.haveChanged(), await files.haveChanged()]).toEqual([true, true, false]);
  return files;
}

const CHANGES: [string, (folder: string) => Promise<unknown>][] = [
  ['written', (folder) => writeFile(join(folder, 'nightlatch.yml'), `${MAIN}# more\n`)],
  ['written with as many bytes', (folder) => writeFile(join(folder, 'nightlatch.yml'), MAIN.replace('1', '2'))],
  ['taken away', (folder) => rm(join(folder, 'nightlatch.yml'))],
  ['made writable by others', (folder) => chmod(join(folder, 'nightlatch.yml'), 0o666)],
  [
    'replaced by another with the same time',
    async (folder) => {
      await writeFile(join(folder, 'new'), MAIN);
      await utimes(join(folder, 'new'), 1, 1);
      await rename(join(folder, 'new'), join(folder, 'nightlatch.yml'));
    },
  ],
  ['with an included file that was written', (folder) => writeFile(join(folder, 'more.yml'), 'people: { a: {} }\n')],
  ['with a file of an included folder that was written', (folder) => writeFile(join(folder, 'policy', 'a.yml'), '# other\n')],
  ['with one more file in an included folder', (folder) => writeFile(join(folder, 'policy', 'b.yml'), '')],
  ['with one file fewer in an included folder', (folder) => rm(join(folder, 'policy', 'a.yml'))],
  ['with an included folder that is gone', (folder) => rm(join(folder, 'policy'), { recursive: true })],
];

test.each(CHANGES)('a policy %s has changed, is looked at once more, and then has not', async (_, change) => {
  const folder = await aFolder();
  const files = await watched(folder);
  await change(folder);
  expect([await files.haveChanged(), await files.haveChanged(), await files.haveChanged()]).toEqual([true, true, false]);
});

test('what has nothing to do with it changes nothing', async () => {
  const folder = await aFolder();
  const files = await watched(folder);
  await writeFile(join(folder, 'policy', 'notes.txt'), 'x');
  await writeFile(join(folder, 'policy', '.a.yml.swp'), 'x');
  expect(await files.haveChanged()).toBe(false);
});

test('a link that leads elsewhere, as Kubernetes swaps them, is a change of every file behind it', async () => {
  const mount = await mkdtemp(join(tmpdir(), 'nightlatch-mount-'));
  onTestFinished(() => rm(mount, { recursive: true }));
  for (const version of ['v1', 'v2']) {
    await mkdir(join(mount, version));
    await writeFile(join(mount, version, 'nightlatch.yml'), 'version: 1\n');
  }
  await symlink('v1', join(mount, '..data'));
  await symlink(join('..data', 'nightlatch.yml'), join(mount, 'nightlatch.yml'));
  const files = await watched(mount, []);
  await symlink('v2', join(mount, '..next'));
  await rename(join(mount, '..next'), join(mount, '..data'));
  expect([await files.haveChanged(), await files.haveChanged(), await files.haveChanged()]).toEqual([true, true, false]);
});

test('a file that is newly included is watched from then on', async () => {
  const folder = await aFolder();
  const entries = ['more.yml'];
  const files = await watched(folder, entries);
  await writeFile(join(folder, 'third.yml'), '');
  entries.push('third.yml');
  for (let look = 0; look < 3; look += 1) await files.haveChanged();
  await writeFile(join(folder, 'third.yml'), '# more');
  expect(await files.haveChanged()).toBe(true);
});
