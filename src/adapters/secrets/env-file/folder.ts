import { stat } from 'node:fs/promises';
import type { EnvFolder } from '../../../domain/diagnosis/key.ts';

/** Whether a folder is where env files are to be read from. One that may not be looked at passes here: each value says so itself. Never throws. */
export async function lookAtEnvFolder(path: string | undefined): Promise<EnvFolder> {
  if (path === undefined) return { state: 'fine' };
  try {
    return (await stat(path)).isDirectory() ? { state: 'fine' } : { state: 'missing', path };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR' ? { state: 'missing', path } : { state: 'fine' };
  }
}
