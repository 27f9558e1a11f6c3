import { describe, expect, it } from 'vitest';
import type { PagerDutyTarget, Rule, Show, Variable } from '../../src/domain/policy.ts';
import { aRule } from '../builders/a-policy.ts';
import { asking, aTeam, foundIn, foundWith, GLASS, target } from './a-checked-policy.ts';

const minutes = (count: number) => Temporal.Duration.from({ minutes: count });
const day = Temporal.Duration.from({ hours: 24 });
const a = (given: Partial<Rule> = {}) => aRule({ name: 'a', when: { member: ['sre'] }, ...given });
const glass = (given: Partial<Rule>) => ({ ...GLASS, ...given });

it('nothing is found in a policy that is as it should be', () => {
  expect(foundIn([a()])).toEqual([]);
});

describe('what is shown', () => {
  const variables = (...shows: [string, Show][]) =>
    new Map<string, Variable>(shows.map(([name, show]) => [name, { name, show, source: { source: 'sealed', path: name } }]));

  it('is nothing of a resource: a warning, and of its rules none', () => {
    const never = variables(['DATABASE_URL', 'never'], ['PGPASSWORD', 'terminal']);
    expect(foundWith({ rules: [a(), GLASS], variables: never })).toEqual([
      'warning resource db-prod variables: none of them is shown in Slack, so nobody ever sees a value | Let one of them be `show: slack`.',
    ]);
  });

  it('is nothing of a rule: a warning, and one more where no other rule gives something', () => {
    const some = variables(['DATABASE_URL', 'slack'], ['PGPASSWORD', 'never']);
    const hidden = a({ variables: ['PGPASSWORD'] });
    const nothing = 'warning rule db-prod a variables: none of them is shown in Slack | Name one that is `show: slack`.';
    expect(foundWith({ rules: [hidden, aRule({ name: 'b', when: { onCall: ['one'] } }), GLASS], variables: some })).toEqual([
      nothing,
    ]);
    expect(foundWith({ rules: [hidden, GLASS], variables: some })).toEqual([
      nothing,
      'note resource db-prod: is opened by breaking the glass only',
    ]);
    expect(foundWith({ rules: [hidden], variables: some }).slice(0, 2)).toEqual([
      nothing,
      "warning resource db-prod: can't be unlocked by anyone | Mend its rules, or add one that can hold.",
    ]);
  });
});

describe('a rule that holds for nobody', () => {
  const groups = new Map([...aTeam().groups, ['none', { name: 'none', kind: 'people' as const, members: [] }] as const]);
  const other = aRule({ name: 'b', when: { onCall: ['one'] } });

  it.each<[string, Rule['when'], string]>([
    ['with empty groups', { member: ['none'] }, 'holds for nobody: its groups are empty'],
    ['without a target', { onCall: [] }, 'holds for nobody: it names no target'],
    [
      'whose members are not known to PagerDuty',
      { member: ['dave'], onCall: ['one'] },
      'wants to know who is on call, and none of its members has a `pagerduty` id | Write it under people, unless their e-mail addresses are the same there.',
    ],
  ])('%s: a warning', (_, when, message) => {
    const withDave = new Map([...groups, ['dave', { name: 'dave', kind: 'people' as const, members: ['dave'] }] as const]);
    expect(foundIn([a({ when }), other], { groups: withDave })).toContain(`warning rule db-prod a: ${message}`);
  });

  it.each<[string, Rule['when']]>([
    ['one of its groups has somebody', { member: ['none', 'sre'] }],
    ['one of its groups is of Slack', { member: ['none', 'leads'] }],
    ['one of its members is known to PagerDuty', { member: ['sec', 'leads'], onCall: ['one'] }],
  ])('is none where %s', (_, when) => {
    expect(foundIn([a({ when }), aRule({ name: 'b', when: { onCall: ['two'] } })], { groups })).toEqual([]);
  });
});

