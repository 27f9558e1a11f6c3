import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import type { End } from '../../src/domain/end-of-grant.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { planExtension, requestToExtend } from '../../src/domain/extend.ts';
import type { Grant } from '../../src/domain/grant.ts';
import type { Rule } from '../../src/domain/policy.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import { aRule } from '../builders/a-policy.ts';
import { anIncident } from '../builders/an-incident.ts';

const START = Temporal.Instant.from('2026-03-01T03:00:00Z');
const minutes = (count: number): Temporal.Duration => Temporal.Duration.from({ minutes: count });
const atMinute = (count: number): Temporal.Instant => START.add({ minutes: count });
const AT = atMinute(20);
const INCIDENT = { id: anIncident().id, number: anIncident().number, title: anIncident().title };
const ON_CALL: Partial<Rule> = { when: { onCall: ['db-primary'] } };
const EXTENSION: AccessRequest = {
  ...{ resource: 'db-prod', variables: [], channel: 'C0INC', breakGlass: false },
  time: { kind: 'longer', than: atMinute(30) },
};

/** Half an hour of `DATABASE_URL`, an hour at most, as it began at `START`. */
function aGrant(given: Partial<Grant> = {}): Grant {
  return {
    ...{ id: 'grant', requestId: 'request', resource: 'db-prod', variables: ['DATABASE_URL'], rule: 'held rule' },
    holder: { personId: 'person', name: 'Alice', slackId: 'U01ALICE' },
    ...{ breakGlass: false, reason: 'replica lag', policyHash: 'a'.repeat(64), evidence: { askedAt: START, onCall: [] } },
    terms: {
      ...{ atMost: minutes(60), showFor: Temporal.Duration.from({ seconds: 60 }), maxReveals: 10 },
      ...{ graceAfterResolve: minutes(15), endsWithIncident: false, endsWithShift: false },
    },
    ...{ state: 'active', startedAt: START, endsAt: atMinute(30), endsBecause: 'asked', approvedBy: [], extensions: 0 },
    reveals: { count: 0, variables: [], exposed: [] },
    ...given,
  };
}

function allowed(given: { rule?: Partial<Rule>; end?: End; shiftEnd?: Temporal.Instant; variables?: string[] } = {}) {
  const onCall: Evidence['onCall'] = given.shiftEnd
    ? [{ provider: 'PagerDuty', target: 'db-primary', level: 1, shiftEnd: given.shiftEnd, answer: 'yes' }]
    : [];
  const decision: Extract<Decision, { outcome: 'allow' }> = {
    outcome: 'allow',
    rule: aRule(given.rule),
    end: given.end ?? { at: atMinute(60), because: 'asked' },
    variables: given.variables ?? ['DATABASE_URL'],
    evidence: { askedAt: AT, onCall },
  };
  return decision;
}

describe('what is decided', () => {
  test('is all that is held and all that is wanted on top, each once', () => {
    const wanted = { ...EXTENSION, variables: ['PGPASSWORD', 'DATABASE_URL'] };
    expect(requestToExtend(aGrant(), wanted).variables).toEqual(['DATABASE_URL', 'PGPASSWORD']);
  });

  test('is what is held where no variable is named, not all that the rule gives', () => {
    expect(requestToExtend(aGrant(), EXTENSION).variables).toEqual(['DATABASE_URL']);
  });
});

