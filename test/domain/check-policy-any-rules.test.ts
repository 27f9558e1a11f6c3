import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideAccess } from '../../src/domain/decide-access.ts';
import type { Answer } from '../../src/domain/evidence.ts';
import type { Facts, SourceAnswer } from '../../src/domain/facts.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { Rule } from '../../src/domain/policy.ts';
import { hiddenRules } from '../../src/domain/policy-checks/hidden-rules.ts';
import { membersOf } from '../../src/domain/policy-checks/ways.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { fromPagerDuty } from '../builders/a-shift.ts';
import { anIncident } from '../builders/an-incident.ts';
import { asking, aTeam } from './a-checked-policy.ts';

const AT = Temporal.Instant.from('2026-11-22T02:17:00Z');
const TARGETS = ['one', 'two'];
const OWN_GROUPS = { sre: ['alice', 'bob'], db: ['alice'], ops: ['bob'] };
const SLACK_GROUPS = ['leads', 'guild'];
const VARIABLES = ['DATABASE_URL', 'PGPASSWORD'];
const SILENT = { known: false, source: 'PagerDuty', fault: 'timeout' } as const;

const some = <Value>(values: readonly Value[]) => fc.subarray([...values], { minLength: 1 });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const conditions: fc.Arbitrary<Rule['when']> = fc
  .record({
    onCall: maybe(some(TARGETS)),
    member: maybe(some([...Object.keys(OWN_GROUPS), ...SLACK_GROUPS])),
    incident: maybe(
      fc.record({ hours: fc.constantFrom(2, 12), openedBy: fc.constantFrom('others' as const, 'anyone' as const) }),
    ),
  })
  .map(({ onCall, member, incident }) => ({
    ...(onCall && { onCall }),
    ...(member && { member }),
    ...(incident && { incident: { maxAge: Temporal.Duration.from({ hours: incident.hours }), openedBy: incident.openedBy } }),
  }));
const rest = fc
  .record({
    variables: fc.oneof({ weight: 3, arbitrary: fc.constant(VARIABLES) }, { weight: 1, arbitrary: some(VARIABLES) }),
    count: fc.constantFrom(0, 0, 1, 2),
    breakGlass: fc.boolean(),
  })
  .map(({ variables, count, breakGlass }) => ({ variables, breakGlass, ...(count > 0 && { approve: asking(count) }) }));
/** Several rules of few conditions, so that they often hide each other. */
const rules = fc
  .array(conditions, { minLength: 2, maxLength: 3 })
  .chain((few) => fc.array(fc.tuple(fc.constantFrom(...few), rest), { minLength: 2, maxLength: 6 }))
  .map((list) => list.map(([when, given], index) => aRule({ name: String(index), when, ...given })));

const answer = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Answer<Value>> =>
  fc.oneof(
    { weight: 3, arbitrary: value.map((given) => ({ known: true as const, value: given })) },
    { weight: 1, arbitrary: fc.constant(SILENT) },
  );
const incident: fc.Arbitrary<Incident> = fc
  .record({ hours: fc.constantFrom(1, 5, 20), openedBy: fc.constantFrom(undefined, 'PALICE1', 'PBOB002') })
  .map(({ hours, openedBy }) =>
    anIncident({ openedAt: AT.subtract({ hours }), ...(openedBy && { openedBy: { id: openedBy, name: openedBy } }) }),
  );

/** Who asks, and what the sources say; who is in a group of the policy itself is always known. */
const facts: fc.Arbitrary<Facts> = fc
  .record({
    person: fc.constantFrom('alice', 'bob', 'mallory'),
    sourceUser: answer(fc.constantFrom(undefined, 'PALICE1', 'PBOB002')),
    onCall: fc.tuple(answer(fc.boolean()), answer(fc.boolean())),
    incidents: answer(fc.array(incident, { maxLength: 2 })),
    slack: fc.tuple(answer(fc.boolean()), answer(fc.boolean())),
  })
  .map(({ person, sourceUser, onCall, incidents, slack }) => {
    const user = { provider: 'pagerduty' as const, id: (sourceUser.known && sourceUser.value) || 'PNOBODY', name: 'Alice' };
    const shifts = TARGETS.map((target, index): [string, SourceAnswer[]] => {
      const holds = onCall[index] ?? SILENT;
      const shift = { target, user, level: 1, end: AT.add({ hours: 4 }) };
      return [target, fromPagerDuty(holds.known ? { known: true, value: holds.value ? [shift] : [] } : holds)];
    });
    const own = Object.entries(OWN_GROUPS).map(
      ([name, people]) => [name, { known: true, value: people.includes(person) }] as const,
    );
    const members = new Map<string, Answer<boolean>>([
      ...own,
      ...SLACK_GROUPS.map((name, index) => [name, slack[index] ?? SILENT] as const),
    ]);
    return { person, plans: new Map(), sourceUser, shifts: new Map(shifts), incidents, members };
  });

