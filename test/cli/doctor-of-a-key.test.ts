import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKey } from '../../src/config/key-file.ts';
import { readPartialEnvironment } from '../../src/config/partial-environment.ts';
import { examine } from '../../src/wiring/doctor.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-doctor-'));
  await mkdir(join(folder, 'postgres', 'data'), { recursive: true });
  await writeFile(join(folder, 'postgres', 'data', 'PG_VERSION'), '18\n');
  await createKey(join(folder, 'key'), join(folder, 'postgres'));
});
afterEach(() => rm(folder, { recursive: true }));

async function warned(socket: string, isSandbox = false, isOne = true): Promise<string[]> {
  const environment = readPartialEnvironment(isSandbox, {
    NIGHTLATCH_KEY_FILE: join(folder, 'key'),
    NIGHTLATCH_POLICY: join(folder, 'nightlatch.yml'),
    DATABASE_URL: `postgresql://app:canary-7Qm2-nightlatch-do-not-use@localhost/nightlatch?host=${encodeURIComponent(socket)}`,
  });
  const found = await examine({
    environment,
    isSandbox,
    areas: new Set(['key']),
    seeAnswer: undefined,
    onOneMount: async () => isOne,
  });
  return found.filter(({ outcome }) => outcome === 'warning').map(({ says }) => says);
}

test('the key and an embedded Postgres are warned of where they surely are on one mount', async () => {
  const said = `The key is on one mount with the database in ${join(folder, 'postgres')}: who loses it loses both, and a copy of it opens every value.`;
  expect(await warned(join(folder, 'postgres', 'socket'))).toEqual([said]);
  expect(await warned(join(folder, 'postgres', 'socket'), false, false)).toEqual([]);
});

test('not in a sandbox, nor beside a server whose data lies elsewhere', async () => {
  expect(await warned(join(folder, 'postgres', 'socket'), true)).toEqual([]);
  expect(await warned(join(folder, 'other', 'socket'))).toEqual([]);
});
