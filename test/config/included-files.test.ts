import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { includedFiles } from '../../src/config/policy/included-files.ts';
import { aFolder } from './policy-folder.ts';

const NAMES = ['a.yml', 'ab.yml', 'aba.yml', 'b.yml', 'main.yml', '.a.yml', 'a.yml.swp', 'axyml'];

async function found(pattern: string, names = NAMES): Promise<string[] | string> {
  const folder = await aFolder();
  for (const name of names) await writeFile(join(folder, name), '');
  const reading = await includedFiles(pattern, folder, 'main.yml');
  return reading.ok ? reading.files : reading.message;
}

test.each<[string, string[]]>([
  ['*.yml', ['a.yml', 'ab.yml', 'aba.yml', 'b.yml']],
  ['a*.yml', ['a.yml', 'ab.yml', 'aba.yml']],
  ['a*a.yml', ['aba.yml']],
  ['*b*', ['ab.yml', 'aba.yml', 'b.yml']],
  ['*b*a*.yml', ['aba.yml']],
  ['a**.yml', ['a.yml', 'ab.yml', 'aba.yml']],
  ['*', ['a.yml', 'a.yml.swp', 'ab.yml', 'aba.yml', 'axyml', 'b.yml']],
])('%s', async (pattern, names) => {
  expect(await found(pattern)).toEqual(names);
});

test.each(['ab*b.yml', '*c*', 'a.yml*a.yml'])('%s matches nothing', async (pattern) => {
  expect(await found(pattern)).toBe(`“${pattern}” matches no file`);
});

test('a pattern of many stars is answered at once, also by a long name that nearly fits', async () => {
  expect(await found(`${'*a'.repeat(30)}*b`, ['a'.repeat(200)])).toContain('matches no file');
});