const groups = new Map(Object.entries(OWN_GROUPS).map(([name, members]) => [name, { name, kind: 'people' as const, members }]));
const members = membersOf(aTeam({ groups }).groups);

function deciderOf(list: Rule[], known: Facts, variables: string[], breakGlass: boolean): string | undefined {
  const request = { resource: 'db-prod', variables, time: { kind: 'default' as const }, breakGlass, channel: 'C0INC42' };
  const decision = decideAccess(request, aResource({ rules: list }), known, AT);
  return decision.outcome === 'refuse' ? undefined : decision.rule.name;
}

it('a rule that is said to be never reached decides nothing, whatever is asked and whatever is so', () => {
  let seen = 0;
  fc.assert(
    fc.property(
      rules,
      fc.array(facts, { minLength: 8, maxLength: 8 }),
      fc.subarray(VARIABLES),
      fc.boolean(),
      (list, worlds, wanted, breakGlass) => {
        const hidden = hiddenRules(list, members);
        const never = hidden.filter((one) => !one.unlessUnknown).map((one) => one.rule.name);
        seen += never.length;
        for (const world of worlds) expect(never).not.toContain(deciderOf(list, world, wanted, breakGlass));
      },
    ),
    { numRuns: 2000 },
  );
  expect(seen).toBeGreaterThan(300);
});

it('a rule that is said to decide only where a source is silent decides nothing where all answer', () => {
  fc.assert(
    fc.property(rules, facts, fc.subarray(VARIABLES), fc.boolean(), (list, world, wanted, breakGlass) => {
      fc.pre(
        [world.sourceUser, world.incidents, ...[...world.shifts.values()].flat(), ...world.members.values()].every(
          ({ known }) => known,
        ),
      );
      const hidden = hiddenRules(list, members).map((one) => one.rule.name);
      expect(hidden).not.toContain(deciderOf(list, world, wanted, breakGlass));
    }),
    { numRuns: 1500 },
  );
});

it('a rule of which nothing is said does decide, where there are two rules and one condition each', () => {
  const single = fc.oneof(
    some(TARGETS).map((onCall) => ({ onCall })),
    some(Object.keys(OWN_GROUPS)).map((member) => ({ member })),
  );
  const world = (person: string, on: readonly string[]): Facts => ({
    person: 'alice',
    plans: new Map(),
    sourceUser: { known: true, value: 'PALICE1' },
    shifts: new Map(
      TARGETS.map((target) => [
        target,
        fromPagerDuty({
          known: true,
          value: on.includes(target)
            ? [
                {
                  target,
                  user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
                  level: 1,
                  end: AT.add({ hours: 4 }),
                },
              ]
            : [],
        }),
      ]),
    ),
    incidents: { known: true, value: [] },
    members: new Map(Object.entries(OWN_GROUPS).map(([name, people]) => [name, { known: true, value: people.includes(person) }])),
  });
  const worlds = ['alice', 'bob', 'mallory'].flatMap((person) => [[], ['one'], ['two']].map((on) => world(person, on)));
  fc.assert(
    fc.property(single, single, (above, below) => {
      const list = [aRule({ name: 'above', when: above }), aRule({ name: 'below', when: below })];
      const isHidden = hiddenRules(list, members).length > 0;
      const decides = worlds.some((one) => deciderOf(list, one, [], false) === 'below');
      expect(decides).toBe(!isHidden);
    }),
    { numRuns: 500 },
  );
});
