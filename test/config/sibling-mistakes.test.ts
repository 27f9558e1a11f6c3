import { expect, it } from 'vitest';
import { mistakesIn } from './policy-folder.ts';

const BASE = `version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [alice] }
people: { alice: { slack: U01ALICE }, bob: { slack: U02BOB } }
groups: { sre: [alice, bob], leads: { slackUserGroup: S0LEADS } }
onCall: { db-primary: { pagerduty: { schedule: PABC123 } } }
resources:
  db-prod:
    approvers: leads
    variables: { A_ONE: { sealed: a } }
    rules:
`;

/** What is wrong in a rule with these keys, less its place. */
async function wrongIn(keys: string): Promise<string[]> {
  const mistakes = await mistakesIn({ 'nightlatch.yml': `${BASE}      - { name: r, ${keys} }\n` });
  return mistakes.map((mistake) => mistake.replace('nightlatch.yml:12 resources.db-prod.rules[0].', ''));
}

it.each([
  [
    'when: { member: sre }, approve: { by: [leeds, { oncall: db-primary }, { onCall: db-primry }] }',
    [
      'approve.by[1].onCall: missing: write a name under onCall',
      'approve.by[1].oncall: unknown key; did you mean onCall? (allowed here: onCall)',
      'approve.by[0]: “leeds” is no person or group; did you mean leads?',
      'approve.by[2].onCall: “db-primry” is no target under onCall; did you mean db-primary?',
    ],
  ],
  [
    'when: { member: [sree, 3, leeds] }',
    [
      'when.member[1]: 3 is not a name of a to z, 0 to 9, - . _ (at most 40)',
      'when.member[0]: “sree” is no group; did you mean sre?',
      'when.member[2]: “leeds” is no group; did you mean leads?',
    ],
  ],
  [
    'when: { member: sre }, review: { by: [3, nobdy], wthin: 1h }',
    [
      'review.by[0]: 3 is not a name of a to z, 0 to 9, - . _ (at most 40)',
      'review.within: missing: write a duration such as 90s, 30m, 4h or 1h30m',
      'review.wthin: unknown key; did you mean within? (allowed here: by, within)',
      'review.by[1]: “nobdy” is no person or group; listed are alice, bob, leads, sre',
    ],
  ],
  [
    'when: { member: sree }, outlives: [x, y]',
    [
      'outlives[0]: “x” is not shift or incident',
      'outlives[1]: “y” is not shift or incident',
      'when.member: “sree” is no group; did you mean sre?',
    ],
  ],
])('one mistake hides none beside it: %s', async (keys, mistakes) => {
  expect(await wrongIn(keys)).toEqual(mistakes);
});

it('a list of approvers is told that a resource has one group', async () => {
  const text = `${BASE}      - { name: r, when: { member: sre }, approve: {} }\n`.replace(
    'approvers: leads',
    'approvers: [leads]',
  );
  expect(await mistakesIn({ 'nightlatch.yml': text })).toEqual([
    'nightlatch.yml:9 resources.db-prod.approvers: a list is not the name of one group',
  ]);
});
