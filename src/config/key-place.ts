import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeyFile, KeyPlace } from '../domain/diagnosis/key.ts';
import type { MasterKey } from '../domain/master-key.ts';
import { isInside, KeyRefused, readKey, realOr, workTreeOf } from './key-file.ts';
import { areSurelyOnOneMount } from './one-mount.ts';

/** Whether two paths surely lie on one mount. */
export type OnOneMount = (one: string, other: string) => Promise<boolean>;

/** A database whose files are on this machine. */
export interface DatabaseHere {
  /** Its data is in `data` below. */
  folder: string;
  /** As this machine tells, unless given. */
  onOne?: OnOneMount;
}

/**
 * The key of that file, and what can be seen of the file and of its place beside `dataFolders` and `database`; the key is undefined where it can't be
 * used. Never throws.
 */
export async function lookAtKey(
  path: string | undefined,
  dataFolders: readonly string[],
  database?: DatabaseHere,
): Promise<{ key?: MasterKey; file: KeyFile }> {
  if (path === undefined) return { file: { state: 'not-named' } };
  try {
    const key = await readKey(path);
    const mode = ((await stat(path)).mode & 0o777).toString(8);
    return { key, file: { state: 'closed', path, keyId: key.id, mode, place: await placeOf(path, dataFolders, database) } };
  } catch (error) {
    const why = error instanceof KeyRefused ? error.message : `${path} can't be read`;
    return { file: { state: 'refused', why } };
  }
}

async function placeOf(path: string, dataFolders: readonly string[], database: DatabaseHere | undefined): Promise<KeyPlace> {
  const folder = await realOr(dirname(path));
  const workTree = await workTreeOf(folder);
  const real = await Promise.all(dataFolders.map((one) => realOr(one)));
  const dataFolder = real.find((one) => isInside(folder, one));
  const mountOf = database && (await mountShared(path, database));
  return {
    ...(workTree !== undefined && { workTree }),
    ...(dataFolder !== undefined && { dataFolder }),
    ...(mountOf !== undefined && { mountOf }),
  };
}

async function mountShared(path: string, { folder, onOne = areSurelyOnOneMount }: DatabaseHere): Promise<string | undefined> {
  return (await onOne(path, join(folder, 'data'))) ? folder : undefined;
}
