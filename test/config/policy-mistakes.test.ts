import { describe, expect, it } from 'vitest';
import { mistakesIn } from './policy-folder.ts';

const LINES = [
  'version: 1',
  'slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }',
  'defaults: { timezone: Europe/Berlin }',
  'roles: { owners: [alice] }',
  'people:',
  '  alice: { slack: U01ALICE, pagerduty: PALICE1 }',
  '  bob: { slack: U02BOB }',
  'groups: { sre: [alice, bob] }',
  'onCall: { db-primary: { pagerduty: { schedule: PABC123 } } }',
  'rules:',
  '  production:',
  '    - name: on call, incident open',
  '      when: { onCall: own, incident: open }',
  '      grant: { default: 30m, atMost: 4h }',
  'resources:',
  '  db-prod:',
  '    services: [PSVC123]',
  '    onCall: db-primary',
  '    approvers: sre',
  '    rules: production',
  '    variables:',
  '      DATABASE_URL: { sealed: db-prod/url }',
];

/** The policy with line `number` replaced, as mistakes count lines. */
async function with_(number: number, line: string): Promise<string[]> {
  const lines = LINES.with(number - 1, line);
  return (await mistakesIn({ 'nightlatch.yml': lines.join('\n') })).map((mistake) => mistake.replace(/^nightlatch\.yml:?/, ''));
}

