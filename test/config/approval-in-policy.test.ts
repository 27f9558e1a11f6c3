import { describe, expect, it } from 'vitest';
import { printMistake } from '../../src/config/mistake.ts';
import { policyText, readStoredPolicy } from '../../src/config/read-policy.ts';
import { mistakesIn, policyOf } from './policy-folder.ts';

const BASE = `version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [alice, bob] }
people: { alice: { slack: U01ALICE }, bob: { slack: U02BOB }, carol: { slack: U03CAROL } }
groups: { sre: [alice, bob], dba: [carol], leads: { slackUserGroup: S0LEADS } }
onCall: { db-primary: { pagerduty: { schedule: PABC123 } }, db-second: { pagerduty: { schedule: PDEF456 } } }
`;

/** A policy with one rule, whose keys beside its name are these, on line 9. */
function withRule(keys: string, approvers = 'leads', head = BASE): { 'nightlatch.yml': string } {
  const resource = `  db-prod: { ${approvers && `approvers: ${approvers}, `}onCall: db-primary, variables: { A_ONE: { sealed: a } }, rules: [`;
  return { 'nightlatch.yml': `${head}resources:\n${resource}\n    { name: r, ${keys} }] }\n` };
}

async function ruleOf(keys: string, approvers?: string, head?: string) {
  const { policy } = await policyOf(withRule(keys, approvers, head));
  const rule = policy.resources.get('db-prod')?.rules[0];
  const { approve, review } = rule ?? {};
  return {
    breakGlass: rule?.breakGlass,
    approve: approve && { ...approve, within: approve.within.toString() },
    review: review && { ...review, within: review.within.toString() },
  };
}

const wrongIn = async (keys: string, approvers?: string) =>
  (await mistakesIn(withRule(keys, approvers))).map((mistake) => mistake.replace(/^nightlatch\.yml:/, ''));

async function warningsOf(keys: string, approvers?: string) {
  const { warnings } = await policyOf(withRule(keys, approvers));
  return warnings.map((warning) => printMistake(warning).replace(/^nightlatch\.yml:/, ''));
}

const SRE = 'when: { member: sre }';

