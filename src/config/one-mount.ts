import { access, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** This machine, or what stands for it in a test. */
export interface Machine {
  platform: NodeJS.Platform;
  /** Where its own files are looked for. */
  root: string;
}

// Volumes of a container may show one number for what are several discs, or several for one.
const OF_CONTAINERS = ['.dockerenv', 'run/.containerenv', 'run/systemd/container', 'var/run/secrets/kubernetes.io'];
const LAYERED = /^(?:\S+ ){4}\/ .* - (?:overlay|fuse\.fuse-overlayfs|aufs) /m;

/**
 * Whether both paths, behind all links, surely lie on one file system of this machine: by Linux' device numbers, outside of containers. False wherever
 * that can't be known. Never throws.
 */
export async function areSurelyOnOneMount(
  one: string,
  other: string,
  machine: Machine = { platform: process.platform, root: '/' },
): Promise<boolean> {
  if (machine.platform !== 'linux' || (await mayBeContainer(machine.root))) return false;
  const [a, b] = await Promise.all([deviceOf(one), deviceOf(other)]);
  return a !== undefined && a === b;
}

async function mayBeContainer(root: string): Promise<boolean> {
  const marked = await Promise.all(OF_CONTAINERS.map((name) => isThere(join(root, name))));
  const mounts = await readFile(join(root, 'proc/self/mountinfo'), 'utf8').catch(() => undefined);
  return marked.includes(true) || mounts === undefined || LAYERED.test(mounts);
}

async function deviceOf(path: string): Promise<bigint | undefined> {
  return stat(path, { bigint: true }).then(
    ({ dev }) => dev,
    () => undefined,
  );
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
