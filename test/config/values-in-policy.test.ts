import { describe, expect, it } from 'vitest';
import { mistakesIn, policyOf } from './policy-folder.ts';

const BASE = `version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [alice] }
people: { alice: { slack: U01ALICE } }
groups: { sre: [alice] }
resources:
  db-prod:
    rules: [{ name: r, when: { member: sre } }]
    variables:
`;

const withValue = (value: string) => ({ 'nightlatch.yml': `${BASE}      PGPASSWORD: ${value}\n` });

async function sourceOf(value: string) {
  const { policy } = await policyOf(withValue(value));
  return policy.resources.get('db-prod')?.variables.get('PGPASSWORD')?.source;
}

describe('where a value lies', () => {
  it.each([
    ['{ sealed: db-prod/password }', { source: 'sealed', path: 'db-prod/password' }],
    ['{ envFile: db-prod.env }', { source: 'env-file', path: 'db-prod.env#PGPASSWORD' }],
    ['{ envFile: team/db-prod.env }', { source: 'env-file', path: 'team/db-prod.env#PGPASSWORD' }],
    ['{ envFile: "db-prod.env#OTHER_name" }', { source: 'env-file', path: 'db-prod.env#OTHER_name' }],
  ])('is read from %s', async (value, source) => {
    expect(await sourceOf(value)).toEqual(source);
  });

  it.each([
    ['{ show: never }', ': names neither sealed nor envFile: one of them is needed'],
    ['{ sealed: a, envFile: a.env }', ': names both sealed and envFile: only one is allowed'],
    ['{ envFile: ../master.key }', '.envFile: “../master.key” is not a file below the folder of env files'],
    ['{ envFile: /etc/passwd }', '.envFile: “/etc/passwd” is not a file below the folder of env files'],
    ['{ envFile: a/../../b }', '.envFile: “a/../../b” is not a file below the folder of env files'],
    ['{ envFile: .hidden }', '.envFile: “.hidden” is not a file below the folder of env files'],
    ['{ envFile: "a.env#" }', '.envFile: “a.env#” is not a file below the folder of env files'],
    ['{ envFile: "a.env#A B" }', '.envFile: “a.env#A B” is not a file below the folder of env files'],
  ])('is a mistake in %s', async (value, mistake) => {
    const [first, ...others] = await mistakesIn(withValue(value));
    expect(first).toContain(`10 resources.db-prod.variables.PGPASSWORD${mistake}`);
    expect(others).toEqual([]);
  });

  it.each([
    'canary-7Qm2-nightlatch-do-not-use',
    '{ sealed: "postgresql://u:canary-7Qm2-nightlatch-do-not-use@db/x" }',
    '["canary-7Qm2-nightlatch-do-not-use"]',
    '{ value: canary-7Qm2-nightlatch-do-not-use }',
  ])('a value that stands there itself is a mistake that doesn’t quote it: %s', async (value) => {
    const mistakes = await mistakesIn(withValue(value));
    expect(mistakes[0]).toContain('10 resources.db-prod.variables.PGPASSWORD');
    expect(mistakes.join()).not.toContain('canary');
  });
});
