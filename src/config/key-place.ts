import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyFile, KeyPlace } from '../domain/diagnosis/key.ts';
import type { MasterKey } from '../domain/master-key.ts';
import { isInside, KeyRefused, readKey, realOr, workTreeOf } from './key-file.ts';

/** The key of that file, and what can be seen of the file; the key is undefined where it can't be used. Never throws. */
export async function lookAtKey(
  path: string | undefined,
  dataFolders: readonly string[],
): Promise<{ key?: MasterKey; file: KeyFile }> {
  if (path === undefined) return { file: { state: 'not-named' } };
  try {
    const key = await readKey(path);
    const mode = ((await stat(path)).mode & 0o777).toString(8);
    return { key, file: { state: 'closed', path, keyId: key.id, mode, place: await placeOf(path, dataFolders) } };
  } catch (error) {
    const why = error instanceof KeyRefused ? error.message : `${path} can't be read`;
    return { file: { state: 'refused', why } };
  }
}

async function placeOf(path: string, dataFolders: readonly string[]): Promise<KeyPlace> {
  const folder = await realOr(dirname(path));
  const workTree = await workTreeOf(folder);
  const real = await Promise.all(dataFolders.map((one) => realOr(one)));
  const dataFolder = real.find((one) => isInside(folder, one));
  return { ...(workTree !== undefined && { workTree }), ...(dataFolder !== undefined && { dataFolder }) };
}
