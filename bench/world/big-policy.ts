import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printMistake } from '../../src/config/mistake.ts';
import { readPolicy } from '../../src/config/read-policy.ts';
import type { Policy } from '../../src/domain/policy.ts';

const A_TEAM = 50;
const A_FILE = 10 * A_TEAM;

/** The files of a policy with that many resources of five rules each, a team of them under one rotation and group, and a file for ten teams. */
export function bigPolicy(resources: number): Record<string, string> {
  const teams = Array.from({ length: Math.ceil(resources / A_TEAM) }, (_, team) => team);
  const people = teams.flatMap((team) =>
    [0, 1, 2].map((nth) => `  p${team}-${nth}: { slack: U${team}P${nth}X, pagerduty: PU${team}X${nth} }`),
  );
  const main = [
    'version: 1',
    'include: [policy/*.yml]',
    'slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }',
    'roles: { owners: [p0-0, p0-1] }',
    'people:',
    ...people,
    'groups:',
    ...teams.map((team) => `  team${team}: [p${team}-0, p${team}-1, p${team}-2]`),
    'onCall:',
    ...teams.map((team) => `  shift${team}: { pagerduty: { schedule: PS${team}CHED } }`),
  ];
  const numbers = Array.from({ length: resources }, (_, nth) => nth);
  const files = Object.groupBy(numbers, (nth) => `policy/${Math.floor(nth / A_FILE)}.yml`);
  const included = Object.entries(files).map(([name, nths = []]) => [name, lines(['resources:', ...nths.flatMap(resourceText)])]);
  return { 'nightlatch.yml': lines(main), ...Object.fromEntries(included) };
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

function resourceText(nth: number): string[] {
  const team = Math.floor(nth / A_TEAM);
  return [
    `  db-${nth}:`,
    `    title: Database ${nth}`,
    `    services: [PSV${nth}C]`,
    `    onCall: shift${team}`,
    `    approvers: team${team}`,
    '    rules:',
    '      - { name: incident of ours, when: { onCall: own, incident: { state: open, maxAge: 1h } }, grant: { default: 30m, atMost: 4h } }',
    '      - { name: incident, when: { onCall: own, incident: open }, grant: { default: 30m, atMost: 2h } }',
    '      - { name: quiet, when: { onCall: own }, approve: { count: 1 } }',
    `      - { name: team, when: { member: team${team} }, approve: { count: 2 }, reason: required }`,
    `      - { name: break glass, breakGlass: true, when: { member: team${team} }, approve: none, review: { within: 24h }, grant: { default: 15m, atMost: 30m } }`,
    `    variables: { URL_${nth}: { sealed: db-${nth}/url }, PGPASSWORD: { sealed: db-${nth}/password } }`,
  ];
}

/** Calls `use` with the path of a folder's `nightlatch.yml`, and removes the folder afterwards. */
export async function withPolicyFiles<T>(files: Record<string, string>, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-bench-policy-'));
  try {
    await mkdir(join(folder, 'policy'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o600 });
    return await use(join(folder, 'nightlatch.yml'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The policy in a file. Throws with its mistakes. */
export async function policyIn(path: string): Promise<Policy> {
  const reading = await readPolicy(path);
  if (reading.ok) return reading.policy;
  throw new Error(reading.mistakes.slice(0, 5).map(printMistake).join('\n'));
}