describe('who must agree', () => {
  it('is nobody where the rule does not say, or says none', async () => {
    expect((await ruleOf(SRE)).approve).toBeUndefined();
    expect((await ruleOf(`${SRE}, approve: none`)).approve).toBeUndefined();
  });

  it("is one of the resource's approvers, within 15 minutes, where an empty map says no more", async () => {
    const approve = { by: [{ kind: 'group', group: 'leads' }], count: 1, within: 'PT15M' };
    expect(await ruleOf(`${SRE}, approve: {}`)).toEqual({ breakGlass: false, approve, review: undefined });
  });

  it('takes count and time from the defaults', async () => {
    const head = `${BASE}defaults: { approve: { count: 2, within: 5m } }\n`;
    expect((await ruleOf(`${SRE}, approve: {}`, 'leads', head)).approve).toMatchObject({ count: 2, within: 'PT5M' });
    expect((await ruleOf(`${SRE}, approve: { count: 1 }`, 'leads', head)).approve).toMatchObject({ count: 1, within: 'PT5M' });
  });

  it('is a person, a group, who is on call, or any of a list, each once', async () => {
    expect((await ruleOf(`${SRE}, approve: { by: carol }`)).approve?.by).toEqual([{ kind: 'person', person: 'carol' }]);
    expect((await ruleOf(`${SRE}, approve: { by: { onCall: db-second } }`, '')).approve).toEqual({
      by: [{ kind: 'on-call', target: 'db-second' }],
      count: 1,
      within: 'PT15M',
    });
    const listed = 'approve: { by: [{ onCall: db-second }, dba, carol, dba], count: 2, within: 10m, channel: C0HERE }';
    expect((await ruleOf(`${SRE}, ${listed}`)).approve).toEqual({
      by: [
        { kind: 'on-call', target: 'db-second' },
        { kind: 'group', group: 'dba' },
        { kind: 'person', person: 'carol' },
      ],
      count: 2,
      within: 'PT10M',
      channel: 'C0HERE',
    });
  });

  it.each([
    ['approve: 3', ['9 resources.db-prod.rules[0].approve: 3 is not a map of by, count, within, channel, or none']],
    ['approve: { who: dba }', [expect.stringContaining('9 resources.db-prod.rules[0].approve.who: unknown key')]],
    ['approve: { count: 0 }', ['9 resources.db-prod.rules[0].approve.count: 0 is not a whole number from 1 to 20']],
    ['approve: { within: 25h }', ['9 resources.db-prod.rules[0].approve.within: 25h is over the limit of 24h']],
    [
      'approve: { channel: "#dba" }',
      ['9 resources.db-prod.rules[0].approve.channel: “#dba” is not a Slack channel id such as C0APPR'],
    ],
    ['approve: { by: dbaa }', ['9 resources.db-prod.rules[0].approve.by: “dbaa” is no person or group; did you mean dba?']],
    [
      'approve: { by: [carol, { onCall: db-secnd }] }',
      ['9 resources.db-prod.rules[0].approve.by[1].onCall: “db-secnd” is no target under onCall; did you mean db-second?'],
    ],
    [
      'approve: { by: { onCall: own } }',
      ['9 resources.db-prod.rules[0].approve.by.onCall: “own” has no meaning here: write a name under onCall'],
    ],
    [
      'approve: { by: { oncall: db-second } }',
      [expect.stringContaining('approve.by'), expect.stringContaining('did you mean onCall?')],
    ],
    ['approve: { by: [] }', [expect.stringContaining('9 resources.db-prod.rules[0].approve.by: an empty list is not')]],
    [
      'approve: { by: [sre, carol], count: 4 }',
      [expect.stringContaining('only these 3 (alice, bob and carol) can agree, but rule “r” needs 4 to')],
    ],
    [
      'approve: { by: [dba, carol], count: 2 }',
      ['9 resources.db-prod.rules[0].approve.by: only carol can agree, but rule “r” needs 2 to'],
    ],
  ])('%s is a mistake', async (keys, mistakes) => {
    expect(await wrongIn(`${SRE}, ${keys}`)).toEqual(mistakes);
  });

  it('must be named by the resource where the rule leaves it open', async () => {
    expect(await wrongIn(`${SRE}, approve: { count: 1 }`, '')).toEqual([
      "8 resources.db-prod: names no approvers, but its rule “r” needs somebody's yes: name a group, or write `by` in the rule's approve",
    ]);
    expect(await wrongIn(`${SRE}, approve: { count: 2 }`, 'dba')).toEqual([
      '8 resources.db-prod.approvers: only carol can agree, but rule “r” needs 2 to',
    ]);
  });

  it('is a mistake where only they can ask', async () => {
    expect(await wrongIn(`${SRE}, approve: { by: sre, count: 2 }`)).toEqual([
      "9 resources.db-prod.rules[0].approve: only alice and bob can agree, and nobody else can ask: 2 others never can. Name somebody who may agree and doesn't ask, or want fewer.",
    ]);
  });

  it('is warned of where too few are left when one of them asks', async () => {
    const tooFew = 'only these 2 (alice and bob) can agree: too few for rule “r” when one of them asks';
    const anyone = 'when: { onCall: own }';
    expect(await warningsOf(`${anyone}, approve: { by: sre, count: 2 }`)).toEqual([
      `9 resources.db-prod.rules[0].approve.by: ${tooFew}`,
    ]);
    expect(await warningsOf(`${anyone}, approve: { count: 2 }`, 'sre')).toEqual([`8 resources.db-prod.approvers: ${tooFew}`]);
    expect(await warningsOf(`${SRE}, approve: { by: dba }`)).toEqual([]);
    expect(await warningsOf('when: { onCall: own }, approve: { by: dba }')).toHaveLength(1);
    expect(await warningsOf(`${SRE}, approve: { by: [sre, { onCall: db-second }], count: 2 }`)).toEqual([]);
  });
});

