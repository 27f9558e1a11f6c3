import { describe, expect, it } from 'vitest';
import { decideAccess } from '../../src/domain/decide-access.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { Rule } from '../../src/domain/policy.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import type { Shift } from '../../src/domain/shift.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { fromPagerDuty } from '../builders/a-shift.ts';

const AT = Temporal.Instant.from('2026-11-22T02:17:00Z');
const REQUEST: AccessRequest = {
  resource: 'db-prod',
  variables: [],
  time: { kind: 'default' },
  breakGlass: false,
  channel: 'C0INC42',
};
const OPEN = { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'others' } as const;
const onCall = aRule({ name: 'on call', when: { onCall: ['db-primary'] } });
const inIncident = aRule({ name: 'in an incident', when: { onCall: ['db-primary'], incident: OPEN } });
const member = aRule({ name: 'member', when: { member: ['sre'] } });

function aShift(given: Partial<Shift> = {}): Shift {
  const start = AT.subtract({ hours: 1 });
  return {
    target: 'db-primary',
    user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
    level: 1,
    start,
    end: AT.add({ hours: 4 }),
    ...given,
  };
}

function anIncident(given: Partial<Incident> = {}): Incident {
  const service = { id: 'PSVC123', name: 'Checkout' };
  return {
    id: 'PINC042',
    number: 42,
    title: 'latency',
    status: 'triggered',
    urgency: 'high',
    service,
    openedAt: AT.subtract({ minutes: 20 }),
    ...given,
  };
}

function factsWith(given: Partial<Facts> = {}): Facts {
  return {
    person: 'alice',
    plans: new Map(),
    sourceUser: { known: true, value: 'PALICE1' },
    shifts: new Map([['db-primary', fromPagerDuty({ known: true, value: [aShift()] })]]),
    incidents: { known: true, value: [anIncident()] },
    members: new Map([['sre', { known: true, value: true }]]),
    ...given,
  };
}

const silent = { known: false, source: 'PagerDuty', fault: 'timeout' } as const;
const nobodyOnCall: Facts['shifts'] = new Map([['db-primary', fromPagerDuty({ known: true, value: [] })]]);

function decide(rules: Rule[], facts: Facts, request: Partial<AccessRequest> = {}) {
  return decideAccess({ ...REQUEST, ...request }, aResource({ rules }), facts, AT);
}

describe('the rules are read from the top', () => {
  it('the first rule whose conditions are all true decides', () => {
    expect(decide([onCall, member], factsWith())).toMatchObject({ outcome: 'allow', rule: { name: 'on call' } });
  });

  it('a rule with a false condition is passed over', () => {
    expect(decide([onCall, member], factsWith({ shifts: nobodyOnCall }))).toMatchObject({
      outcome: 'allow',
      rule: { name: 'member' },
    });
  });

  it('a rule that is false and unknown counts as false', () => {
    const facts = factsWith({ shifts: nobodyOnCall, incidents: silent });
    expect(decide([inIncident, member], facts)).toMatchObject({ outcome: 'allow', rule: { name: 'member' } });
  });

  it('behind a rule that is unknown, no rule allows', () => {
    const facts = factsWith({ shifts: new Map([['db-primary', fromPagerDuty(silent)]]) });
    expect(decide([onCall, member], facts)).toMatchObject({
      outcome: 'refuse',
      because: { code: 'cannot-tell', unanswered: { source: 'PagerDuty' } },
    });
  });

  it('a rule before the unknown one still allows', () => {
    const facts = factsWith({ shifts: new Map([['db-primary', fromPagerDuty(silent)]]) });
    expect(decide([member, onCall], facts)).toMatchObject({ outcome: 'allow', rule: { name: 'member' } });
  });

  it('with no rule left the refusal says what each one lacked', () => {
    const facts = factsWith({ shifts: nobodyOnCall, members: new Map([['sre', { known: true, value: false }]]) });
    const shortfalls = [
      { rule: 'on call', because: { kind: 'not-on-call', targets: ['db-primary'], onCall: [] } },
      { rule: 'member', because: { kind: 'not-a-member', groups: ['sre'] } },
    ];
    expect(decide([onCall, member], facts)).toMatchObject({ outcome: 'refuse', because: { code: 'not-allowed', shortfalls } });
  });

  it('a resource without rules opens to nobody', () => {
    expect(decide([], factsWith())).toMatchObject({ outcome: 'refuse', because: { code: 'not-allowed', shortfalls: [] } });
  });
});

