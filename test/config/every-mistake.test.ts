import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reading } from './policy-folder.ts';

const MAIN = `version: 1
include: [team.yml]
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [carol, dave] }
people:
  carol: { slack: U03CAROL }
  dave: { slack: U04DAVE }
  eve:
    slack: U05EVE
    pagerduty: PEVE123
groups:
  sre: [carol, dave]
  leads:
    slackUserGroup: S0LEADS
  others:
    slackUserGroup: S0OTHERS
  spare:
    - carol
    - dave
onCall:
  db-primary: { pagerduty: { schedule: PABC123 } }
  second:
    pagerduty:
      schedule: PDEF456
      levels: 2
rules:
  production:
    - name: on call
      when: { onCall: own, incident: open }
      grant: { default: 30m, atMost: 4h }
  unused:
    - name: agreed
      when:
        member: sre
      approve:
        by: [leads]
        within: 10m
    - name: glass
      breakGlass: true
      when: { member: sre }
      approve: none
      review: { by: carol, within: 24h }
resources:
  twin: { rules: [{ name: a, when: { member: sre } }], variables: { TWIN_URL: { sealed: twin/url } } }
  db-prod:
    services: [PSVC123]
    onCall: db-primary
    approvers: leads
    rules: production
    variables:
      DATABASE_URL: { sealed: db-prod/url }
      PGPASSWORD:
        sealed: db-prod/password
        show: terminal
`;

const TEAM = `people:
  frank:
    slack: U06FRANK
groups:
  twins: [carol]
  ops:
    - carol
onCall:
  third:
    pagerduty: { schedule: PGHI789 }
rules:
  night:
    - name: at night
      when: { member: twins }
      approve: { by: leads }
resources:
  other:
    title: Other
    rules: production
    onCall: db-primary
    services: any
    variables:
      OTHER_URL:
        sealed: other/url
  keeper: { rules: [{ name: a, when: { member: sre } }], variables: { KEEPER_URL: { sealed: keeper/url } } }
  same:
    rules: [{ name: a, when: { member: sre } }]
    variables:
      SAME_URL: { sealed: same/url }
  last:
    rules: [{ name: a, when: { member: sre } }]
    variables:
      LAST_URL: { sealed: last/url }
  cache:
    title: Cache
    onCall:
      - db-primary
    approvers: leads
    rules:
      - name: quiet
        when:
          onCall: own
        approve: { count: 1 }
      - name: members
        when: { member: sre }
        grant: { default: 5m, atMost: 1h }
        variables: [CACHE_URL]
    variables:
      CACHE_URL: { envFile: cache.env }
      CACHE_KEY:
        sealed: cache/key
        show: never
`;

type File = 'nightlatch.yml' | 'team.yml';
/** A line of a file, and what stands there instead. */
type Slip = [file: File, line: string, instead: string];

const main = (line: string, instead: string): Slip => ['nightlatch.yml', line, instead];
const team = (line: string, instead: string): Slip => ['team.yml', line, instead];

