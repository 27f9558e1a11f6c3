import { checkPolicy } from '../../src/domain/check-policy.ts';
import type { Group, PagerDutyTarget, Policy, Resource, Rule, Target } from '../../src/domain/policy.ts';
import type { PolicyFinding } from '../../src/domain/policy-checks/policy-finding.ts';
import { aPolicy, aResource, aRule, aTarget } from '../builders/a-policy.ts';

const target = (name: string, given: Partial<PagerDutyTarget> = {}): [string, Target] => [
  name,
  aTarget({ name, of: { schedule: `P${name}` }, ...given }),
];
const people = (name: string, ...members: string[]): [string, Group] => [name, { name, kind: 'people', members }];
const ofSlack = (name: string): [string, Group] => [name, { name, kind: 'slack-user-group', id: 'S0GROUP' }];

/** Alice, Bob, and the owners Carol and Dave; groups sre (Alice, Bob), db (Alice), sec (Carol, Dave) and two of Slack; targets one and two. */
export function aTeam(given: Partial<Policy> = {}): Policy {
  const links = { alice: 'PALICE1', bob: 'PBOB002', carol: 'PCAROL3', dave: undefined };
  return aPolicy({
    roles: { owners: ['carol', 'dave'], auditors: [] },
    people: new Map(
      Object.entries(links).map(([name, pagerduty]) => [name, { name, slack: [`U_${name}`], ...(pagerduty && { pagerduty }) }]),
    ),
    groups: new Map([
      people('sre', 'alice', 'bob'),
      people('db', 'alice'),
      people('sec', 'carol', 'dave'),
      ofSlack('leads'),
      ofSlack('guild'),
    ]),
    targets: new Map([target('one'), target('two')]),
    ...given,
  });
}

export { target };

/** What is found in a policy with this resource, beside which nothing is to be found. */
export function foundWith(resource: Partial<Resource>, given: Partial<Policy> = {}): string[] {
  const one = aResource(resource);
  return checkPolicy(aTeam({ resources: new Map([[one.name, one]]), ...given })).map(said);
}

/** The same of `db-prod` with these rules, and one that breaks the glass without a fault. */
export function foundIn(rules: readonly Rule[], given: Partial<Policy> = {}): string[] {
  return foundWith({ rules: [...rules, GLASS] }, given);
}

/** Needs Slack's answer only, is short, and is reviewed by others. */
export const GLASS: Rule = aRule({
  name: 'glass',
  breakGlass: true,
  when: { member: ['guild'] },
  review: { by: ['carol'], within: Temporal.Duration.from({ hours: 24 }) },
});

/** Asks `count` of `by`. */
export function asking(count: number, by: NonNullable<Rule['approve']>['by'] = [{ kind: 'group', group: 'sec' }]) {
  return { by, count, within: Temporal.Duration.from({ minutes: 15 }) };
}

function said({ severity, place, message, mend }: PolicyFinding): string {
  const { about, ...names } = place;
  return `${severity} ${[about, ...Object.values(names)].join(' ')}: ${message}${mend ? ` | ${mend}` : ''}`;
}