describe('the end', () => {
  test('moves to the decided one, with rule, evidence and reason of the fresh decision', () => {
    const decision = allowed();
    expect(planExtension(aGrant(), decision, EXTENSION, AT)).toMatchObject({
      ...{ end: { at: atMinute(60), because: 'asked' }, rule: 'a rule', variables: ['DATABASE_URL'], request: EXTENSION },
      evidence: decision.evidence,
    });
  });

  test.each([
    ['grant', 60, 240],
    ['rule', 240, 60],
  ])('counts from the start by the smaller of both atMost, here that of the %s', (_, held, fresh) => {
    const grant = aGrant({ terms: { ...aGrant().terms, atMost: minutes(held) } });
    const decision = allowed({
      rule: { grant: { default: minutes(30), atMost: minutes(fresh) } },
      end: { at: atMinute(61), because: 'asked' },
    });
    expect(planExtension(grant, decision, EXTENSION, AT)).toMatchObject({ end: { at: atMinute(60), because: 'at-most' } });
  });

  test.each([
    ['a second before it', { seconds: -1 }, { refused: { code: 'at-its-longest' } }],
    ['at it', { seconds: 0 }, { refused: { code: 'at-its-longest' } }],
    [
      'five seconds after it, which is how far apart start and end may be reckoned',
      { seconds: 5 },
      { refused: { code: 'at-its-longest' } },
    ],
    ['six seconds after it', { seconds: 6 }, { end: { because: 'at-most' } }],
  ])('of a cap %s: a cap that leaves nothing refuses', (_, beside, expected) => {
    const atMost = minutes(30).add(beside);
    const grant = aGrant({ terms: { ...aGrant().terms, atMost } });
    expect(planExtension(grant, allowed(), EXTENSION, AT)).toMatchObject(expected);
  });

  test('that can not move says how long it may last, and since when', () => {
    const grant = aGrant({ endsAt: atMinute(60), endsBecause: 'at-most' });
    expect(planExtension(grant, allowed(), EXTENSION, AT)).toEqual({
      refused: { code: 'at-its-longest', resource: 'db-prod', atMost: Temporal.Duration.from({ hours: 1 }), since: START },
    });
  });

  test('stays within the shift, which refuses when it leaves nothing', () => {
    const end: End = { at: atMinute(30), because: 'shift' };
    const refused = planExtension(aGrant(), allowed({ rule: ON_CALL, end, shiftEnd: atMinute(30) }), EXTENSION, AT);
    expect(refused).toMatchObject({ refused: { code: 'at-its-longest', atMost: minutes(30) } });
  });

  test('stays within what the least approver allowed', () => {
    expect(planExtension(aGrant(), allowed(), EXTENSION, AT, minutes(15))).toMatchObject({
      end: { at: atMinute(35), because: 'approver' },
    });
  });

  test('never moves earlier: less than is held changes nothing', () => {
    const decision = allowed({ end: { at: atMinute(25), because: 'asked' } });
    expect(planExtension(aGrant(), decision, EXTENSION, AT)).toBe('unchanged');
  });
});

describe('further variables', () => {
  const both = ['DATABASE_URL', 'PGPASSWORD'];

  test('are added to those held, and the present end stays when less was asked', () => {
    const decision = allowed({ variables: ['PGPASSWORD'], end: { at: atMinute(25), because: 'asked' } });
    expect(planExtension(aGrant(), decision, EXTENSION, AT)).toMatchObject({
      ...{ variables: both, end: { at: atMinute(30), because: 'asked' } },
    });
  });

  test('are not added to a grant that already lasts longer than their rule ever gives', () => {
    const grant = aGrant({ endsAt: atMinute(60) });
    const decision = allowed({ variables: both, rule: { grant: { default: minutes(10), atMost: minutes(20) } } });
    expect(planExtension(grant, decision, EXTENSION, AT)).toMatchObject({
      refused: { code: 'at-its-longest', atMost: minutes(20) },
    });
  });

  test('are not added past the shift, however little was asked', () => {
    const rule = { ...ON_CALL, outlives: new Set([]) };
    const decision = allowed({ variables: both, rule, end: { at: atMinute(22), because: 'asked' }, shiftEnd: atMinute(29) });
    expect(planExtension(aGrant(), decision, EXTENSION, AT)).toMatchObject({ refused: { atMost: minutes(29) } });
    const outliving = { ...decision, rule: { ...decision.rule, outlives: new Set(['shift' as const]) } };
    expect(planExtension(aGrant(), outliving, EXTENSION, AT)).toMatchObject({ variables: both });
  });

  test('are not added past what was planned of the shift, where nobody agreed to the rest', () => {
    const end: End = { at: atMinute(22), because: 'asked' };
    const decision = allowed({ variables: both, rule: ON_CALL, end, shiftEnd: atMinute(60) });
    const unplanned = { ...decision, evidence: { ...decision.evidence, plannedEnd: atMinute(29) } };
    expect(planExtension(aGrant(), decision, EXTENSION, AT)).toMatchObject({ variables: both });
    expect(planExtension(aGrant(), unplanned, EXTENSION, AT)).toMatchObject({ refused: { atMost: minutes(29) } });
    const outliving = { ...unplanned, rule: { ...unplanned.rule, outlives: new Set(['shift' as const]) } };
    expect(planExtension(aGrant(), outliving, EXTENSION, AT)).toMatchObject({ variables: both });
  });

  test('are not added past what an approver allowed', () => {
    const decision = allowed({ variables: both });
    expect(planExtension(aGrant(), decision, EXTENSION, AT, minutes(9))).toMatchObject({ refused: { atMost: minutes(29) } });
    expect(planExtension(aGrant(), decision, EXTENSION, AT, minutes(10))).toMatchObject({ variables: both });
  });

  test('are not held back by a permanent entry, which has no end', () => {
    const decision = allowed({ variables: both, rule: ON_CALL, shiftEnd: atMinute(25) });
    const evidence: Evidence = {
      ...decision.evidence,
      onCall: [...decision.evidence.onCall, { provider: 'PagerDuty', target: 'db-primary', answer: 'yes' }],
    };
    expect(planExtension(aGrant(), { ...decision, evidence }, EXTENSION, AT)).toMatchObject({ variables: both });
  });
});

