import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policyText, readPolicy } from '../../src/config/read-policy.ts';
import { aTarget } from '../builders/a-policy.ts';
import { mistakesIn, policyOf, reading } from './policy-folder.ts';

const HEAD = `version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [alice] }
people:
  alice: { slack: U01ALICE, pagerduty: PALICE1 }
  bob: { slack: [U02BOB, U02TWO] }
groups: { sre: [alice, bob], leads: { slackUserGroup: S0LEADS } }
onCall: { db-primary: { pagerduty: { schedule: PABC123 } }, db-second: { pagerduty: { escalationPolicy: PXYZ789, levels: 2, countPermanent: true } } }
`;

const FULL = `${HEAD}
defaults: { timezone: Europe/Berlin, showFor: 30s, graceAfterResolve: 5m, maxReveals: 3, grant: { default: 20m, atMost: 2h } }
rules:
  production:
    - { name: incident, when: { onCall: own, incident: open }, grant: { atMost: 4h }, outlives: [incident] }
    - { name: quiet, when: { onCall: [own, db-second] }, variables: [B_TWO], showFor: 1m30s, maxReveals: 1, reason: required }
    - { name: members, when: { member: sre, incident: { state: open, maxAge: 6h, openedBy: anyone } }, grant: { atMost: 10m } }
resources:
  db-prod:
    services: [PSVC123]
    onCall: [db-primary, db-second]
    approvers: leads
    rules: production
    show: terminal
    variables: { A_ONE: { sealed: db-prod/one }, B_TWO: { sealed: db-prod/two, show: slack } }
  open-door:
    title: For everyone
    rules: [{ name: all, when: anyone }]
    services: any
    variables: { C_THREE: { sealed: three } }
`;

