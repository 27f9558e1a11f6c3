import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { firstPolicy } from '../../src/config/first-policy.ts';
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

const DATABASE_URL = 'postgresql://app:canary-7Qm2-nightlatch-do-not-use@127.0.0.1:1/nightlatch';

test('a folder of env files that is not there is told', async () => {
  const [folderGiven, file] = [join(folder, 'values'), join(folder, 'nightlatch.yml')];
  const given = { NIGHTLATCH_ENV_FILES: folderGiven, NIGHTLATCH_POLICY: file, DATABASE_URL };
  const told = async () => {
    const environment = readPartialEnvironment(false, { ...given });
    const found = await examine({ environment, isSandbox: false, areas: new Set(['key']), seeAnswer: undefined });
    return found.filter(({ outcome }) => outcome !== 'note').map(({ outcome, says }) => [outcome, says]);
  };
  const says = `There is no folder ${folderGiven}, which NIGHTLATCH_ENV_FILES names.`;
  expect(await told()).toEqual([['warning', says]]);
  await writeFile(folderGiven, 'a file in its place');
  expect(await told()).toEqual([['warning', says]]);
  await writeFile(file, aPolicyOfEnvFiles(), { mode: 0o600 });
  expect(await told()).toEqual([
    ['failure', says],
    ['failure', 'env-file db.env#PGPASSWORD (db-prod PGPASSWORD): there is no folder of env files.'],
  ]);
  await rm(folderGiven);
  await mkdir(folderGiven);
  expect(await told()).toEqual([['failure', 'env-file db.env#PGPASSWORD (db-prod PGPASSWORD) has no value.']]);
});

function aPolicyOfEnvFiles(): string {
  const text = firstPolicy({
    ...{ team: { id: 'T0123ABCD', name: 'Acme' }, timezone: 'UTC', resource: 'db-prod' },
    ...{ auditChannel: { id: 'C0AUDIT', name: 'audit' }, approvalChannel: { id: 'C0APPR', name: 'approvals' } },
    ...{ target: { id: 'PABC123', name: 'primary', kind: 'schedule' }, owner: { name: 'carol', slack: 'U03CAROL' } },
  });
  const swapped = text.replace(/^( +)\w+: \{ sealed: .*$/m, '$1PGPASSWORD: { envFile: db.env }');
  expect(swapped).not.toBe(text);
  return swapped;
}

test.each([
  ['nope.yml', 'There is no policy file: PATH: does not exist'],
  ['postgres', 'The policy file has a mistake: PATH: is not a regular file'],
])('a policy file that can not be read is named by its whole path: %s', async (name, says) => {
  const environment = readPartialEnvironment(false, { NIGHTLATCH_POLICY: join(folder, name), DATABASE_URL });
  const found = await examine({ environment, isSandbox: false, areas: new Set(['policy']), seeAnswer: undefined });
  expect(found.find(({ outcome }) => outcome === 'failure')?.says).toBe(says.replace('PATH', join(folder, name)));
});

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
