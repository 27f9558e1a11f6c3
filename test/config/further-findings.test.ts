import { describe, expect, it } from 'vitest';
import { printFound } from '../../src/config/mistake.ts';
import { policyText, readStoredPolicy } from '../../src/config/read-policy.ts';
import { policyOf, reading } from './policy-folder.ts';

const LINES = [
  'version: 1',
  'slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }',
  'roles: { owners: [carol, dave] }',
  'people:',
  '  alice: { slack: U01ALICE, pagerduty: PALICE1 }',
  '  bob: { slack: U02BOB }',
  '  carol: { slack: U03CAROL }',
  '  dave: { slack: U04DAVE }',
  'groups: { sre: [alice, bob] }',
  'onCall: { primary: { pagerduty: { escalationPolicy: PABC123 } } }',
  'rules:',
  '  production:',
  '    - { name: on call, when: { onCall: own } }',
  '    - { name: agreed, when: { member: sre }, approve: { by: [carol, dave] } }',
  '    - { name: glass, breakGlass: true, when: { member: sre }, approve: none, review: { within: 24h } }',
  'resources:',
  '  db-prod: { onCall: primary, approvers: sre, rules: production, variables: { A_ONE: { sealed: a } } }',
  '  db-two: { onCall: primary, approvers: sre, rules: production, variables: { B_TWO: { sealed: b } } }',
];

/** What is found in the policy with these lines replaced. */
async function found(replaced: Record<number, string> = {}, more: Record<string, string> = {}): Promise<string[]> {
  const lines = LINES.map((line, index) => replaced[index + 1] ?? line);
  const { findings } = await reading({ 'nightlatch.yml': lines.join('\n'), ...more });
  return findings.map((one) => printFound(one).replace(/^nightlatch\.yml:/, ''));
}

it('nothing is found in a policy that is as it should be', async () => {
  expect(await found()).toEqual([]);
});

describe('a finding has the line that says it', () => {
  it.each<[number, string, string]>([
    [
      3,
      'roles: { owners: [carol] }',
      '3 roles.owners: warning: carol is the only one, so nobody could lift a lockdown that carol began. Name another owner.',
    ],
    [
      10,
      'onCall: { primary: { pagerduty: { escalationPolicy: PABC123, levels: 2 } } }',
      '10 onCall.primary: warning: counts everyone on the first 2 levels as on call, not only whoever is paged first. Leave `levels` out, or name a schedule.',
    ],
    [
      14,
      '    - { name: agreed, when: { onCall: own }, approve: { by: carol } }',
      "14 rules.production[1]: warning: is never reached: “on call” above holds whenever this one does, and opens without anybody's yes (in db-prod and db-two). Move it up, or take it out.",
    ],
    [
      14,
      '    - { name: agreed, when: { onCall: own }, variables: [A_ONE] }',
      '14 rules.production[1].variables[0]: mistake: “A_ONE” is no variable of db-two; listed are B_TWO',
    ],
    [
      15,
      '    - { name: glass, breakGlass: true, when: { member: sre }, approve: none, review: { by: [sre, bob], within: 24h } }',
      '15 rules.production[2].review.by: warning: is by alice and bob only, who may break this glass themselves (in db-prod and db-two). Name somebody who may not.',
    ],
    [
      15,
      '    - { name: glass, breakGlass: true, when: { member: sre }, approve: none, review: { within: 24h }, grant: { atMost: 2h } }',
      '15 rules.production[2].grant.atMost: warning: lets broken glass last up to 2h (in db-prod and db-two). An hour or less is usual: write `atMost`.',
    ],
    [
      15,
      '#',
      "12 rules.production: warning: none of them may be used to break the glass, so nothing opens while a source doesn't answer or nobody agrees (in db-prod and db-two). Add one with `breakGlass: true`.",
    ],
    [
      17,
      '  db-prod: { onCall: primary, show: never, rules: production, variables: { A_ONE: { sealed: a } } }',
      '17 resources.db-prod.variables: warning: none of them is shown in Slack, so nobody ever sees a value. Let one of them be `show: slack`.',
    ],
    [
      17,
      '  db-prod: { rules: [{ name: a, when: { member: sre } }], variables: { A_ONE: { sealed: a } } }',
      '17 resources.db-prod.rules: note: none of them may be used to break the glass',
    ],
  ])('line %i: %s', async (number, line, finding) => {
    expect((await found({ [number]: line })).join('\n')).toContain(finding);
  });

  it('in another file too, and they come in the order of files and lines', async () => {
    const team = [
      'groups: { dba: [carol] }',
      'resources:',
      '  cache: { rules: [{ name: a, when: anyone }, { name: b, when: { member: dba } }], variables: { C_THREE: { sealed: c } } }',
    ];
    const findings = await found(
      { 1: 'version: 1\ninclude: [team.yml]', 3: 'roles: { owners: [carol] }' },
      { 'team.yml': team.join('\n') },
    );
    expect(findings.map((one) => one.replace(/: (warning|note): .*/, ' $1'))).toEqual([
      '4 roles.owners warning',
      'team.yml:3 resources.cache.rules[0].when warning',
      'team.yml:3 resources.cache.rules[0] warning',
      'team.yml:3 resources.cache.rules note',
    ]);
  });
});

