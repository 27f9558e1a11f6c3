import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export type IncludeReading = { ok: true; files: string[] } | { ok: false; message: string };

const SHAPE = /^(?:([A-Za-z0-9_-][A-Za-z0-9._-]*)\/)?([A-Za-z0-9_*-][A-Za-z0-9._*-]*)$/;

/** The files that one entry of `include` names, relative to `folder` and sorted; the file itself is not among them. */
export async function includedFiles(entry: string, folder: string, self: string): Promise<IncludeReading> {
  const match = SHAPE.exec(entry);
  if (!match)
    return {
      ok: false,
      message: `“${entry}” is not a file or glob such as team.yml or policy/*.yml (one folder deep, * in the file's name)`,
    };
  const [, inside, pattern = ''] = match;
  if (!pattern.includes('*')) return { ok: true, files: [entry] };
  const found = await filesIn(join(folder, inside ?? '.'));
  if (!found) return { ok: false, message: `the folder ${inside ?? '.'} can't be read` };
  const files = found
    .filter((file) => matches(pattern, file))
    .map((file) => (inside ? `${inside}/${file}` : file))
    .filter((file) => file !== self)
    .sort();
  return files.length > 0 ? { ok: true, files } : { ok: false, message: `“${entry}” matches no file` };
}

async function filesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch {
    return undefined;
  }
}

// Each part where it is first found, from left to right: a pattern of many stars would keep a regular expression busy for hours.
function matches(pattern: string, file: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  const end = file.length - last.length;
  if (file.startsWith('.') || !file.startsWith(first) || !file.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = file.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= end;
}
