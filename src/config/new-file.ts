import { randomUUID } from 'node:crypto';
import { link, open, realpath, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { workTreeOf } from './key-file.ts';

/** Why a file isn't made, in words that say its path and nothing of its content. */
export class FileRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FileRefused';
  }
}

/**
 * Makes a file that only its owner may read and write, at once whole or not at all. Whoever has `mayReplace` may overwrite. `accept` sees the path of
 * the whole file before it takes its place, and may throw. Throws FileRefused where the file exists, where there is no such folder, or where it can't be
 * written.
 */
export async function writeNewFile(
  path: string,
  text: string,
  options: { mayReplace?: boolean; accept?: (path: string) => Promise<void> } = {},
): Promise<void> {
  const folder = await realpath(dirname(resolve(path))).catch((cause: unknown) => {
    throw new FileRefused(`the folder of ${path} does not exist`, { cause });
  });
  const beside = join(folder, `.${basename(path)}.${randomUUID()}`);
  try {
    await writeWhole(beside, text);
    await options.accept?.(beside);
    // A link fails where a file exists; a rename would replace it.
    if (options.mayReplace) await rename(beside, join(folder, basename(path)));
    else await link(beside, join(folder, basename(path)));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') throw new FileRefused(`${path} exists already`, { cause });
    throw code === undefined ? cause : new FileRefused(`${path} can't be written (${code})`, { cause });
  } finally {
    await unlink(beside).catch(() => undefined);
  }
}

/** The git work tree that a file at this path would lie in, where it could be committed; undefined when there is none. */
export async function workTreeAround(path: string): Promise<string | undefined> {
  const folder = await realpath(dirname(resolve(path))).catch(() => undefined);
  return folder === undefined ? undefined : workTreeOf(folder);
}

async function writeWhole(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
