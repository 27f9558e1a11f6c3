import { describe, expect, test } from 'vitest';
import type { Policy, Resource, Rule } from '../../src/domain/policy.ts';
import { policyDifference } from '../../src/domain/policy-difference/policy-difference.ts';
import { aPolicy, aResource, aRule, aTarget } from '../builders/a-policy.ts';
import { aRotation } from '../builders/a-rotation.ts';
import { inOneGo } from '../builders/in-one-go.ts';

const minutes = (count: number) => Temporal.Duration.from({ minutes: count });
const quiet = (given: Partial<Rule> = {}) => aRule({ name: 'on call, quiet', ...given });
const withRules = (...rules: Rule[]) => aPolicy({ resources: new Map([['db-prod', aResource({ rules })]]) });
const withResources = (...resources: Resource[]) => aPolicy({ resources: new Map(resources.map((one) => [one.name, one])) });

/** As lines, what opens more marked. */
function told(before: Policy, after: Policy): string[] {
  return inOneGo(policyDifference(before, after)).map(({ text, opensMore }) => `${opensMore ? '⚠ ' : ''}${text}`);
}

test('the same policy in other words has no difference', () => {
  expect(told(aPolicy(), aPolicy({ hash: 'b' }))).toEqual([]);
});

describe('a rule', () => {
  const APPROVE = { by: [{ kind: 'group', group: 'leads' } as const], count: 2, within: minutes(15) };
  const INCIDENT = { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'others' } as const;

  test.each<[string, Partial<Rule>, Partial<Rule>, string]>([
    [
      'that lasts longer',
      { grant: { default: minutes(30), atMost: minutes(30) } },
      { grant: { default: minutes(30), atMost: minutes(60) } },
      '⚠ db-prod: rule ‘on call, quiet’ now lasts at most 1h (was 30m)',
    ],
    [
      'that lasts less long',
      { grant: { default: minutes(30), atMost: minutes(60) } },
      { grant: { default: minutes(30), atMost: minutes(30) } },
      'db-prod: rule ‘on call, quiet’ now lasts at most 30m (was 1h)',
    ],
    [
      'that usually lasts longer',
      {},
      { grant: { default: minutes(45), atMost: minutes(60) } },
      '⚠ db-prod: rule ‘on call, quiet’ now usually lasts 45m (was 30m)',
    ],
    [
      'that compares cover with a plan',
      {},
      { settled: minutes(15), unsettledApproval: APPROVE },
      'db-prod: rule ‘on call, quiet’ now compares cover with the plan of 15m before, else it needs 2 yeses of leads within 15m (was no plan)',
    ],
    [
      'that compares it with a newer one',
      { settled: minutes(15), approve: APPROVE },
      { settled: minutes(5), approve: APPROVE },
      '⚠ db-prod: rule ‘on call, quiet’ now compares cover with the plan of 5m before (was the plan of 15m before)',
    ],
    [
      'whose new cover others may agree to',
      { settled: minutes(15) },
      { settled: minutes(15), unsettledApproval: APPROVE },
      '⚠ db-prod: rule ‘on call, quiet’ now compares cover with the plan of 15m before, else it needs 2 yeses of leads within 15m (was the plan of 15m before, else it needs a yes that nobody can give)',
    ],
    [
      'whose new cover fewer have to agree to',
      { settled: minutes(15), unsettledApproval: APPROVE },
      { settled: minutes(15), unsettledApproval: { ...APPROVE, count: 1 } },
      '⚠ db-prod: rule ‘on call, quiet’ now compares cover with the plan of 15m before, else it needs a yes of leads within 15m (was the plan of 15m before, else it needs 2 yeses of leads within 15m)',
    ],
    [
      'that nobody has to agree to any more',
      { approve: APPROVE },
      {},
      "⚠ db-prod: rule ‘on call, quiet’ now needs nobody's yes (was 2 yeses of leads within 15m)",
    ],
    [
      'that fewer have to agree to',
      { approve: APPROVE },
      { approve: { ...APPROVE, count: 1 } },
      '⚠ db-prod: rule ‘on call, quiet’ now needs a yes of leads within 15m (was 2 yeses of leads within 15m)',
    ],
    [
      'that others may agree to',
      { approve: APPROVE },
      { approve: { ...APPROVE, by: [...APPROVE.by, { kind: 'on-call', target: 'second' }, { kind: 'person', person: 'bob' }] } },
      '⚠ db-prod: rule ‘on call, quiet’ now needs 2 yeses of leads, whoever is on call for second or bob within 15m (was 2 yeses of leads within 15m)',
    ],
    [
      'that somebody has to agree to',
      {},
      { approve: APPROVE },
      "db-prod: rule ‘on call, quiet’ now needs 2 yeses of leads within 15m (was nobody's yes)",
    ],
    [
      'that asks elsewhere',
      { approve: APPROVE },
      { approve: { ...APPROVE, channel: 'C0OTHER' } },
      'db-prod: rule ‘on call, quiet’ now asks in C0OTHER (was the approval channel)',
    ],
    [
      'without who is on call',
      { when: { onCall: ['db-primary'] } },
      {},
      '⚠ db-prod: rule ‘on call, quiet’ now is for everybody (was whoever is on call for db-primary)',
    ],
    [
      'for one more target',
      { when: { onCall: ['db-primary'] } },
      { when: { onCall: ['db-primary', 'second'] } },
      '⚠ db-prod: rule ‘on call, quiet’ now is for whoever is on call for db-primary or second (was whoever is on call for db-primary)',
    ],
    [
      'for members on call only',
      { when: { onCall: ['db-primary'] } },
      { when: { onCall: ['db-primary'], member: ['sre'] } },
      'db-prod: rule ‘on call, quiet’ now is for whoever is on call for db-primary who are also members of sre (was whoever is on call for db-primary)',
    ],
    [
      'without an incident',
      { when: { incident: INCIDENT } },
      {},
      '⚠ db-prod: rule ‘on call, quiet’ now needs no incident (was an open incident that somebody else opened, at most 12h old)',
    ],
    [
      'with an incident of anyone',
      { when: { incident: INCIDENT } },
      { when: { incident: { ...INCIDENT, openedBy: 'anyone' } } },
      '⚠ db-prod: rule ‘on call, quiet’ now needs an open incident, at most 12h old (was an open incident that somebody else opened, at most 12h old)',
    ],
    [
      'that gives more',
      { variables: ['PGPASSWORD'] },
      { variables: ['PGPASSWORD', 'DATABASE_URL'] },
      '⚠ db-prod: rule ‘on call, quiet’ now gives PGPASSWORD and DATABASE_URL (was PGPASSWORD)',
    ],
    [
      'that is no break glass any more',
      { breakGlass: true },
      {},
      '⚠ db-prod: rule ‘on call, quiet’ now counts without being asked for by name (was as break glass only)',
    ],
    [
      'that wants no reason any more',
      { reasonRequired: true },
      {},
      '⚠ db-prod: rule ‘on call, quiet’ now wants no reason (was a reason)',
    ],
    [
      'that nobody reviews any more',
      { review: { by: ['carol'], within: minutes(90) } },
      {},
      '⚠ db-prod: rule ‘on call, quiet’ now wants no review (was a review by carol within 1h30m)',
    ],
    [
      'that outlives the shift',
      {},
      { outlives: new Set(['shift'] as const) },
      '⚠ db-prod: rule ‘on call, quiet’ now outlives shift (was neither shift nor incident)',
    ],
    [
      'that shows values longer',
      {},
      { showFor: minutes(5) },
      '⚠ db-prod: rule ‘on call, quiet’ now shows values for 5m (was 1m)',
    ],
    [
      'that shows values oftener',
      {},
      { maxReveals: 11 },
      '⚠ db-prod: rule ‘on call, quiet’ now shows values at most 11× (was 10×)',
    ],
    [
      'with less grace',
      {},
      { graceAfterResolve: minutes(1) },
      'db-prod: rule ‘on call, quiet’ now ends after a resolve within 1m (was 15m)',
    ],
  ])('%s', (_, before, after, line) => {
    expect(told(withRules(quiet(before)), withRules(quiet(after)))).toEqual([line]);
  });

  test('that is new opens more, and says what it gives', () => {
    expect(told(withRules(), withRules(quiet({ when: { member: ['sre'] } })))).toEqual([
      "⚠ db-prod: rule ‘on call, quiet’ added: for members of sre, with no incident and nobody's yes, at most 1h",
    ]);
  });

  test('that is gone opens more only where one further down asks nobody', () => {
    const asks = aRule({ name: 'asks', approve: APPROVE });
    expect(told(withRules(asks, quiet()), withRules(quiet()))).toEqual(['⚠ db-prod: rule ‘asks’ removed']);
    expect(told(withRules(quiet(), asks), withRules(quiet()))).toEqual(['db-prod: rule ‘asks’ removed']);
  });

  test('that stands elsewhere may decide where another did', () => {
    const other = aRule({ name: 'other' });
    expect(told(withRules(quiet(), other), withRules(other, quiet()))).toEqual([
      '⚠ db-prod: rules are in another order: ‘other’, ‘on call, quiet’',
    ]);
  });

  test('of the same name as another is told apart by its order', () => {
    expect(told(withRules(quiet(), quiet()), withRules(quiet(), quiet({ maxReveals: 11 })))).toEqual([
      '⚠ db-prod: rule ‘on call, quiet’ (2) now shows values at most 11× (was 10×)',
    ]);
  });

  test('shared by many resources is told once, with the first of their names', () => {
    const many = (rule: Rule) => withResources(...['a', 'b', 'c', 'd', 'e'].map((name) => aResource({ name, rules: [rule] })));
    expect(told(many(quiet()), many(quiet({ maxReveals: 11 })))).toEqual([
      '⚠ a, b, c and 2 more: rule ‘on call, quiet’ now shows values at most 11× (was 10×)',
    ]);
  });
});