describe('breaking glass', () => {
  it('needs a yes, or a review', async () => {
    expect(await ruleOf(`breakGlass: true, ${SRE}, approve: {}`)).toMatchObject({ breakGlass: true, approve: { count: 1 } });
    expect(await ruleOf(`breakGlass: true, ${SRE}, approve: none, review: { by: dba, within: 24h }`)).toEqual({
      breakGlass: true,
      approve: undefined,
      review: { by: ['carol'], within: 'PT24H' },
    });
  });

  it.each([
    ['breakGlass: yes', ['9 resources.db-prod.rules[0].breakGlass: “yes” is not true or false']],
    [
      'breakGlass: true',
      [expect.stringContaining('needs `approve`, which says who must agree, or `approve: none` with a `review`')],
    ],
    [
      'breakGlass: true, review: { within: 24h }',
      ['9 resources.db-prod.rules[0].breakGlass: needs `approve`, which says who must agree, or `approve: none` with a `review`'],
    ],
    [
      'breakGlass: true, approve: none',
      ['9 resources.db-prod.rules[0].breakGlass: needs a `review`, since nobody has to agree (`approve: none`)'],
    ],
    [
      'breakGlass: true, approve: none, review: { within: soon }',
      ['9 resources.db-prod.rules[0].review.within: “soon” is not a duration such as 90s, 30m, 4h or 1h30m'],
    ],
  ])('%s is a mistake', async (keys, mistakes) => {
    expect(await wrongIn(`${SRE}, ${keys}`)).toEqual(mistakes);
  });

  it('by anyone is warned of', async () => {
    expect(await warningsOf('breakGlass: true, when: anyone, approve: {}')).toEqual([
      '9 resources.db-prod.rules[0].when: every full member of the workspace may break this glass',
    ]);
  });
});

describe('who reviews', () => {
  it('are the owners where the rule does not say', async () => {
    expect((await ruleOf(`${SRE}, review: { within: 168h }`)).review).toEqual({ by: ['alice', 'bob'], within: 'PT168H' });
  });

  it('are people, alone or of groups, each once', async () => {
    expect((await ruleOf(`${SRE}, review: { by: [carol, dba, alice], within: 1h }`)).review?.by).toEqual(['carol', 'alice']);
  });

  it.each([
    ['review: {}', ['9 resources.db-prod.rules[0].review.within: missing: write a duration such as 90s, 30m, 4h or 1h30m']],
    ['review: { within: 169h }', ['9 resources.db-prod.rules[0].review.within: 169h is over the limit of 168h']],
    [
      'review: { by: leads, within: 24h }',
      ['9 resources.db-prod.rules[0].review.by: “leads” is a Slack user group: only people listed here review'],
    ],
    [
      'review: { by: [dba, carl], within: 24h }',
      ['9 resources.db-prod.rules[0].review.by[1]: “carl” is no person or group; did you mean carol?'],
    ],
  ])('%s is a mistake', async (keys, mistakes) => {
    expect(await wrongIn(`${SRE}, ${keys}`)).toEqual(mistakes);
  });

  it('is warned of where only one may, who may hold it too', async () => {
    expect(await warningsOf(`${SRE}, review: { by: alice, within: 24h }`)).toEqual([
      '9 resources.db-prod.rules[0].review.by: only alice may review, and nobody may where alice is the holder',
    ]);
    expect(await warningsOf(`${SRE}, review: { by: dba, within: 24h }`)).toEqual([]);
  });
});

it('a stored policy is read back as it was', async () => {
  const keys = `breakGlass: true, ${SRE}, approve: { by: [carol, { onCall: db-second }] }, review: { by: dba, within: 24h }`;
  const { policy, texts } = await policyOf(withRule(keys));
  expect(readStoredPolicy(policyText(texts))).toMatchObject({ ok: true, policy });
});

it('approvers, terms and reviewers are frozen', async () => {
  const { policy } = await policyOf(withRule(`${SRE}, approve: {}, review: { within: 24h }`));
  const rule = policy.resources.get('db-prod')?.rules[0];
  for (const value of [rule?.approve, rule?.approve?.by, rule?.approve?.by[0], rule?.review, rule?.review?.by]) {
    expect(Object.isFrozen(value)).toBe(true);
  }
});
