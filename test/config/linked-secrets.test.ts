import { symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readPolicy } from '../../src/config/read-policy.ts';
import { aPolicyFolder } from './policy-folder.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

test.each([
  ['an env file', `PGPASSWORD=${CANARY}\nOTHER=x\n`],
  ['a key', `nightlatch-key-1 deadbeef ${CANARY}\n`],
  ['what a process was started with', `A=${CANARY}\0B=2\0`],
])('a link to %s in the place of a policy file is refused without a word of it', async (_, text) => {
  const path = await aPolicyFolder({ 'nightlatch.yml': 'include: [policy/a.yml]\n', secret: text, 'policy/b.yml': '' });
  await symlink('../secret', join(dirname(path), 'policy', 'a.yml'));
  for (const reading of [await readPolicy(path), await readPolicy(join(dirname(path), 'secret'))]) {
    expect(reading.ok).toBe(false);
    expect(JSON.stringify(reading)).not.toContain('canary');
  }
});
