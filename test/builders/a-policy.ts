import type { PagerDutyTarget, Policy, Resource, Rule, Target } from '../../src/domain/policy.ts';

const minutes = (count: number): Temporal.Duration => Temporal.Duration.from({ minutes: count });

/** A rule that wants nothing; what a test cares about is given. */
export function aRule(given: Partial<Rule> = {}): Rule {
  return {
    name: 'a rule',
    when: {},
    grant: { default: minutes(30), atMost: minutes(60) },
    outlives: new Set(),
    reasonRequired: false,
    breakGlass: false,
    variables: ['DATABASE_URL', 'PGPASSWORD'],
    showFor: Temporal.Duration.from({ seconds: 60 }),
    maxReveals: 10,
    graceAfterResolve: minutes(15),
    settled: new Temporal.Duration(),
    ...given,
  };
}

/** `db-prod` with two variables and the rules given. */
export function aResource(given: Partial<Resource> = {}): Resource {
  return {
    name: 'db-prod',
    title: 'Production database',
    services: ['PSVC123'],
    rules: [aRule()],
    variables: new Map(
      ['DATABASE_URL', 'PGPASSWORD'].map((name) => [
        name,
        { name, source: { source: 'sealed', path: `db-prod/${name}` }, show: 'slack' },
      ]),
    ),
    ...given,
  };
}

/** `db-primary`, or another name: the first level of a schedule in PagerDuty. */
export function aTarget(given: Partial<PagerDutyTarget> & { name?: string } = {}): Target {
  const { name = 'db-primary', ...source } = given;
  return {
    name,
    sources: [{ target: name, provider: 'pagerduty', of: { schedule: 'PABC123' }, levels: 1, countPermanent: false, ...source }],
  };
}

/** A policy with Alice (on PagerDuty), Bob and Carol, who is its owner. */
export function aPolicy(given: Partial<Policy> = {}): Policy {
  const resource = aResource();
  return {
    hash: 'a'.repeat(64),
    slack: { team: 'T0123ABCD', auditChannel: 'C0AUDIT', approvalChannel: 'C0APPR', incidentChannels: [] },
    timezone: 'Europe/Berlin',
    digest: {
      day: 1,
      at: Temporal.PlainTime.from('09:00'),
      officeHours: { days: [1, 2, 3, 4, 5], from: Temporal.PlainTime.from('08:00'), to: Temporal.PlainTime.from('18:00') },
    },
    roles: { owners: ['carol'], auditors: [] },
    people: new Map([
      ['alice', { name: 'alice', slack: ['U01ALICE'], pagerduty: 'PALICE1' }],
      ['bob', { name: 'bob', slack: ['U02BOB'], pagerduty: 'PBOB002' }],
      ['carol', { name: 'carol', slack: ['U03CAROL'] }],
    ]),
    groups: new Map(),
    rotations: new Map(),
    targets: new Map([['db-primary', aTarget()]]),
    resources: new Map([[resource.name, resource]]),
    ...given,
  };
}
