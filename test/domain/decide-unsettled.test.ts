import { describe, expect, test } from 'vitest';
import { decideAccess } from '../../src/domain/decide-access.ts';
import { explainAccess } from '../../src/domain/explain-access.ts';
import type { Facts, Plan } from '../../src/domain/facts.ts';
import type { Resource, Rule } from '../../src/domain/policy.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import { sayDecision, sayUncheckedIn } from '../../src/domain/say-explanation.ts';
import { whoIsCalled, YOU } from '../../src/domain/say-who.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { aShift, fromPagerDuty } from '../builders/a-shift.ts';

const AT = Temporal.Instant.from('2026-11-22T02:17:00Z');
const KEY = 'pagerduty schedule PABC123, 1';
const minutes = (count: number) => Temporal.Duration.from({ minutes: count });
const LEADS = { by: [{ kind: 'group', group: 'leads' } as const], count: 1, within: minutes(15) };
const SETTLED = { settled: minutes(15), unsettledApproval: LEADS };
const onCall = (given: Partial<Rule> = {}) => aRule({ name: 'on call', when: { onCall: ['db-primary'] }, ...SETTLED, ...given });
const glass = aRule({ name: 'glass', breakGlass: true, when: { member: ['sre'] } });
const SHIFT = aShift({ start: AT.subtract({ hours: 1 }), end: AT.add({ hours: 4 }) });
const REQUEST: AccessRequest = {
  ...{ resource: 'db-prod', variables: [], time: { kind: 'default' }, breakGlass: false, channel: 'C0INC42' },
};
const UNSETTLED = { target: 'db-primary', readAt: AT.subtract({ minutes: 20 }) };

const planOf = (...shifts: Plan['shifts']): Facts['plans'] =>
  new Map([[KEY, [{ source: KEY, readAt: UNSETTLED.readAt, shifts }]]]);

function facts(given: Partial<Facts> = {}): Facts {
  return {
    ...{ person: 'alice', sourceUser: { known: true, value: 'PALICE1' }, incidents: { known: true, value: [] } },
    shifts: new Map([['db-primary', fromPagerDuty({ known: true, value: [SHIFT] })]]),
    plans: planOf(),
    members: new Map([['sre', { known: true, value: true }]]),
    ...given,
  };
}

const withRules = (...rules: Rule[]): Resource => aResource({ rules });
const decide = (resource: Resource, given: Partial<Facts> = {}, request: Partial<AccessRequest> = {}) =>
  decideAccess({ ...REQUEST, ...request }, resource, facts(given), AT);

describe('cover that was not planned', () => {
  test('turns allow into ask, of those whom the resource names, and says so', () => {
    expect(decide(withRules(onCall()))).toMatchObject({
      ...{ outcome: 'ask', rule: { name: 'on call' }, approval: LEADS },
      evidence: { unsettled: UNSETTLED },
    });
  });

  test('is asked for by its own rule, even where one below would have opened it', () => {
    expect(decide(withRules(onCall(), aRule({ name: 'anyone' })))).toMatchObject({ outcome: 'ask', rule: { name: 'on call' } });
  });

  test('goes by the rule’s own approval where it has one, and is said to those who agree', () => {
    const approve = { ...LEADS, count: 2 };
    expect(decide(withRules(onCall({ approve })))).toMatchObject({
      ...{ outcome: 'ask', approval: approve },
      evidence: { unsettled: UNSETTLED },
    });
  });

  test('lasts as long as the shift does once somebody agrees to it', () => {
    const rule = onCall({ grant: { default: minutes(30), atMost: minutes(600) } });
    expect(decide(withRules(rule), {}, { time: { kind: 'until-shift-end' } })).toMatchObject({ end: { at: SHIFT.end } });
  });

  test('is refused where nobody is named who could agree, with the glass as the way out', () => {
    const { unsettledApproval: _, ...nobody } = onCall();
    const because = { code: 'not-settled', resource: 'db-prod', unsettled: UNSETTLED };
    expect(decide(withRules(nobody, glass))).toMatchObject({ outcome: 'refuse', because, evidence: { unsettled: UNSETTLED } });
    expect(decide(withRules(nobody, glass), {}, { breakGlass: true })).toMatchObject({
      ...{ outcome: 'allow', rule: { name: 'glass' } },
    });
  });

  test('does not stand before the glass either', () => {
    expect(decide(withRules(onCall(), glass), {}, { breakGlass: true })).toMatchObject({ rule: { name: 'glass' } });
    expect(decide(withRules(onCall({ breakGlass: true })), {}, { breakGlass: true })).toMatchObject({ outcome: 'ask' });
  });

  test('may be asked for behind a rule that cannot be told, since nothing opens by itself', () => {
    const members: Facts['members'] = new Map([['sre', { known: false, source: 'Slack', fault: 'timeout' }]]);
    const above = aRule({ name: 'above', when: { member: ['sre'] } });
    expect(decide(withRules(above, onCall()), { members })).toMatchObject({ outcome: 'ask', unchecked: [{ source: 'Slack' }] });
    expect(decide(withRules(above, onCall()), { members, plans: planOf(SHIFT) })).toMatchObject({ outcome: 'refuse' });
  });

  test('without any plan asks, and does not say when one was read', () => {
    const decision = decide(withRules(onCall()), { plans: new Map() });
    expect(decision).toMatchObject({ outcome: 'ask', evidence: { unsettled: { target: 'db-primary' } } });
    expect(decision.evidence.unsettled).not.toHaveProperty('readAt');
  });
});

