import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { embeddedOrRefused } from '../../src/cli/server/embedded-postgres.ts';

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-embedded-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const refusal = (folder: string) =>
  embeddedOrRefused(folder).then(
    () => 'started',
    (error: Error) => error.message,
  );

test('a server that wrote down why it did not start: the refusal names that file', async () => {
  const folder = await aFolder();
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data', 'PG_VERSION'), 'none\n');
  const said = await refusal(folder);
  expect(said).toContain(`did not start in ${folder}.`);
  expect(said).toContain(`${join(folder, 'postgres.log')} may say why.`);
}, 90_000);

test('one that never came so far: no file is named that there is not', async () => {
  const folder = await aFolder();
  await writeFile(join(folder, 'a file'), '');
  const said = await refusal(join(folder, 'a file', 'postgres'));
  expect(said).toContain('The embedded Postgres did not start in ');
  expect(said).not.toContain('postgres.log');
});

test.runIf(process.getuid?.() === 0)(
  'as root: it says where the other account gets in',
  async () => {
    const folder = await aFolder();
    expect(await refusal(join(folder, 'below', 'postgres'))).toContain(
      'directly in /var/tmp, such as /var/tmp/nightlatch-postgres',
    );
  },
  90_000,
);
