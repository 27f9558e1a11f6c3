import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { parseEnv } from 'node:util';
import { openToOthers } from '../../../domain/closed-file.ts';
import type { SecretReference } from '../../../domain/policy.ts';
import { Secret } from '../../../domain/secret.ts';
import { type SecretFault, type SecretSource, SecretUnavailable } from '../../../ports/secret-source.ts';

const BIGGEST_FILE = 1024 * 1024;

/**
 * Values in files of variables (`NAME=value`, quotes as in a shell) below one folder of the host. Read afresh each time, so that a file that was replaced
 * counts at once. Whoever writes the policy names files below that folder and no others; a file that others than its owner may read isn't used.
 */
export function envFileSecrets(folder: string | undefined): SecretSource {
  return {
    async read(reference) {
      if (folder === undefined) throw new SecretUnavailable('no-folder', reference);
      const [file = '', name = ''] = reference.path.split('#');
      const handle = await opened(folder, file, reference);
      try {
        const value = parseEnv(await textOf(handle, reference))[name];
        if (value === undefined || value === '') throw new SecretUnavailable('missing', reference);
        return new Secret(value);
      } finally {
        await handle.close();
      }
    },
  };
}

// Links are followed, as mounted secrets are made of them, but not out of the folder.
async function opened(folder: string, file: string, reference: SecretReference): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    const root = await realpath(folder);
    const path = join(root, file);
    if (!isBelow(root, await realpath(path))) throw new SecretUnavailable('missing', reference);
    // Without waiting: a pipe in its place would never open.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    // Once more, since a folder on the way may have become a link between the two.
    if (!isBelow(root, await placeOf(handle, path))) throw new SecretUnavailable('missing', reference);
    return handle;
  } catch (error) {
    await handle?.close();
    if (error instanceof SecretUnavailable) throw error;
    throw new SecretUnavailable(faultOf(error), reference);
  }
}

/** Where the opened file really lies, as Linux says; elsewhere where the path leads now. */
function placeOf(handle: FileHandle, path: string): Promise<string> {
  return readlink(`/proc/self/fd/${handle.fd}`).catch(() => realpath(path));
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function textOf(handle: FileHandle, reference: SecretReference): Promise<string> {
  try {
    const stat = await handle.stat();
    const user = process.getuid?.();
    if (!stat.isFile() || stat.size > BIGGEST_FILE) throw new SecretUnavailable('damaged', reference);
    if (user !== undefined && openToOthers(stat, user)) throw new SecretUnavailable('readable-by-others', reference);
    return new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
  } catch (error) {
    if (error instanceof SecretUnavailable) throw error;
    throw new SecretUnavailable(error instanceof TypeError ? 'damaged' : faultOf(error), reference);
  }
}

// Without a cause: a message of the system's holds the host's paths.
function faultOf(error: unknown): SecretFault {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unavailable';
}