describe('one mistake is told with its place, what was found and what is allowed', () => {
  it.each<[number, string, unknown]>([
    [1, 'version: 2', '1 version: 2 is not 1'],
    [1, '#', '2 version: missing: write 1'],
    [2, 'slack: { team: T0123ABCD }', '2 slack.auditChannel: missing: write a Slack channel id such as C0AUDIT'],
    [
      2,
      'slack: { team: T0123ABCD, auditChannel: "#audit" }',
      '2 slack.auditChannel: “#audit” is not a Slack channel id such as C0AUDIT',
    ],
    [
      2,
      'slack: { team: T0123ABCD, auditChannel: C0AUDIT }',
      '2 slack.approvalChannel: missing: write a Slack channel id such as C0APPR',
    ],
    [
      3,
      'defaults: { timezone: Europe/Berlim }',
      '3 defaults.timezone: “Europe/Berlim” is no time zone; did you mean Europe/Berlin?',
    ],
    [3, 'defaults: { timezone: "+01:00" }', expect.stringContaining('“+01:00” is no time zone')],
    [3, 'defaults: { showFor: 6m }', '3 defaults.showFor: 6m is over the limit of 5m'],
    [3, 'defaults: { showFor: 0s }', '3 defaults.showFor: 0s is not above zero'],
    [3, 'defaults: { showFor: 60 }', '3 defaults.showFor: 60 is not a duration such as 90s, 30m, 4h or 1h30m'],
    [3, 'defaults: { showFor: soon }', '3 defaults.showFor: “soon” is not a duration such as 90s, 30m, 4h or 1h30m'],
    [3, 'defaults: { maxReveals: 0 }', '3 defaults.maxReveals: 0 is not a whole number from 1 to 100'],
    [3, 'defaults: { maxReveals: 1.5 }', '3 defaults.maxReveals: 1.5 is not a whole number from 1 to 100'],
    [3, 'defaults: { grant: { default: 2h } }', '3 defaults.grant.default: 2h is over atMost of the defaults, which is 1h'],
    [4, 'roles: { owners: [] }', '4 roles.owners: an empty list is not a list of names'],
    [4, 'roles: { owners: alice }', '4 roles.owners: “alice” is not a list of names'],
    [4, 'roles: { owners: [alcie] }', '4 roles.owners[0]: “alcie” is no person or group; did you mean alice?'],
    [6, '  alice: { slack: alice }', '6 people.alice.slack: “alice” is not a Slack user id such as U01ALICE'],
    [6, '  alice: { slack: U02BOB }', '7 people.bob.slack: Slack user U02BOB belongs to alice already (nightlatch.yml:6)'],
    [
      7,
      '  bob: { slack: U02BOB, pagerduty: PALICE1 }',
      '7 people.bob.pagerduty: PagerDuty user PALICE1 belongs to alice already (nightlatch.yml:6)',
    ],
    [7, '  alice: { slack: U02BOB }', expect.stringMatching(/^7 people\.alice: is written twice/)],
    [7, '  sre: { slack: U02BOB }', expect.stringContaining('8 groups.sre')],
    [7, '  __proto__: { slack: U02BOB }', expect.stringContaining('7 people.__proto__: is not allowed as a key')],
    [7, '  <<: { bob: 1 }', expect.stringContaining('7 people.<<'.replace('<<', '"<<"'))],
    [8, 'groups: { sre: [alice, bbo] }', '8 groups.sre[1]: “bbo” is no person; did you mean bob?'],
    [
      8,
      'groups: { sre: { slackUserGroup: leads } }',
      '8 groups.sre.slackUserGroup: “leads” is not a Slack user group id such as S0LEADS',
    ],
    [8, 'groups: { sre: alice }', '8 groups.sre: “alice” is not a list of people, or { slackUserGroup: S… }'],
    [
      9,
      'onCall: { db-primary: { pagerduty: {} } }',
      '9 onCall.db-primary.pagerduty: names neither schedule, escalationPolicy nor service: one of them is needed',
    ],
    [9, 'onCall: { db-primary: { opsgenie: {} } }', expect.stringContaining('9 onCall.db-primary.')],
    [
      9,
      'onCall: { db-primary: { pagerduty: { schedule: PABC123, escalationPolicy: PXYZ789 } } }',
      '9 onCall.db-primary.pagerduty: names schedule and escalationPolicy: only one is allowed',
    ],
    [12, '    - breakGlass: true', expect.stringContaining('12 rules.production[0].')],
    [13, '      when: {}', expect.stringContaining('13 rules.production[0].when: holds no condition')],
    [
      13,
      '      when: everyone',
      '13 rules.production[0].when: “everyone” is not conditions (onCall, incident, member), or anyone',
    ],
    [
      13,
      '      when: { oncall: own }',
      expect.stringContaining('13 rules.production[0].when.oncall: unknown key; did you mean onCall?'),
    ],
    [
      13,
      '      when: { onCall: db-primry }',
      '13 rules.production[0].when.onCall: “db-primry” is no target under onCall; did you mean db-primary?',
    ],
    [13, '      when: { member: [sre, sree] }', '13 rules.production[0].when.member[1]: “sree” is no group; did you mean sre?'],
    [
      13,
      '      when: { incident: { state: open, maxAge: 25h } }',
      '13 rules.production[0].when.incident.maxAge: 25h is over the limit of 24h',
    ],
    [14, '      grant: { default: 30m, atMost: 900h }', '14 rules.production[0].grant.atMost: 900h is over the limit of 24h'],
    [14, '      grant: { default: 5h, atMost: 4h }', '14 rules.production[0].grant.default: 5h is over atMost, which is 4h'],
    [14, '      proxy: { allow: [] }', expect.stringContaining('14 rules.production[0].proxy: not known by this version')],
    [
      14,
      '      aprove: { count: 1 }',
      expect.stringContaining('14 rules.production[0].aprove: unknown key; did you mean approve? (allowed here: name, '),
    ],
    [14, '      outlives: [night]', '14 rules.production[0].outlives[0]: “night” is not shift or incident'],
    [14, '      reason: optional', '14 rules.production[0].reason: “optional” is not required'],
    [
      14,
      '      variables: [DATABASE_ULR]',
      '14 rules.production[0].variables[0]: “DATABASE_ULR” is no variable of db-prod; did you mean DATABASE_URL?',
    ],
    [16, '  DB-Prod:', expect.stringContaining('16 resources.DB-Prod: “DB-Prod” is not a name')],
    [16, '  for:', '16 resources.for: “for” is a word of the commands: choose another name'],
    [16, '  exposed:', '16 resources.exposed: “exposed” is a word of the commands: choose another name'],
    [
      17,
      '#',
      '16 resources.db-prod: names no services, but its rule “on call, incident open” needs an incident: list their PagerDuty ids, or write any',
    ],
    [17, '    services: all', '17 resources.db-prod.services: “all” is not a list of PagerDuty service ids, or any'],
    [18, '#', '16 resources.db-prod: names no onCall, but its rule “on call, incident open” says `onCall: own`'],
    [19, '    approvers: dba-leads', '19 resources.db-prod.approvers: “dba-leads” is no group; listed are sre'],
    [20, '    rules: productoin', '20 resources.db-prod.rules: “productoin” is no set of rules; did you mean production?'],
    [20, '    rules: []', '20 resources.db-prod.rules: an empty list is not a list of rules'],
    [20, '    rules: 3', "20 resources.db-prod.rules: 3 is not a set's name under rules, or a list of rules"],
    [20, '    upstream: {}', expect.stringContaining('resources.db-prod.')],
    [
      22,
      '      database_url: { sealed: db-prod/url }',
      expect.stringContaining('22 resources.db-prod.variables.database_url: “database_url” is not a name'),
    ],
    [
      22,
      '      DATABASE_URL: { sealed: ../../etc/passwd }',
      expect.stringContaining('22 resources.db-prod.variables.DATABASE_URL.sealed:'),
    ],
    [22, '      DATABASE_URL: { file: x }', expect.stringContaining('22 resources.db-prod.variables.DATABASE_URL.')],
    [
      22,
      '      DATABASE_URL: { sealed: db-prod/url, show: maybe }',
      '22 resources.db-prod.variables.DATABASE_URL.show: “maybe” is not slack, terminal or never',
    ],
  ])('line %i: %s', async (number, line, mistake) => {
    const mistakes = await with_(number, line);
    expect(mistakes[0]).toEqual(mistake);
  });

  it('and none is invented beside it', async () => {
    for (const [number, line] of [
      [2, 'slack: 3'],
      [14, '      grant: { default: 30m, atMost: 900h }'],
      [13, '      when: { onCall: 3, incident: open }'],
      [18, '    onCall: 3'],
      [17, '    services: 3'],
      [22, '      DATABASE_URL: { sealed: 3 }'],
      [9, 'onCall: { db-primary: 3 }'],
      [6, '  alice: 3'],
    ] as const) {
      expect(await with_(number, line)).toHaveLength(1);
    }
  });
});

