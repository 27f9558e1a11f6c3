import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { areSurelyOnOneMount, type Machine } from '../../src/config/one-mount.ts';

let folder: string;
let machine: Machine;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-mount-'));
  for (const name of ['keys', 'data', 'root']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'keys', 'key'), '');
  machine = { platform: 'linux', root: join(folder, 'root') };
  await put('proc/self/mountinfo', mountInfo('ext4'));
});
afterEach(() => rm(folder, { recursive: true }));

const mountInfo = (type: string) =>
  `22 27 0:21 / /proc rw,relatime - proc proc rw\n27 1 8:1 / / rw,relatime shared:1 - ${type} /dev/sda1 rw\n`;
const onOne = (key: string, data = join(folder, 'data')) => areSurelyOnOneMount(key, data, machine);

async function put(name: string, text = ''): Promise<void> {
  await mkdir(join(machine.root, name, '..'), { recursive: true });
  await writeFile(join(machine.root, name), text);
}

test('two paths of one file system, also by a link', async () => {
  expect(await onOne(join(folder, 'keys', 'key'))).toBe(true);
  await symlink(join(folder, 'keys', 'key'), join(folder, 'link'));
  expect(await onOne(join(folder, 'link'))).toBe(true);
});

test('a path of another file system, and one that is not there', async () => {
  expect(await onOne('/proc/self/status')).toBe(false);
  expect(await onOne(join(folder, 'nowhere'))).toBe(false);
  expect(await onOne(join(folder, 'keys', 'key'), join(folder, 'nowhere'))).toBe(false);
});

test.each(['.dockerenv', 'run/.containerenv', 'run/systemd/container', 'var/run/secrets/kubernetes.io'])(
  'nothing is sure in a container, which %s tells',
  async (marker) => {
    await put(marker);
    expect(await onOne(join(folder, 'keys', 'key'))).toBe(false);
  },
);

test.each(['overlay', 'fuse.fuse-overlayfs'])('nothing is sure where the root is a layer: %s', async (type) => {
  await put('proc/self/mountinfo', mountInfo(type));
  expect(await onOne(join(folder, 'keys', 'key'))).toBe(false);
});

test('nothing is sure where mounts are not told, or on another system', async () => {
  machine = { ...machine, platform: 'darwin' };
  expect(await onOne(join(folder, 'keys', 'key'))).toBe(false);
  machine = { ...machine, platform: 'linux' };
  await rm(join(machine.root, 'proc'), { recursive: true });
  expect(await onOne(join(folder, 'keys', 'key'))).toBe(false);
});
