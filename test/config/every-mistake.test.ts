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

const TEAM = `resources:
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
  main('    - name: glass', '    - name: agreed, and then some more words than the eighty characters that fit into one line of a message'),
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
