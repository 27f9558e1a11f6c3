import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerAccount } from './server-account.ts';

// A socket's whole path may have 107 bytes on Linux and 103 elsewhere, and Postgres adds its own name to the folder's.
const LONGEST_SOCKET_FOLDER = 80;

/** Where the server keeps what, all of it closed to everyone else. */
export interface ServerFolder {
  root: string;
  data: string;
  socket: string;
  log: string;
}

/** Makes the folder with mode 0700 for the server's account, or takes the one there is. */
export async function serverFolder(root: string, account: ServerAccount): Promise<ServerFolder> {
  await closedFolder(root, account);
  const socket = await socketFolder(root, account);
  return { root, data: join(root, 'data'), socket, log: join(root, 'postgres.log') };
}

/** A password from its file of mode 0600, made at random if there is none. */
export async function keptPassword(folder: ServerFolder, name: string): Promise<string> {
  const file = join(folder.root, `${name}.password`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return kept;
  const made = randomBytes(24).toString('base64url');
  await writeFile(file, made, { mode: 0o600 });
  return made;
}

async function socketFolder(root: string, account: ServerAccount): Promise<string> {
  const inside = join(root, 'socket');
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_FOLDER) {
    await closedFolder(inside, account);
    return inside;
  }
  const note = join(root, 'socket-folder');
  const kept = await readFile(note, 'utf8').catch(() => undefined);
  const outside = kept && (await isOurs(kept, account)) ? kept : await mkdtemp('/tmp/nightlatch-');
  await closedFolder(outside, account);
  await writeFile(note, outside, { mode: 0o600 });
  return outside;
}

// Somebody else may have made a folder of that name since ours was cleaned away.
async function isOurs(folder: string, account: ServerAccount): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === (account?.uid ?? process.getuid?.());
}

async function closedFolder(folder: string, account: ServerAccount): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
}