describe('what nothing uses is noted', () => {
  it.each<[number, string, string]>([
    [
      8,
      '  dave: { slack: U04DAVE }\n  eve: { slack: U05EVE }',
      '9 people.eve: note: no group, rule or role uses it, and it joins no accounts',
    ],
    [9, 'groups: { sre: [alice, bob], dba: [carol] }', '9 groups.dba: note: no rule, resource or role uses it'],
    [
      10,
      'onCall: { primary: { pagerduty: { schedule: PABC123 } }, other: { pagerduty: { schedule: PDEF456 } } }',
      '10 onCall.other: note: no rule or resource uses it',
    ],
    [11, 'rules:\n  spare: [{ name: a, when: { member: sre } }]', '12 rules.spare: note: no resource uses it'],
  ])('line %i: %s', async (number, line, finding) => {
    expect(await found({ [number]: line })).toEqual([finding]);
  });

  it('but not who has several accounts or a PagerDuty id, nor what a rule of a set that is not used names', async () => {
    const people = '  dave: { slack: U04DAVE }\n  eve: { slack: [U05EVE, U06EVE] }\n  frank: { slack: U07F, pagerduty: PFRANK7 }';
    expect(await found({ 8: people })).toEqual([]);
    const spare = 'rules:\n  spare: [{ name: a, when: { member: dba }, approve: { by: { onCall: other } } }]';
    const onCall = 'onCall: { primary: { pagerduty: { schedule: PABC123 } }, other: { pagerduty: { schedule: PDEF456 } } }';
    const groups = 'groups: { sre: [alice, bob], dba: [carol] }';
    expect(await found({ 9: groups, 10: onCall, 11: spare })).toEqual(['12 rules.spare: note: no resource uses it']);
  });
});

describe('a policy with mistakes', () => {
  it('is looked at no further', async () => {
    const text = LINES.with(2, 'roles: { owners: [carl] }').join('\n');
    expect(await reading({ 'nightlatch.yml': text })).toMatchObject({ ok: false, lookedFurther: false, findings: [{ line: 3 }] });
  });

  it('may have them only because its rules can never be enough', async () => {
    const lines = LINES.with(13, '    - { name: agreed, when: { member: sre }, approve: { by: sre, count: 2 } }');
    expect(await reading({ 'nightlatch.yml': lines.join('\n') })).toMatchObject({
      ok: false,
      lookedFurther: true,
      mistakes: [{ line: 14, path: 'rules.production[1].approve' }],
    });
  });
});

it('what is stored of a policy in force is read whatever a check would find today', async () => {
  const { texts } = await policyOf({ 'nightlatch.yml': LINES.join('\n') });
  const main = texts[0]!.text.replace('approve: { by: [carol, dave] }', 'approve: { by: sre, count: 2 }');
  expect(readStoredPolicy(policyText([{ name: 'nightlatch.yml', text: main }]))).toMatchObject({ ok: true });
});