describe('the end', () => {
  it.each([
    ['the time asked for', { kind: 'for', duration: Temporal.Duration.from({ minutes: 10 }) }, '2026-11-22T02:27:00Z', 'asked'],
    ['the cap', { kind: 'for', duration: Temporal.Duration.from({ hours: 10 }) }, '2026-11-22T03:17:00Z', 'at-most'],
    ['the shift end where that is earlier', { kind: 'until-shift-end' }, '2026-11-22T02:40:00Z', 'shift'],
  ] as const)('is %s', (_what, time, at, because) => {
    const shiftEnd = because === 'shift' ? AT.add({ minutes: 23 }) : AT.add({ hours: 4 });
    const facts = factsWith({
      shifts: new Map([['db-primary', fromPagerDuty({ known: true, value: [aShift({ end: shiftEnd })] })]]),
    });
    const decision = decide([onCall], facts, { time });
    expect(decision.outcome === 'allow' && decision.end.at.toString()).toBe(at);
    expect(decision).toMatchObject({ end: { because } });
  });

  it('passes the shift end only where the rule outlives it', () => {
    const soon = factsWith({
      shifts: new Map([['db-primary', fromPagerDuty({ known: true, value: [aShift({ end: AT.add({ minutes: 5 }) })] })]]),
    });
    expect(decide([onCall], soon)).toMatchObject({ end: { because: 'shift' } });
    expect(decide([{ ...onCall, outlives: new Set(['shift']) }], soon)).toMatchObject({ end: { because: 'asked' } });
  });
});

describe('the incident', () => {
  const only = aRule({ name: 'incident', when: { incident: OPEN } });
  const because = (facts: Facts, request: Partial<AccessRequest> = {}) => {
    const decision = decide([only], facts, request);
    return decision.outcome === 'refuse' && decision.because.code === 'not-allowed'
      ? decision.because.shortfalls[0]?.because
      : decision;
  };

  it('is the only open one when none is named', () => {
    expect(decide([only], factsWith())).toMatchObject({ outcome: 'allow', incident: { number: 42 } });
  });

  it('must be named when several are open', () => {
    const two = factsWith({ incidents: { known: true, value: [anIncident(), anIncident({ id: 'PINC043', number: 43 })] } });
    expect(because(two)).toMatchObject({ kind: 'several-open-incidents', open: [{ number: 42 }, { number: 43 }] });
    expect(decide([only], two, { incident: { number: 43 } })).toMatchObject({ outcome: 'allow', incident: { number: 43 } });
  });

  it('is kept as one to be named where that alone kept a rule from opening and a later one asks', () => {
    const leads = [{ kind: 'group', group: 'leads' }] as const;
    const approve = { by: leads, count: 1, within: Temporal.Duration.from({ minutes: 15 }) };
    const asking = aRule({ name: 'quiet', when: { onCall: ['db-primary'] }, approve });
    const value = [anIncident(), anIncident({ id: 'PINC043', number: 43 })];
    const nameable = (rules: Rule[], given: Partial<Facts> = {}) =>
      decide(rules, factsWith({ incidents: { known: true, value }, ...given })).evidence.severalOpen;
    const two = value.map(({ number, title }) => ({ number, title }));
    expect(nameable([inIncident, asking])?.toSorted((a, b) => a.number - b.number)).toEqual(two);
    expect(nameable([{ ...inIncident, approve }, asking])).toBeUndefined();
    expect(nameable([asking, inIncident])).toBeUndefined();
    expect(nameable([inIncident, onCall])).toBeUndefined();
    expect(nameable([inIncident, { ...asking, when: {} }], { shifts: nobodyOnCall })).toBeUndefined();
    expect(decide([inIncident, asking], factsWith()).evidence).not.toHaveProperty('severalOpen');
  });

  it('is asked for among those that would count; where none would, why the newest does not', () => {
    const own = anIncident({ id: 'PINC044', number: 44, openedAt: AT, openedBy: { id: 'PALICE1', name: 'Alice' } });
    const old = anIncident({ id: 'PINC040', number: 40, openedAt: AT.subtract({ hours: 13 }) });
    const among = (...value: Incident[]) => factsWith({ incidents: { known: true, value } });
    expect(because(among(own, anIncident(), old))).toMatchObject({ kind: 'several-open-incidents', open: [{ number: 42 }] });
    expect(because(among(old, own))).toEqual({ kind: 'incident-opened-by-caller', number: 44 });
  });

  it('that is named and not open is refused with the open ones listed', () => {
    expect(decide([member], factsWith(), { incident: { number: 41 } })).toMatchObject({
      outcome: 'refuse',
      because: { code: 'unknown-incident', name: 'INC-41', open: [{ number: 42 }] },
    });
  });

  it('counts up to its twelfth hour and not a second longer', () => {
    const opened = (openedAt: Temporal.Instant) => factsWith({ incidents: { known: true, value: [anIncident({ openedAt })] } });
    expect(because(opened(AT.subtract({ hours: 12, seconds: 1 })))).toMatchObject({ kind: 'incident-too-old' });
    expect(decide([only], opened(AT.subtract({ hours: 12 })))).toMatchObject({ outcome: 'allow' });
  });

  it('that the caller opened does not count', () => {
    const own = factsWith({ incidents: { known: true, value: [anIncident({ openedBy: { id: 'PALICE1', name: 'Alice' } })] } });
    expect(because(own)).toEqual({ kind: 'incident-opened-by-caller', number: 42 });
    const anyone = aRule({ when: { incident: { ...OPEN, openedBy: 'anyone' } } });
    expect(decide([anyone], own)).toMatchObject({ outcome: 'allow' });
  });

  it('opened by a person does not count for a caller who might be that person', () => {
    const incidents = { known: true, value: [anIncident({ openedBy: { id: 'PBOB002', name: 'Bob' } })] } as const;
    expect(because(factsWith({ incidents, sourceUser: { known: true, value: undefined } }))).toMatchObject({
      kind: 'not-linked',
    });
    expect(because(factsWith({ incidents, sourceUser: silent }))).toMatchObject({ because: { code: 'cannot-tell' } });
  });

  it('whose source is silent makes the rule unknown', () => {
    expect(because(factsWith({ incidents: silent }))).toMatchObject({
      because: { code: 'cannot-tell', unanswered: { about: 'incident' } },
    });
  });
});

