import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { valueAt } from './policy/explain-issues.ts';
import { includedFiles } from './policy/included-files.ts';
import { readPolicyFile } from './policy/read-policy-file.ts';
import { readYaml } from './policy/yaml-source.ts';

/** The files of a policy, as the file system tells of them. */
export interface PolicyFiles {
  /**
   * Whether one of them was written, replaced, added, taken away or given other rights since this was last asked, and once more after that: a second
   * change within the file system's own tick looks like the first. Cheap enough for each second. Never throws.
   */
  haveChanged(): Promise<boolean>;
}

/** Watches the policy at `path` with all files that it includes, through whatever links lead to them. The first answer is that they have. */
export function policyFiles(path: string): PolicyFiles {
  const main = { place: '', included: [] as string[] };
  let seen: string | undefined;
  let wasChanged = false;
  return {
    async haveChanged() {
      const now = await look(path, main);
      const isChanged = now !== seen;
      seen = now;
      const answer = isChanged || wasChanged;
      wasChanged = isChanged;
      return answer;
    },
  };
}

// What the main file includes is read anew only when that was touched.
async function look(path: string, main: { place: string; included: string[] }): Promise<string> {
  const place = await placeOf(path);
  if (place !== main.place) Object.assign(main, { place, included: await entriesIn(path) });
  const folder = dirname(path);
  const names = await Promise.all(main.included.map((entry) => namesOf(entry, folder, basename(path))));
  const places = await Promise.all(names.flat().map(async (name) => `${name} ${await placeOf(join(folder, name))}`));
  return [place, ...places].join('\n');
}

async function namesOf(entry: string, folder: string, self: string): Promise<string[]> {
  const reading = await includedFiles(entry, folder, self);
  return reading.ok ? reading.files : [reading.message];
}

async function entriesIn(path: string): Promise<string[]> {
  const reading = await readPolicyFile(path);
  const source = reading.ok ? readYaml(basename(path), reading.text).source : undefined;
  const include = source ? valueAt(source.root, ['include']) : undefined;
  return Array.isArray(include) ? include.filter((entry) => typeof entry === 'string') : [];
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