describe('the terms', () => {
  test('are the stricter of both, one by one', () => {
    const grant = aGrant({ terms: { ...aGrant().terms, atMost: minutes(90), maxReveals: 3, graceAfterResolve: minutes(5) } });
    const rule = { showFor: Temporal.Duration.from({ seconds: 30 }), maxReveals: 10, graceAfterResolve: minutes(15) };
    expect(planExtension(grant, allowed({ rule }), EXTENSION, AT)).toMatchObject({
      terms: {
        ...{ atMost: minutes(60), showFor: Temporal.Duration.from({ seconds: 30 }), maxReveals: 3 },
        ...{ graceAfterResolve: minutes(5), endsWithIncident: false },
      },
    });
  });

  test('of a rule with an incident tie the grant to it', () => {
    const rule: Partial<Rule> = { when: { incident: { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'others' } } };
    const decision = { ...allowed({ rule }), incident: anIncident() };
    expect(planExtension(aGrant(), decision, EXTENSION, AT)).toMatchObject({
      ...{ incident: INCIDENT, terms: { endsWithIncident: true } },
    });
  });

  test('of a rule without one untie time that it gives anew, but not time that the incident gave', () => {
    const grant = aGrant({ incident: INCIDENT, terms: { ...aGrant().terms, endsWithIncident: true } });
    const later = planExtension(grant, allowed(), EXTENSION, AT);
    expect(later).toMatchObject({ terms: { endsWithIncident: false } });
    expect(later).not.toHaveProperty('incident');
    const wider = allowed({ variables: ['PGPASSWORD'], end: { at: atMinute(25), because: 'asked' } });
    expect(planExtension(grant, wider, EXTENSION, AT)).toMatchObject({
      ...{ incident: INCIDENT, terms: { endsWithIncident: true } },
    });
  });

  test('of broken glass, which keeps the incident but has no rule for it, leave time that the incident gave to it', () => {
    const grant = aGrant({ incident: INCIDENT, terms: { ...aGrant().terms, endsWithIncident: true } });
    const broken = { variables: ['PGPASSWORD'], rule: { breakGlass: true } };
    for (const incident of [anIncident(), anIncident({ id: 'QOTHER', number: 43 })]) {
      const wider = { ...allowed({ ...broken, end: { at: atMinute(25), because: 'asked' } }), incident };
      expect(planExtension(grant, wider, EXTENSION, AT)).toMatchObject({
        ...{ incident: INCIDENT, terms: { endsWithIncident: true } },
      });
    }
    const later = { ...allowed(broken), incident: anIncident() };
    expect(planExtension(grant, later, EXTENSION, AT)).toMatchObject({ terms: { endsWithIncident: false } });
  });
});