describe('variables and reasons', () => {
  it('gives what was asked for, or all that the rule gives', () => {
    expect(decide([onCall], factsWith(), { variables: ['PGPASSWORD'] })).toMatchObject({ variables: ['PGPASSWORD'] });
    expect(decide([onCall], factsWith())).toMatchObject({ variables: ['DATABASE_URL', 'PGPASSWORD'] });
  });

  it('passes over a rule that does not give a variable asked for', () => {
    const narrow = aRule({ name: 'narrow', variables: ['DATABASE_URL'] });
    expect(decide([narrow, member], factsWith(), { variables: ['PGPASSWORD'] })).toMatchObject({ rule: { name: 'member' } });
    expect(decide([narrow], factsWith(), { variables: ['PGPASSWORD'] })).toMatchObject({
      because: { shortfalls: [{ because: { kind: 'variable-not-given', variable: 'PGPASSWORD' } }] },
    });
  });

  it('a required reason may be the incident', () => {
    const strict = { ...onCall, reasonRequired: true };
    expect(decide([strict], factsWith())).toMatchObject({ outcome: 'refuse', because: { code: 'reason-required' } });
    expect(decide([strict], factsWith(), { reason: 'replica lag' })).toMatchObject({ outcome: 'allow' });
    expect(decide([{ ...inIncident, reasonRequired: true }], factsWith())).toMatchObject({ outcome: 'allow' });
  });
});

describe('evidence', () => {
  it('keeps who said what, and when', () => {
    const { evidence } = decide([inIncident], factsWith());
    expect(evidence.askedAt).toEqual(AT);
    expect(evidence.onCall).toEqual([
      { provider: 'PagerDuty', target: 'db-primary', level: 1, shiftEnd: AT.add({ hours: 4 }), user: 'PALICE1', answer: 'yes' },
    ]);
    expect(evidence.incident).toMatchObject({ id: 'PINC042', service: 'Checkout', urgency: 'high', tiedBy: 'only-open' });
  });

  it('keeps a silence as such', () => {
    const { evidence } = decide([onCall], factsWith({ shifts: new Map([['db-primary', fromPagerDuty(silent)]]) }));
    expect(evidence.onCall).toEqual([{ provider: 'PagerDuty', target: 'db-primary', answer: 'timeout' }]);
  });
});