test('resources that came, went and changed', () => {
  const before = withResources(aResource(), aResource({ name: 'old' }));
  const changed = aResource({
    title: 'Production',
    services: 'any',
    approvers: 'leads',
    variables: new Map([
      ['DATABASE_URL', { name: 'DATABASE_URL', source: { source: 'sealed', path: 'other/url' }, show: 'never' }],
      ['NEW', { name: 'NEW', source: { source: 'sealed', path: 'new' }, show: 'slack' }],
    ]),
  });
  expect(told(before, withResources(changed, aResource({ name: 'new' })))).toEqual([
    '⚠ resource new added, with 1 rule and 2 variables',
    '⚠ db-prod: now is concerned by incidents of any service (was PSVC123)',
    '⚠ db-prod: now has as approvers leads (was nobody)',
    '⚠ db-prod: variable DATABASE_URL now comes from sealed other/url (was sealed db-prod/DATABASE_URL)',
    'resource old removed',
    'db-prod: now is called Production (was Production database)',
    'db-prod: variable NEW added, from sealed new',
    'db-prod: variable PGPASSWORD removed',
    'db-prod: variable DATABASE_URL now is shown nowhere (was in Slack)',
  ]);
});

test('people, groups, roles and who is on call', () => {
  const before = aPolicy({
    roles: { owners: ['carol'], auditors: ['bob'] },
    groups: new Map([
      ['sre', { name: 'sre', kind: 'people', members: ['alice'] }],
      ['leads', { name: 'leads', kind: 'slack-user-group', id: 'S0LEADS' }],
    ]),
  });
  const target = aTarget({ levels: 2, countPermanent: true });
  const after = aPolicy({
    roles: { owners: ['alice'], auditors: [] },
    people: new Map([
      ['alice', { name: 'alice', slack: ['U01ALICE', 'U11ALICE'] }],
      ['dan', { name: 'dan', slack: ['U04DAN'] }],
      ['carol', { name: 'carol', slack: ['U03CAROL'] }],
    ]),
    groups: new Map([['sre', { name: 'sre', kind: 'people', members: ['alice', 'dan'] }]]),
    targets: new Map([['db-primary', target]]),
  });
  expect(told(before, after)).toEqual([
    '⚠ owner added: alice',
    '⚠ person alice now has the Slack account U01ALICE and U11ALICE (was U01ALICE)',
    '⚠ group sre has 1 new member: dan',
    "⚠ on call db-primary now is pagerduty's schedule PABC123, levels up to 2, permanent entries counted (was pagerduty's schedule PABC123, first level)",
    'owner removed: carol',
    'auditor removed: bob',
    'person dan added',
    'person bob removed',
    'person alice now is on PagerDuty whoever has the same address (was PALICE1)',
    'group leads removed',
  ]);
});