describe('a policy without mistakes', () => {
  it('is resolved: own, shared sets and defaults are filled in', async () => {
    const { policy } = await policyOf({ 'nightlatch.yml': FULL });
    const resource = policy.resources.get('db-prod');
    const rules = resource?.rules.map(({ grant, showFor, graceAfterResolve, outlives, settled, when, ...rest }) => ({
      ...rest,
      onCall: when.onCall,
      incident: when.incident && `${when.incident.maxAge} ${when.incident.openedBy}`,
      times: [grant.default, grant.atMost, showFor, graceAfterResolve, settled].join(' '),
      outlives: [...outlives],
    }));
    const both = ['db-primary', 'db-second'];
    const all = { reasonRequired: false, breakGlass: false, maxReveals: 3, variables: ['A_ONE', 'B_TWO'], outlives: [] };
    const byLeads = { by: [{ kind: 'group', group: 'leads' }], count: 1, within: Temporal.Duration.from({ minutes: 15 }) };
    expect(rules).toEqual([
      {
        ...all,
        name: 'incident',
        onCall: both,
        incident: 'PT12H others',
        times: 'PT20M PT4H PT30S PT5M PT15M',
        unsettledApproval: byLeads,
        outlives: ['incident'],
      },
      {
        ...all,
        name: 'quiet',
        onCall: both,
        times: 'PT20M PT2H PT1M30S PT5M PT15M',
        unsettledApproval: byLeads,
        variables: ['B_TWO'],
        maxReveals: 1,
        reasonRequired: true,
      },
      { ...all, name: 'members', incident: 'PT6H anyone', times: 'PT10M PT10M PT30S PT5M PT0S' },
    ]);
    expect(resource).toMatchObject({ title: 'db-prod', services: ['PSVC123'], approvers: 'leads' });
    expect([...(resource?.variables.values() ?? [])]).toEqual([
      { name: 'A_ONE', source: { source: 'sealed', path: 'db-prod/one' }, show: 'terminal' },
      { name: 'B_TWO', source: { source: 'sealed', path: 'db-prod/two' }, show: 'slack' },
    ]);
  });

  it('has its people, groups, targets and roles', async () => {
    const { policy } = await policyOf({ 'nightlatch.yml': FULL });
    expect(policy.people.get('bob')).toEqual({ name: 'bob', slack: ['U02BOB', 'U02TWO'] });
    expect([...policy.groups.values()]).toEqual([
      { name: 'sre', kind: 'people', members: ['alice', 'bob'] },
      { name: 'leads', kind: 'slack-user-group', id: 'S0LEADS' },
    ]);
    expect([...policy.targets.values()]).toEqual([
      aTarget(),
      aTarget({ name: 'db-second', of: { escalationPolicy: 'PXYZ789' }, levels: 2, countPermanent: true }),
    ]);
    expect(policy.roles).toEqual({ owners: ['alice'], auditors: [] });
    expect(policy.timezone).toBe('Europe/Berlin');
  });

  it('warns of what opens wide', async () => {
    const { warnings } = await policyOf({ 'nightlatch.yml': FULL });
    expect(warnings.map(({ line, path }) => `${line} ${path}`)).toEqual([
      '13 rules.production[0].outlives[0]',
      '15 rules.production[2].when.incident.openedBy',
      '26 resources.open-door.rules[0].when',
      '27 resources.open-door.services',
    ]);
  });

  it('is frozen to the ground', async () => {
    const { policy } = await policyOf({ 'nightlatch.yml': FULL });
    const rule = policy.resources.get('db-prod')?.rules[0];
    expect(() => (policy.people as Map<string, unknown>).set('mallory', {})).toThrow('frozen');
    expect(() => (policy.resources as Map<string, unknown>).delete('db-prod')).toThrow('frozen');
    expect(() => (rule!.outlives as Set<string>).add('shift')).toThrow('frozen');
    for (const value of [
      policy,
      policy.slack,
      policy.roles.owners,
      rule,
      rule?.when,
      rule?.grant,
      policy.people.get('bob')?.slack,
    ]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
  });

  it('takes the examples that come with Nightlatch', async () => {
    const root = join(import.meta.dirname, '../..');
    const read = (file: string) => readFile(join(root, file), 'utf8');
    const rotations = { 'rotations.yml': await read('src/sandbox/demo/rotations.yml') };
    expect(await mistakesIn({ 'nightlatch.yml': await read('nightlatch.example.yml') })).toEqual([]);
    expect(await mistakesIn({ 'nightlatch.yml': await read('src/sandbox/demo/nightlatch.yml'), ...rotations })).toEqual([]);
  });

  it.each([
    ['a byte-order mark', `\ufeff${FULL}`],
    ['line ends of Windows', FULL.replaceAll('\n', '\r\n')],
  ])('may have %s', async (_, text) => {
    expect((await policyOf({ 'nightlatch.yml': text })).policy.resources.size).toBe(2);
  });
});

const TEAM = `people: { carol: { slack: U03CAROL } }
groups: { dba: [carol, alice] }
resources:
  cache: { rules: [{ name: dba, when: { member: dba } }], variables: { REDIS_URL: { sealed: cache/url } } }
`;

describe('include', () => {
  it('puts the files together, and names may cross', async () => {
    const { policy, texts } = await policyOf({
      'nightlatch.yml': `${FULL}include: [policy/*.yml]\n`,
      'policy/a.yml': TEAM,
      'policy/no.txt': '?',
    });
    expect([...policy.resources.keys()]).toEqual(['db-prod', 'open-door', 'cache']);
    expect(texts.map(({ name }) => name)).toEqual(['nightlatch.yml', 'policy/a.yml']);
  });

  it('never includes itself nor hidden files', async () => {
    const { texts } = await policyOf({ 'nightlatch.yml': `${FULL}include: ["*.yml"]\n`, 'a.yml': TEAM, '.b.yml': 'x' });
    expect(texts.map(({ name }) => name)).toEqual(['nightlatch.yml', 'a.yml']);
  });

  it('tells the mistakes of all files at once', async () => {
    const files = {
      'nightlatch.yml': `${FULL.replace('5m', '900h')}include: [policy/*.yml]\n`,
      'policy/a.yml': TEAM.replace('sealed', 'seald'),
      'policy/b.yml': 'people: { alice: { slack: U09X } }\nroles: { owners: [alice] }\n',
      'policy/c.yml': 'a: [',
    };
    expect(await mistakesIn(files)).toEqual([
      'nightlatch.yml:10 defaults.graceAfterResolve: 900h is over the limit of 24h',
      'policy/a.yml:4 resources.cache.variables.REDIS_URL.seald: unknown key; did you mean sealed? (allowed here: sealed, envFile, show)',
      'policy/a.yml:4 resources.cache.variables.REDIS_URL: names neither sealed nor envFile: one of them is needed',
      'policy/b.yml:1 people.alice: is written already at nightlatch.yml:5',
      'policy/b.yml:2 roles: unknown key; did you mean rules? (allowed here: people, groups, onCall, rules, resources)',
      expect.stringMatching(/^policy\/c\.yml:1: is not YAML: Flow sequence/),
    ]);
  });

  it.each([
    ['missing.yml', 'missing.yml: does not exist'],
    ['policy/*.yml', "nightlatch.yml:29 include[0]: the folder policy can't be read"],
    ['team-*.yml', 'nightlatch.yml:29 include[0]: “team-*.yml” matches no file'],
    ['../x.yml', expect.stringContaining('is not a file or glob')],
    ['/etc/passwd', expect.stringContaining('is not a file or glob')],
    ['a/b/c.yml', expect.stringContaining('is not a file or glob')],
    ['**/*.yml', expect.stringContaining('is not a file or glob')],
  ])('refuses %s', async (entry, mistake) => {
    expect(await mistakesIn({ 'nightlatch.yml': `${FULL}include: ["${entry}"]\n` })).toEqual([mistake]);
  });

  it('gives no role to anyone whom an included file lists', async () => {
    const files = {
      'nightlatch.yml': `${FULL.replace('owners: [alice]', 'owners: [alice, carol, dba, leads]')}include: [a.yml]\n`,
      'a.yml': TEAM,
    };
    expect(await mistakesIn(files)).toEqual([
      'nightlatch.yml:3 roles.owners[1]: carol is listed in a.yml: roles are given to people of this file only',
      "nightlatch.yml:3 roles.owners[2]: “dba” is listed in a.yml: roles use this file's groups only",
      'nightlatch.yml:3 roles.owners[2]: carol is listed in a.yml: roles are given to people of this file only',
      'nightlatch.yml:3 roles.owners[3]: “leads” is a Slack user group: roles are given to people listed here only',
    ]);
  });
});

describe('the hash', () => {
  const hashOf = async (files: Record<string, string>) => (await policyOf(files)).policy.hash;
  const main = `${FULL}include: ["*.yml"]\n`;

  it('is the SHA-256 of the text that is stored', async () => {
    const { policy, texts } = await policyOf({ 'nightlatch.yml': FULL });
    expect(policy.hash).toBe(createHash('sha256').update(policyText(texts)).digest('hex'));
  });

  it('is the same in another folder, and another with any other name or byte', async () => {
    const hashes = await Promise.all([
      hashOf({ 'nightlatch.yml': main, 'a.yml': TEAM }),
      hashOf({ 'nightlatch.yml': main, 'a.yml': TEAM }),
      hashOf({ 'nightlatch.yml': main, 'b.yml': TEAM }),
      hashOf({ 'nightlatch.yml': main, 'a.yml': `${TEAM} ` }),
      hashOf({ 'nightlatch.yml': `${main}#`, 'a.yml': TEAM }),
    ]);
    expect(hashes[0]).toBe(hashes[1]);
    expect(new Set(hashes).size).toBe(4);
  });
});

it('a folder in place of the file is refused', async () => {
  const result = await readPolicy(import.meta.dirname);
  expect(result).toMatchObject({ ok: false, mistakes: [{ file: 'config', path: '', message: 'is not a regular file' }] });
});

it('a policy that is not there is refused', async () => {
  expect((await reading({ 'other.yml': FULL })).ok).toBe(false);
});
