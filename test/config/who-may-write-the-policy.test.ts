import { chmod, chown, open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { printMistake } from '../../src/config/mistake.ts';
import { readPolicy } from '../../src/config/read-policy.ts';
import { aPolicyFolder } from './policy-folder.ts';

const POLICY = [
  'version: 1',
  'slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }',
  'roles: { owners: [alice] }',
  'people: { alice: { slack: U01ALICE, pagerduty: PALICE1 }, bob: { slack: U02BOB } }',
  'resources:',
  '  db-prod:',
  '    rules: [{ name: everyone, when: anyone }]',
  '    variables: { DATABASE_URL: { sealed: db-prod/url } }',
].join('\n');

describe('who may write the file', () => {
  it.each([0o664, 0o646, 0o666, 0o622])('mode %o is refused', async (mode) => {
    const path = await aPolicyFolder({ 'nightlatch.yml': POLICY });
    await chmod(path, mode);
    const result = await readPolicy(path);
    expect(result.ok ? [] : result.mistakes.map(printMistake)).toEqual([
      `nightlatch.yml: may be written by others than its owner (mode ${mode.toString(8)}): chmod go-w`,
    ]);
  });

  it('an included file is held to the same', async () => {
    const path = await aPolicyFolder({
      'nightlatch.yml': `${POLICY}\ninclude: [a.yml]`,
      'a.yml': 'groups: { x: [bob] }',
    });
    await chmod(path.replace('nightlatch.yml', 'a.yml'), 0o666);
    const result = await readPolicy(path);
    expect(result.ok ? [] : result.mistakes.map(({ file }) => file)).toEqual(['a.yml']);
  });

  it.skipIf(process.getuid?.() !== 0)("another user's file is refused", async () => {
    const path = await aPolicyFolder({ 'nightlatch.yml': POLICY });
    await chown(path, 4242, 4242);
    const result = await readPolicy(path);
    expect(result.ok ? '' : result.mistakes[0]?.message).toContain('belongs to user 4242');
  });

  it('a device is refused without being read', async () => {
    await (await open('/dev/null')).close();
    const result = await readPolicy('/dev/null');
    expect(result.ok ? '' : result.mistakes[0]?.message).toBe('is not a regular file');
  });
});
