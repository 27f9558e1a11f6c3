import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const LARGEST = 1024 * 1024;

export type FileReading = { ok: true; text: string } | { ok: false; message: string };

/**
 * Reads a file of the policy as text without its byte-order mark. Refused: missing, not a regular file, over 1 MB, not UTF-8, writable by
 * its group or others, owned by someone who is neither root nor this process's user.
 */
export async function readPolicyFile(path: string): Promise<FileReading> {
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK a named pipe would hold the start for ever.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return { ok: false, message: openFault(error) };
  }
  try {
    return await readOpened(handle);
  } finally {
    await handle.close();
  }
}

async function readOpened(handle: FileHandle): Promise<FileReading> {
  const stat = await handle.stat();
  if (!stat.isFile()) return { ok: false, message: 'is not a regular file' };
  const writers = writersOf(stat);
  if (writers) return { ok: false, message: writers };
  if (stat.size > LARGEST) return { ok: false, message: `has ${stat.size} bytes, over the limit of 1 MB` };
  const bytes = await handle.readFile();
  if (bytes.length > LARGEST) return { ok: false, message: `has ${bytes.length} bytes, over the limit of 1 MB` };
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, message: 'is not UTF-8 text' };
  }
}

function writersOf(stat: { mode: number; uid: number }): string | undefined {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const mode = (stat.mode & 0o777).toString(8);
  if (stat.mode & 0o022) return `may be written by others than its owner (mode ${mode}): chmod go-w`;
  if (stat.uid !== user && stat.uid !== 0)
    return `belongs to user ${stat.uid}: only root or the user that runs Nightlatch (${user}) may own it`;
  return undefined;
}

function openFault(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user';
    default:
      return `can't be opened (${code ?? 'unknown fault'})`;
  }
}