it('many mistakes are told at once, in the order of their lines', async () => {
  const lines = LINES.with(2, 'defaults: { showFor: 6m }')
    .with(5, '  alice: { slak: U01ALICE }')
    .with(7, 'groups: { sre: [alcie] }')
    .with(12, '      when: { onCall: db-primry, incident: opened }')
    .with(13, '      grant: { default: banana, atMost: 900h }')
    .with(18, '    approvers: nobody')
    .with(21, '      DATABASE_URL: { sealed: "" }');
  expect(await mistakesIn({ 'nightlatch.yml': lines.join('\n') })).toEqual([
    'nightlatch.yml:3 defaults.showFor: 6m is over the limit of 5m',
    'nightlatch.yml:6 people.alice.slack: missing: write a Slack user id such as U01ALICE, or a list of them',
    'nightlatch.yml:6 people.alice.slak: unknown key; did you mean slack? (allowed here: slack, pagerduty)',
    'nightlatch.yml:8 groups.sre[0]: “alcie” is no person; did you mean alice?',
    'nightlatch.yml:13 rules.production[0].when.incident: “opened” is not open, or { state: open, maxAge: 6h, openedBy: anyone }',
    'nightlatch.yml:13 rules.production[0].when.onCall: “db-primry” is no target under onCall; did you mean db-primary?',
    'nightlatch.yml:14 rules.production[0].grant.default: “banana” is not a duration such as 90s, 30m, 4h or 1h30m',
    'nightlatch.yml:14 rules.production[0].grant.atMost: 900h is over the limit of 24h',
    'nightlatch.yml:19 resources.db-prod.approvers: “nobody” is no group; listed are sre',
    'nightlatch.yml:22 resources.db-prod.variables.DATABASE_URL.sealed: “” is not a path such as db-prod/url',
  ]);
});

it('two rules of one list need two names', async () => {
  const text = [...LINES.slice(0, 14), ...LINES.slice(11, 14), ...LINES.slice(14)].join('\n');
  expect(await mistakesIn({ 'nightlatch.yml': text })).toEqual([
    'nightlatch.yml:15 rules.production[1].name: “on call, incident open” is the name of an earlier rule of this list',
  ]);
});

describe('what is no policy file', () => {
  it.each([
    ['empty', '', 'nightlatch.yml: is empty'],
    ['only a comment', '# nothing\n', 'nightlatch.yml: is empty'],
    [
      'a word',
      'hello',
      expect.stringContaining(
        'nightlatch.yml:1: what stands here (not quoted, since it may be a secret) is not a map of version, include',
      ),
    ],
    ['a list', '- 1', expect.stringContaining('nightlatch.yml:1: a list is not a map of version')],
    ['not YAML', 'version: 1\nslack: { team: [\n', expect.stringMatching(/^nightlatch\.yml:3: is not YAML: /)],
    ['two documents', 'version: 1\n---\nversion: 1\n', 'nightlatch.yml:2: holds several documents: only one is allowed'],
    ['not UTF-8', new Uint8Array([0x76, 0xff, 0xfe]), 'nightlatch.yml: is not UTF-8 text'],
    ['over a megabyte', `version: 1\n${'#'.repeat(1024 * 1024)}`, 'nightlatch.yml: has 1048587 bytes, over the limit of 1 MB'],
  ])('%s', async (_, text, mistake) => {
    expect((await mistakesIn({ 'nightlatch.yml': text }))[0]).toEqual(mistake);
  });

  it('nested a hundred thousand deep is refused and harms nothing', async () => {
    expect((await mistakesIn({ 'nightlatch.yml': '['.repeat(100_000) })).length).toBeGreaterThan(0);
    expect((await mistakesIn({ 'nightlatch.yml': `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}` })).length).toBeGreaterThan(0);
  });

  it.each([
    ['x: &a 1', 'anchors are not allowed'],
    ['x: *a', 'aliases are not allowed'],
    ['x: !!str 1', 'tags are not allowed'],
    ['x: !secret 1', 'tags are not allowed'],
    ['x: { <<: { a: 1 } }', 'merge keys are not allowed'],
    ['? [a]\n: 1', 'has a key that is not a word'],
    ['constructor: { toString: 1 }', 'constructor: unknown key'],
    ['people: { constructor: { slack: U0A, valueOf: 1 } }', 'people.constructor.valueOf: unknown key'],
    ['x: { __proto__: { a: 1 } }', 'is not allowed as a key'],
  ])('%s', async (text, mistake) => {
    expect((await mistakesIn({ 'nightlatch.yml': `version: 1\n${text}` })).join('\n')).toContain(mistake);
  });

  it('an alias is refused where it stands', async () => {
    const mistakes = await mistakesIn({ 'nightlatch.yml': 'a: &x [1]\nb: *x\n' });
    expect(mistakes).toContain('nightlatch.yml:2 b: aliases are not allowed: write the value out');
  });
});
