import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, open, realpath, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { openToOthers } from '../domain/closed-file.ts';
import { MasterKey } from '../domain/master-key.ts';

const FORMAT = 'nightlatch-key-1';
const LENGTH = 32;

export type KeyFault =
  | 'missing'
  | 'unreadable'
  | 'readable-by-others'
  | 'not-a-key'
  | 'exists'
  | 'no-folder'
  | 'in-data-folder'
  | 'in-git';

/** Why a key file isn't used or made. The message never holds any of its content. */
export class KeyRefused extends Error {
  readonly code: KeyFault;

  constructor(code: KeyFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeyRefused';
    this.code = code;
  }
}

/** Reads a key that `createKey` made. Throws KeyRefused when it is missing, damaged, or readable by others than its owner. */
export async function readKey(path: string): Promise<MasterKey> {
  const handle = await opened(path);
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > 1024) throw new KeyRefused('not-a-key', `${path} is not a key file`);
    const user = process.getuid?.();
    const open = user === undefined ? undefined : openToOthers(stat, user);
    if (open !== undefined) throw new KeyRefused('readable-by-others', `${path} ${open}`);
    return parsed(await handle.readFile('utf8'), path);
  } finally {
    await handle.close();
  }
}

/** Makes a new key file, mode 0400. Throws KeyRefused where a file exists already, inside `dataFolder`, and inside any git work tree. */
export async function createKey(path: string, dataFolder: string): Promise<MasterKey> {
  const folder = await realFolder(dirname(resolve(path)), path);
  const file = join(folder, basename(path));
  if (isInside(folder, await realOr(dataFolder))) {
    throw new KeyRefused(
      'in-data-folder',
      `${path} is inside the data folder, whose backups would hold both key and values: choose another place`,
    );
  }
  const tree = await workTreeOf(folder);
  if (tree)
    throw new KeyRefused(
      'in-git',
      `${path} is inside the git work tree ${tree}, where it could be committed: choose another place`,
    );
  const bytes = randomBytes(LENGTH);
  const key = new MasterKey({ id: idOf(bytes), bytes });
  await writeNew(file, `${FORMAT} ${key.id} ${bytes.toString('base64')}\n`);
  return key;
}

function parsed(text: string, path: string): MasterKey {
  const match = /^nightlatch-key-1 ([0-9a-f]{8}) ([A-Za-z0-9+/]+={0,2})\n?$/.exec(text);
  const bytes = Buffer.from(match?.[2] ?? '', 'base64');
  if (!match) throw new KeyRefused('not-a-key', `${path} holds no key of the form ${FORMAT}: nightlatch key create makes one`);
  if (bytes.length !== LENGTH)
    throw new KeyRefused('not-a-key', `${path} holds a key of ${bytes.length} bytes: ${LENGTH} are needed`);
  const key = new MasterKey({ id: idOf(bytes), bytes });
  if (!timingSafeEqual(Buffer.from(key.id), Buffer.from(match[1] ?? ''))) {
    throw new KeyRefused('not-a-key', `${path} is damaged: the key doesn't fit its id`);
  }
  return key;
}

// Derived from the bytes, so that a damaged file is noticed; eight digits of a hash tell nothing about 32 random bytes.
function idOf(bytes: Uint8Array): string {
  return createHash('sha256').update('nightlatch key id\0').update(bytes).digest('hex').slice(0, 8);
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT')
      throw new KeyRefused('missing', `${path} does not exist: nightlatch key create ${path} makes it`, { cause });
    throw new KeyRefused('unreadable', `${path} can't be read (${codeOf(cause)})`, { cause });
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'wx', 0o400);
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw new KeyRefused('exists', `${file} exists already and is never overwritten`, { cause });
    throw new KeyRefused('unreadable', `${file} can't be made (${codeOf(cause)})`, { cause });
  }
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    await unlink(file);
    throw error;
  } finally {
    await handle.close();
  }
}

async function realFolder(folder: string, path: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (cause) {
    throw new KeyRefused('no-folder', `the folder of ${path} does not exist`, { cause });
  }
}

/** The folder itself, behind all links; as it was given where it isn't there. */
export function realOr(folder: string): Promise<string> {
  return realpath(folder).catch(() => resolve(folder));
}

/** The git work tree that a real folder is in, if any. */
export async function workTreeOf(folder: string): Promise<string | undefined> {
  for (let above = folder; ; above = dirname(above)) {
    const isTree = await access(join(above, '.git')).then(
      () => true,
      () => false,
    );
    if (isTree) return above;
    if (above === dirname(above)) return undefined;
  }
}

/** Whether a real folder is `outer` or below it. */
export function isInside(folder: string, outer: string): boolean {
  return folder === outer || folder.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown fault';
}
