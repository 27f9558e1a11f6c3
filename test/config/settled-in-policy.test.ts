import { describe, expect, it } from 'vitest';
import { printMistake } from '../../src/config/mistake.ts';
import { mistakesIn, policyOf } from './policy-folder.ts';

/** A policy whose defaults are on line 2, and whose one rule is on line 9. */
function withRule(keys: string, { defaults = '', approvers = 'dba' } = {}): { 'nightlatch.yml': string } {
  return {
    'nightlatch.yml': `version: 1
defaults: { timezone: UTC${defaults && `, ${defaults}`} }
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [alice, bob] }
people: { alice: { slack: U01ALICE, pagerduty: PALICE1 }, bob: { slack: U02BOB }, carol: { slack: U03CAROL } }
groups: { dba: [bob, carol] }
onCall: { db-primary: { pagerduty: { schedule: PABC123 } } }
resources:
  db-prod: { ${approvers && `approvers: ${approvers}, `}onCall: db-primary, variables: { A: { sealed: a } }, rules: [{ name: r, ${keys} }] }
`.replace('{ A:', '{ A_ONE:'),
  };
}

const ON_CALL = 'when: { onCall: own }';

async function ruleOf(...policy: Parameters<typeof withRule>) {
  const { settled, unsettledApproval } = (await policyOf(withRule(...policy))).policy.resources.get('db-prod')?.rules[0] ?? {};
  const { by, count, within } = unsettledApproval ?? {};
  return `${settled} ${by ? `${by.map((one) => (one.kind === 'group' ? one.group : one.kind))} ${count} ${within}` : 'nobody'}`;
}

async function warningsOf(...policy: Parameters<typeof withRule>) {
  const { warnings } = await policyOf(withRule(...policy));
  return warnings.map((warning) => printMistake(warning).replace(/^nightlatch\.yml:/, ''));
}

describe('how long ago cover must have been planned', () => {
  it.each<[string, Parameters<typeof withRule>, string]>([
    ['is a quarter of an hour, and the approvers agree otherwise', [ON_CALL], 'PT15M dba 1 PT15M'],
    ['is as the defaults say', [ON_CALL, { defaults: 'settled: 30m' }], 'PT30M dba 1 PT15M'],
    ['is as the rule says', [`${ON_CALL}, settled: 1h`, { defaults: 'settled: 30m' }], 'PT1H dba 1 PT15M'],
    ['may not matter', [`${ON_CALL}, settled: 0m`], 'PT0S nobody'],
    ['may matter to one rule only', [`${ON_CALL}, settled: 5m`, { defaults: 'settled: 0h' }], 'PT5M dba 1 PT15M'],
    ['does not matter where nobody asks who is on call', ['when: { member: dba }'], 'PT0S nobody'],
    [
      'is agreed to by as many as the defaults say',
      [ON_CALL, { defaults: 'approve: { count: 2, within: 10m }' }],
      'PT15M dba 2 PT10M',
    ],
    ['is agreed to by nobody where nobody is named', [ON_CALL, { approvers: '' }], 'PT15M nobody'],
    ['adds nothing where the rule asks anyway', [`${ON_CALL}, approve: { count: 1 }`], 'PT15M nobody'],
    [
      'counts for broken glass too',
      [`breakGlass: true, ${ON_CALL}, approve: none, review: { within: 24h }`],
      'PT15M dba 1 PT15M',
    ],
  ])('%s', async (_what, policy, rule) => {
    expect(await ruleOf(...policy)).toBe(rule);
  });

  it('is warned of where it is off, at the line that says so', async () => {
    const warning = 'whoever puts themselves on call gets this at once';
    expect((await warningsOf(`${ON_CALL}, settled: 0m`))[0]).toBe(`9 resources.db-prod.rules[0].settled: ${warning}`);
    expect((await warningsOf(ON_CALL, { defaults: 'settled: 0s' }))[0]).toBe(`2 defaults.settled: ${warning}`);
  });

  it.each([
    ['settled: 13h', '13h is over the limit of 12h'],
    ['settled: -5m', '-5m is not above zero'],
    ['settled: never', '“never” is not a duration such as 90s, 30m, 4h or 1h30m, or 0m'],
    ['settled: 0', '0 is not a duration such as 90s, 30m, 4h or 1h30m, or 0m'],
  ])('%s is a mistake', async (key, message) => {
    const [mistake] = await mistakesIn(withRule(`${ON_CALL}, ${key}`));
    expect(mistake).toBe(`nightlatch.yml:9 resources.db-prod.rules[0].settled: ${message}`);
  });

  it('is a mistake where nobody asks who is on call', async () => {
    expect(await mistakesIn(withRule('when: { member: dba }, settled: 5m'))).toEqual([
      'nightlatch.yml:9 resources.db-prod.rules[0].settled: the rule has no condition `onCall`, so there is no cover to compare',
    ]);
  });
});