describe('cover that was planned', () => {
  const long = onCall({ grant: { default: minutes(30), atMost: minutes(600) } });
  const untilShiftEnd = { time: { kind: 'until-shift-end' } } as const;

  test('opens it at once, and nothing is said of plans', () => {
    const decision = decide(withRules(onCall()), { plans: planOf(SHIFT) });
    expect(decision.outcome).toBe('allow');
    expect(decision.evidence).not.toHaveProperty('unsettled');
    expect(decision.evidence).not.toHaveProperty('plannedEnd');
  });

  test('for less long gives no more than was planned, and says so', () => {
    const end = AT.add({ hours: 2 });
    const decision = decide(withRules(long), { plans: planOf({ ...SHIFT, end }) }, untilShiftEnd);
    expect(decision).toMatchObject({ outcome: 'allow', end: { at: end, because: 'shift' }, evidence: { plannedEnd: end } });
  });

  test('for longer than the shift is now gives no more than the shift', () => {
    const decision = decide(withRules(long), { plans: planOf({ ...SHIFT, end: AT.add({ hours: 9 }) }) }, untilShiftEnd);
    expect(decision).toMatchObject({ outcome: 'allow', end: { at: SHIFT.end } });
  });

  test('bounds nothing that outlives the shift', () => {
    const rule = onCall({ outlives: new Set(['shift'] as const) });
    const decision = decide(withRules(rule), { plans: planOf({ ...SHIFT, end: AT.add({ minutes: 5 }) }) });
    expect(decision).toMatchObject({ outcome: 'allow', end: { at: AT.add({ minutes: 30 }) } });
  });
});

describe('an explanation says it', () => {
  const READER = { timezone: 'Europe/Berlin', now: AT };
  const explained = (...rules: Rule[]) => explainAccess(REQUEST, withRules(...rules), facts(), AT);

  test('where somebody must agree', () => {
    const explanation = explained(onCall());
    expect(explanation.rules.map(({ standing }) => standing)).toEqual(['decides']);
    expect(sayUncheckedIn(explanation, { reader: READER, who: YOU })).toBe(
      "Your cover of db-primary is new: it wasn't planned at 02:57.",
    );
  });

  test('where nobody could, to whoever asks and to others', () => {
    const { unsettledApproval: _, ...nobody } = onCall();
    const explanation = explained(nobody);
    expect(explanation.rules.map(({ standing }) => standing)).toEqual(['held-back']);
    const resource = withRules(nobody);
    expect(sayDecision(explanation.decision, { resource, reader: READER, who: YOU })).toEqual({
      text: "Your cover of db-primary is new: it wasn't planned at 02:57. So it opens db-prod only with somebody's yes, and the policy names nobody.",
      help: 'Wake an owner: the resource needs approvers.',
    });
    expect(sayDecision(explanation.decision, { resource, reader: READER, who: whoIsCalled('Alice') }).text).toMatch(
      /^Their cover of db-primary is new/,
    );
  });
});
