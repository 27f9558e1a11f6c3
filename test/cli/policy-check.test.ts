import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyCommands } from '../../src/cli/server/policy-commands.ts';
import { aFolder, aPolicyFolder } from '../config/policy-folder.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

const HEAD = `version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [carol, dave] }
people: { carol: { slack: U03CAROL }, dave: { slack: U04DAVE } }
`;
const WARNED = HEAD.replace('[carol, dave]', '[carol]');
const LONE =
  'nightlatch.yml:3 roles.owners: warning: carol is the only one, so nobody could lift a lockdown that carol began. Name another owner.';
const NOTED = 'nightlatch.yml:4 people.dave: note: no group, rule or role uses it, and it joins no accounts';

let before: string | undefined;
beforeEach(() => {
  before = process.env.NIGHTLATCH_POLICY;
});
afterEach(() => {
  if (before === undefined) delete process.env.NIGHTLATCH_POLICY;
  else process.env.NIGHTLATCH_POLICY = before;
});

async function policy(...args: string[]) {
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  policyCommands(program, terminal);
  await run('policy', ...args);
  return seen;
}

describe('policy check', () => {
  it('says that there is nothing, and ends with 0', async () => {
    const path = await aPolicyFolder({ 'nightlatch.yml': HEAD });
    expect(await policy('check', path)).toEqual({ said: ['No mistakes, no warnings.'], prompted: '', exitCode: 0 });
  });

  it('says warnings and notes with their lines, and ends with 0', async () => {
    const path = await aPolicyFolder({ 'nightlatch.yml': WARNED });
    expect(await policy('check', path)).toEqual({
      said: [LONE, NOTED, 'No mistakes, 1 warning, 1 note.'],
      prompted: '',
      exitCode: 0,
    });
  });

  it('says mistakes, that it stopped there, and what would come of them, and ends with 1', async () => {
    const path = await aPolicyFolder({ 'nightlatch.yml': `${HEAD.replace('dave]', 'dvae]')}resorces: {}\n` });
    const seen = await policy('check', path);
    expect(seen.said).toEqual([
      'nightlatch.yml:3 roles.owners[1]: mistake: “dvae” is no person or group; did you mean dave?',
      expect.stringMatching(/^nightlatch\.yml:5 resorces: mistake: unknown key; did you mean resources\?/),
      'Rules that are never reached, and the like, are looked for once these mistakes are mended.',
      '2 mistakes, no warnings: this policy would not be put in force.',
    ]);
    expect(seen.exitCode).toBe(1);
  });

  it('takes the file from the environment, and needs nothing else from it', async () => {
    process.env.NIGHTLATCH_POLICY = await aPolicyFolder({ 'nightlatch.yml': WARNED });
    expect((await policy('check')).said).toContain(LONE);
  });

  it('ends with 2 where there is no file', async () => {
    const path = `${await aFolder()}/none.yml`;
    expect(await policy('check', path)).toEqual({
      said: [],
      prompted: `${path} does not exist: name the policy's file, or set NIGHTLATCH_POLICY.\n`,
      exitCode: 2,
    });
  });

  it('calls a file that others may write a mistake', async () => {
    const path = await aPolicyFolder({ 'nightlatch.yml': HEAD });
    await chmod(path, 0o666);
    const seen = await policy('check', path);
    expect(seen.said[0]).toBe(`${path}: mistake: may be written by others than its owner (mode 666): chmod go-w`);
    expect(seen.exitCode).toBe(1);
  });

  it('names a file that can not be read by its whole path, also one that is included', async () => {
    const path = await aPolicyFolder({ 'nightlatch.yml': `${HEAD}include: [teams/dba.yml]\n` });
    expect((await policy('check', path)).said[0]).toBe(`${join(dirname(path), 'teams/dba.yml')}: mistake: does not exist`);
    expect((await policy('check', dirname(path))).said[0]).toBe(`${dirname(path)}: mistake: is not a regular file`);
    process.env.NIGHTLATCH_POLICY = dirname(path);
    expect((await policy('explain', '--as', 'carol', 'db-prod')).prompted).toContain(`${dirname(path)}: is not a regular file`);
  });

  it('says the same as JSON', async () => {
    const path = await aPolicyFolder({ 'nightlatch.yml': WARNED });
    const seen = await policy('check', '--json', path);
    expect(JSON.parse(seen.said.join('\n'))).toMatchObject({
      wouldBePutInForce: true,
      mistakes: 0,
      warnings: 1,
      notes: 1,
      findings: [
        { severity: 'warning', file: 'nightlatch.yml', line: 3, path: 'roles.owners' },
        { severity: 'note', file: 'nightlatch.yml', line: 4, path: 'people.dave' },
      ],
    });
    expect(seen.exitCode).toBe(0);
  });
});

describe('policy schema', () => {
  it('prints the JSON Schema of the policy', async () => {
    const schema = JSON.parse((await policy('schema')).said.join('\n'));
    expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', required: ['version', 'slack', 'roles'] });
  });

  it('prints that of an included file, which has none of the rest', async () => {
    const schema = JSON.parse((await policy('schema', '--included')).said.join('\n'));
    expect(Object.keys(schema.properties)).toEqual(['people', 'groups', 'onCall', 'rules', 'resources']);
  });
});
