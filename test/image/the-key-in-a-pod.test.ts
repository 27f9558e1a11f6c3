import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createKey, readKey } from '../../src/config/key-file.ts';

const run = promisify(execFile);

/** What the init container runs, with folders of ours in place of the pod's. */
async function copyCommand(folder: string): Promise<string> {
  const text = await readFile(new URL('../../docs/kubernetes.yaml', import.meta.url), 'utf8');
  const deployment = parseAllDocuments(text)
    .map((document) => document.toJS())
    .find(({ kind }) => kind === 'Deployment');
  const [node, flag, script] = deployment.spec.template.spec.initContainers[0].command as string[];
  expect([node, flag]).toEqual(['node', '-e']);
  return (script as string)
    .replaceAll('/run/secrets/nightlatch/', `${folder}/given-`)
    .replaceAll('/run/nightlatch/', `${folder}/own-`);
}

it('a key that a group may read is refused, and its copy in memory is taken, also after the copy was made once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-pod-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { id } = await createKey(join(folder, 'given-master.key'), join(folder, 'no-data-here'));
  await chmod(join(folder, 'given-master.key'), 0o440);
  await expect(readKey(join(folder, 'given-master.key'))).rejects.toMatchObject({ code: 'readable-by-others' });
  const script = await copyCommand(folder);
  for (const _ of ['the first start', 'a restart']) await run(process.execPath, ['-e', script]);
  expect((await readKey(join(folder, 'own-master.key'))).id).toBe(id);
  expect((await stat(join(folder, 'own-master.key'))).mode & 0o777).toBe(0o400);
});
