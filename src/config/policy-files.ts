import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { includedFiles } from './policy/included-files.ts';

/** The files of a policy, as the file system tells of them. */
export interface PolicyFiles {
  /**
   * Whether one of them was written, replaced, added, taken away or given other rights since this was last asked, and once more after that: a second
   * change within the file system's own tick looks like the first. Cheap enough for each second. Never throws.
   */
  haveChanged(): Promise<boolean>;
}

/**
 * Watches the policy at `path` with all files that it includes, through whatever links lead to them; `entries` are those of `include` as they were read
 * last. The first answer is that they have.
 */
export function policyFiles(path: string, entries: () => readonly string[]): PolicyFiles {
  let seen: string | undefined;
  let wasChanged = false;
  return {
    async haveChanged() {
      const now = await look(path, entries());
      const isChanged = now !== seen;
      seen = now;
      const answer = isChanged || wasChanged;
      wasChanged = isChanged;
      return answer;
    },
  };
}

async function look(path: string, entries: readonly string[]): Promise<string> {
  const folder = dirname(path);
  const names = await Promise.all(entries.map((entry) => namesOf(entry, folder, basename(path))));
  const places = await Promise.all(names.flat().map(async (name) => `${name} ${await placeOf(join(folder, name))}`));
  return [await placeOf(path), ...places].join('\n');
}

async function namesOf(entry: string, folder: string, self: string): Promise<string[]> {
  const reading = await includedFiles(entry, folder, self);
  return reading.ok ? reading.files : [reading.message];
}

/** Which file it is, and when it last changed in any way; links are followed. */
async function placeOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mode, uid, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mode, uid, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown fault';
  }
}