describe('breaking the glass', () => {
  const NONE = 'resource db-prod rules: none of them may be used to break the glass';
  const away = `warning ${NONE}, so nothing opens while a source doesn't answer or nobody agrees | Add one with \`breakGlass: true\`.`;

  it.each<[string, Partial<Rule>, string]>([
    ['PagerDuty must answer', { when: { onCall: ['one'] } }, away],
    ['an incident must be open', { when: { incident: { maxAge: minutes(60), openedBy: 'others' } } }, away],
    ['Slack must answer', { when: { member: ['leads'] } }, away],
    ['somebody must agree', { approve: asking(1) }, away],
    ['nothing else must answer', {}, `note ${NONE}`],
  ])('is not possible, where %s', (_, given, finding) => {
    expect(foundWith({ rules: [a(given)] })).toEqual([finding]);
  });

  it('for more than an hour is a warning', () => {
    const lasting = (count: number) =>
      foundWith({ rules: [a(), glass({ grant: { default: minutes(15), atMost: minutes(count) } })] });
    expect(lasting(60)).toEqual([]);
    expect(lasting(61)).toEqual([
      'warning rule db-prod glass grant: lets broken glass last up to 1h1m | An hour or less is usual: write `atMost`.',
    ]);
  });

  it('reviewed by nobody but those who may do it is a warning', () => {
    const by = (...names: string[]) =>
      foundWith({
        rules: [a({ when: { onCall: ['one'] } }), glass({ when: { member: ['sre', 'db'] }, review: { by: names, within: day } })],
      });
    expect(by('alice', 'bob')).toEqual([
      'warning rule db-prod glass review: is by alice and bob only, who may break this glass themselves | Name somebody who may not.',
    ]);
    expect(by('alice', 'carol')).toEqual([]);
    expect(foundWith({ rules: [a(), glass({ review: { by: ['alice', 'bob'], within: day } })] })).toEqual([]);
  });

  it('by what PagerDuty must say is a warning', () => {
    const mend = ' | Let it hold for a group, and let people or a group agree.';
    expect(foundWith({ rules: [a(), glass({ when: { onCall: ['one'] } })] })).toEqual([
      `warning rule db-prod glass: can't be used while PagerDuty doesn't answer: it asks who is on call, or for an incident${mend}`,
    ]);
    const onCall = { kind: 'on-call', target: 'one' } as const;
    expect(foundWith({ rules: [a(), glass({ approve: asking(1, [onCall]) })] })).toEqual([
      `warning rule db-prod glass approve: can't be used while PagerDuty doesn't answer: only who is on call may agree${mend}`,
    ]);
    expect(foundWith({ rules: [a(), glass({ approve: asking(1, [onCall, { kind: 'group', group: 'leads' }]) })] })).toEqual([]);
  });
});

describe('a target', () => {
  const escalation = { of: { escalationPolicy: 'PESC123' } };
  const found = (given: Partial<PagerDutyTarget>, when: Rule['when'] = { onCall: ['all'] }) =>
    foundIn([a({ when })], { targets: new Map([...aTeam().targets, target('all', given)]) });

  it('of several levels, or with permanent entries, counts more than whoever is paged: a warning', () => {
    expect(found({ ...escalation, levels: 3 })).toEqual([
      'warning target all: counts everyone on the first 3 levels as on call, not only whoever is paged first | Leave `levels` out, or name a schedule.',
    ]);
    expect(found({ ...escalation, countPermanent: true })).toEqual([
      'warning target all: counts entries without an end, so whoever stands on a level by name is always on call | Leave `countPermanent` out, or name a schedule.',
    ]);
  });

  it('of one level, a schedule, or one that opens nothing is as it should be', () => {
    expect(found(escalation)).toEqual([]);
    expect(found({ levels: 2 })).toEqual([]);
    expect(found({ ...escalation, levels: 3 }, { onCall: ['one'] })).toEqual([]);
  });
});

describe('people', () => {
  it('of whom only one is an owner are warned of', () => {
    expect(foundIn([a()], { roles: { owners: ['carol'], auditors: ['dave'] } })).toEqual([
      'warning owners: carol is the only one, so nobody could lift a lockdown that carol began | Name another owner.',
    ]);
  });

  it('whom a rule can’t find on call are noted once', () => {
    const asks = a({ when: { member: ['sec'], onCall: ['one'] } });
    expect(foundIn([asks, aRule({ name: 'b', when: { member: ['sec'], onCall: ['two'] } })])).toEqual([
      'note person dave: has no `pagerduty` id, which rule “a” of db-prod goes by; only the same e-mail address could stand in',
    ]);
    expect(foundIn([a({ when: { member: ['sec'] } })])).toEqual([]);
    expect(foundIn([a({ when: { member: ['sre'], onCall: ['one'] } })])).toEqual([]);
  });
});