// Each is one mistake, whichever of the others are made too. The first of a group is of the name that the rest of it stands below.
const SLIPS: readonly Slip[] = [
  main('  eve:', '  Eve:'),
  main('    slack: U05EVE', '    slack: eve'),
  main('    pagerduty: PEVE123', '    pagerduty: eve'),
  main('    slackUserGroup: S0LEADS', '    slackUserGroup: leads'),
  main('  others:', '  others!:'),
  main('    slackUserGroup: S0OTHERS', '    slackUserGroup: others'),
  main('  spare:', '  Spare:'),
  main('    - carol', '    - carl'),
  main('    - dave', '    - 3'),
  main('  second:', '  Second Target:'),
  main('      schedule: PDEF456', '      schedule: 7'),
  main('      levels: 2', '      levels: 50'),
  main('  unused:', '  un used:'),
  main('    - name: agreed', '    - name: ""'),
  main('        member: sre', '        member: sree'),
  main('        by: [leads]', '        by: [leeds]'),
  main('        within: 10m', '        within: 25h'),
  main(
    '    - name: glass',
    '    - name: agreed, and then some more words than the eighty characters that fit into one line of a message',
  ),
  main('      breakGlass: true', '      breakGlass: soon'),
  main('      review: { by: carol, within: 24h }', '      review: { by: [karol], within: 24h }'),
  main('  db-prod:', '  DB-prod:'),
  main('    services: [PSVC123]', '    services: all'),
  main('    onCall: db-primary', '    onCall: db-primry'),
  main('    rules: production', '    rules: productoin'),
  main('      DATABASE_URL: { sealed: db-prod/url }', '      database_url: { sealed: db-prod/url }'),
  main('      PGPASSWORD:', '      pgpassword:'),
  main('        sealed: db-prod/password', '        sealed: ""'),
  main('        show: terminal', '        show: maybe'),
  team('  frank:', '  carol:'),
  team('    slack: U06FRANK', '    slack: frank'),
  team('  ops:', '  leads:'),
  team('    - carol', '    - carrol'),
  team('  third:', '  db-primary:'),
  team('    pagerduty: { schedule: PGHI789 }', '    pagerduty: {}'),
  team('  night:', '  production:'),
  team('      when: { member: twins }', '      when: { member: twinns }'),
  team('      approve: { by: leads }', '      approve: { by: leds }'),
  team('  other:', '  twin:'),
  team('    title: Other', '    titel: Other'),
  team('    rules: production', '    rules: productin'),
  team('        sealed: other/url', '        sealed: " "'),
  team('  same:', '  keeper:'),
  team('      SAME_URL: { sealed: same/url }', '      SAME_URL: { sealed: same/url, envFile: same.env }'),
  team('  last:', '  all:'),
  team('      LAST_URL: { sealed: last/url }', '      LAST_URL: last/url'),
  team('  cache:', '  Cache_1:'),
  team('    title: Cache', '    title: 3'),
  team('      - db-primary', '      - db-secondary'),
  team('    approvers: leads', '    approvers: lead'),
  team('      - name: quiet', '      - name: 7'),
  team('          onCall: own', '          onCall: onw'),
  team('        approve: { count: 1 }', '        approve: { count: 0 }'),
  team('        when: { member: sre }', '        when: { member: sree }'),
  team('        grant: { default: 5m, atMost: 1h }', '        grant: { default: 2h, atMost: 1h }'),
  team('        variables: [CACHE_URL]', '        variables: [CACHE_ULR]'),
  team('      CACHE_KEY:', '      cache-key:'),
  team('        sealed: cache/key', '        sealed: ../key'),
  team('        show: never', '        show: nowhere'),
];

const TEXTS: Record<File, string> = { 'nightlatch.yml': MAIN, 'team.yml': TEAM };

function withSlips(slips: readonly Slip[]): Record<File, string> {
  const made = { ...TEXTS };
  for (const [file, line, instead] of slips) made[file] = made[file].replace(`\n${line}\n`, `\n${instead}\n`);
  return made;
}

function places(slips: readonly Slip[]): string[] {
  return slips.map(([file, line]) => `${file}:${TEXTS[file].split('\n').indexOf(line) + 1}`).toSorted();
}

async function found(files: Record<File, string>): Promise<string[]> {
  const result = await reading(files);
  return result.ok ? [] : result.mistakes.map(({ file, line }) => `${file}:${line}`).toSorted();
}

it('the policy that slips are made in has none', async () => {
  expect(await reading(TEXTS)).toMatchObject({ ok: true });
});

it.each(SLIPS)('%s: “%s” and then “%s” is one mistake, at its line', async (...slip) => {
  expect(await found(withSlips([slip]))).toEqual(places([slip]));
});

it('however many mistakes are made, at once each is told at its line, those below a name that is one too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray([...SLIPS], { minLength: 1 }), async (slips) => {
      expect(await found(withSlips(slips))).toEqual(places(slips));
    }),
    { numRuns: 200, examples: [[[...SLIPS]]] },
  );
});

it('a section that is written twice is looked through both times, and its names are those of one section', async () => {
  const more = `people:
  gina: { slack: U07GINA }
  carol: { slack: U08CAROL }
resources:
  late:
    approvers: leeds
    rules: [{ name: a, when: { member: sree } }]
    variables: { late_url: { sealed: late/url } }
  late: { rules: [], variables: { LATE_URL: { sealed: late/url } } }
rules: 3
slack: { team: 3 }
`;
  const result = await reading({ ...TEXTS, 'nightlatch.yml': MAIN.replace('[carol, dave]', '[carol, gina]') + more });
  const first = MAIN.split('\n').length;
  const said = result.ok ? [] : result.mistakes.map(({ line = 0, path, message }) => `${line - first} ${path}: ${message}`);
  expect(said).toEqual([
    '0 people: is written twice',
    '2 people.carol: is written already at nightlatch.yml:6',
    '3 resources: is written twice',
    '5 resources.late.approvers: “leeds” is no group; did you mean leads?',
    '6 resources.late.rules[0].when.member: “sree” is no group; did you mean sre?',
    '7 resources.late.variables.late_url: “late_url” is not a name such as PGPASSWORD: a letter, then A to Z, 0 to 9 and _ (2 to 64)',
    '8 resources.late: is written twice',
    '8 resources.late.rules: an empty list is not a list of rules',
    '9 rules: is written twice',
    '9 rules: 3 is not a map of sets of rules',
    '10 slack: is written twice',
  ]);
});