test('a target that gets a rotation in the place of PagerDuty', () => {
  const fallback = { target: 'db-primary', provider: 'rotation', rotation: aRotation() } as const;
  const after = aPolicy({ targets: new Map([['db-primary', { ...aTarget(), fallback }]]) });
  expect(told(aPolicy(), after)).toEqual([
    "⚠ on call db-primary now is pagerduty's schedule PABC123, first level or else the rotation week (was pagerduty's schedule PABC123, first level)",
  ]);
});

test('channels, zone and digest', () => {
  const after = aPolicy({
    slack: { ...aPolicy().slack, auditChannel: 'C0NEW' },
    timezone: 'UTC',
    digest: { ...aPolicy().digest, day: 5 },
  });
  expect(told(aPolicy(), after)).toEqual([
    'the audit channel now is C0NEW (was C0AUDIT)',
    'times are now told in UTC (was Europe/Berlin)',
    'the digest now is on Friday at 09:00, with office hours Mon Tue Wed Thu Fri 08:00 to 18:00 (was on Monday at 09:00, with office hours Mon Tue Wed Thu Fri 08:00 to 18:00)',
  ]);
});

test('five thousand resources that differ in one thing are told in two lines', () => {
  const many = (rule: Rule) =>
    withResources(...Array.from({ length: 5000 }, (_, nth) => aResource({ name: `db-${nth}`, rules: [rule, rule] })));
  const [before, after] = [many(quiet()), many(quiet({ maxReveals: 11 }))];
  expect(told(before, after)).toHaveLength(2);
});
