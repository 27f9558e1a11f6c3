import { describe, expect, it } from 'vitest';
import { decideAccess, type Extending } from '../../src/domain/decide-access.ts';
import type { Answer } from '../../src/domain/evidence.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { ApprovalRule, Rule } from '../../src/domain/policy.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
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
const APPROVE: ApprovalRule = {
  by: [{ kind: 'group', group: 'leads' }],
  count: 1,
  within: Temporal.Duration.from({ minutes: 15 }),
};
const OPEN = { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'others' } as const;

const onCall = aRule({ name: 'on call', when: { onCall: ['db-primary'] } });
const inIncident = aRule({ name: 'in an incident', when: { incident: OPEN } });
const member = aRule({ name: 'member', when: { member: ['sre'] } });
const asksMember = aRule({ name: 'asks members', when: { member: ['sre'] }, approve: APPROVE });
const asksOther = aRule({ name: 'asks others', when: { member: ['dba'] }, approve: { ...APPROVE, count: 2 } });
const glass = aRule({ name: 'break glass', breakGlass: true, when: { member: ['sre'] }, approve: APPROVE });
const glassAlone = aRule({ name: 'break glass alone', breakGlass: true, when: { member: ['sre'] } });

const anIncident = (number: number): Incident => ({
  id: `PINC0${number}`,
  number,
  title: 'latency',
  status: 'triggered',
  urgency: 'high',
  service: { id: 'PSVC123', name: 'Checkout' },
  openedAt: AT.subtract({ minutes: 20 }),
});

const silent = { known: false, source: 'PagerDuty', fault: 'timeout' } as const;
const yes: Answer<boolean> = { known: true, value: true };
const no: Answer<boolean> = { known: true, value: false };
const shift = {
  target: 'db-primary',
  user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
  level: 1,
  end: AT.add({ hours: 4 }),
};

function factsWith(given: Partial<Facts> = {}): Facts {
  return {
    person: 'alice',
    plans: new Map(),
    sourceUser: { known: true, value: 'PALICE1' },
    shifts: new Map([['db-primary', fromPagerDuty({ known: true, value: [shift] })]]),
    incidents: { known: true, value: [anIncident(42)] },
    members: new Map([
      ['sre', yes],
      ['dba', no],
    ]),
    ...given,
  };
}

const pagerDutySilent = factsWith({ shifts: new Map([['db-primary', fromPagerDuty(silent)]]), incidents: silent });
const nobody = factsWith({
  shifts: new Map([['db-primary', fromPagerDuty({ known: true, value: [] })]]),
  members: new Map([
    ['sre', no],
    ['dba', no],
  ]),
});

function decide(rules: Rule[], facts: Facts, request: Partial<AccessRequest> = {}, extending?: Extending) {
  return decideAccess({ ...REQUEST, ...request }, aResource({ rules }), facts, AT, extending);
}

describe('a rule that somebody must agree to', () => {
  it('asks, and says what would be given', () => {
    expect(decide([asksMember], factsWith())).toMatchObject({
      outcome: 'ask',
      rule: { name: 'asks members' },
      approval: APPROVE,
      end: { at: AT.add({ minutes: 30 }), because: 'asked' },
      variables: ['DATABASE_URL', 'PGPASSWORD'],
      unchecked: [],
    });
  });

  it('decides before later rules that would allow', () => {
    expect(decide([asksMember, onCall], factsWith())).toMatchObject({ outcome: 'ask' });
    expect(decide([asksOther, onCall], factsWith())).toMatchObject({ outcome: 'allow', rule: { name: 'on call' } });
  });

  it('may ask behind one that is unknown, and says what could not be checked', () => {
    expect(decide([onCall, asksMember], pagerDutySilent)).toMatchObject({
      outcome: 'ask',
      unchecked: [{ source: 'PagerDuty', fault: 'timeout', about: 'on-call' }],
    });
  });

  it('may ask even behind one that would allow, were nothing above it unknown', () => {
    expect(decide([onCall, member, asksMember], pagerDutySilent)).toMatchObject({
      outcome: 'ask',
      rule: { name: 'asks members' },
    });
    expect(decide([onCall, member], pagerDutySilent)).toMatchObject({ outcome: 'refuse', because: { code: 'cannot-tell' } });
  });

  it('names each silent source once', () => {
    const slackToo = factsWith({
      ...pagerDutySilent,
      members: new Map<string, Answer<boolean>>([
        ['dba', { known: false, source: 'Slack', fault: 'network' }],
        ['sre', yes],
      ]),
    });
    expect(decide([onCall, inIncident, asksOther, asksMember], slackToo)).toMatchObject({
      outcome: 'ask',
      unchecked: [
        { source: 'PagerDuty', about: 'on-call' },
        { source: 'Slack', fault: 'network', about: 'membership' },
      ],
    });
  });

  it('does not ask where it is unknown itself', () => {
    expect(decide([{ ...onCall, approve: APPROVE }], pagerDutySilent)).toMatchObject({ because: { code: 'cannot-tell' } });
  });

  it('wants a reason before it asks, where it says so', () => {
    const strict = { ...asksMember, reasonRequired: true };
    expect(decide([strict], factsWith())).toMatchObject({ outcome: 'refuse', because: { code: 'reason-required' } });
    expect(decide([strict], factsWith(), { reason: 'replica lag' })).toMatchObject({ outcome: 'ask' });
  });
});

describe('breaking glass', () => {
  const breakGlass = { breakGlass: true };

  it('counts only when asked for', () => {
    expect(decide([glassAlone], factsWith())).toMatchObject({ because: { code: 'not-allowed', shortfalls: [] } });
    expect(decide([glassAlone], factsWith(), breakGlass)).toMatchObject({ outcome: 'allow', rule: { breakGlass: true } });
  });

  it('is not needed where the normal rules allow at once', () => {
    expect(decide([glass, onCall], factsWith(), breakGlass)).toMatchObject({ outcome: 'allow', rule: { name: 'on call' } });
    expect(decide([glass, { ...onCall, reasonRequired: true }], factsWith(), breakGlass)).toMatchObject({
      because: { code: 'reason-required' },
    });
  });

  it('goes before a normal rule that would ask', () => {
    expect(decide([asksMember, glassAlone], factsWith(), breakGlass)).toMatchObject({
      outcome: 'allow',
      rule: { name: 'break glass alone' },
    });
  });

  it('is not held up by what normal rules could not check, and tells whoever is asked', () => {
    expect(decide([onCall, inIncident, glassAlone], pagerDutySilent, breakGlass)).toMatchObject({ outcome: 'allow' });
    const unchecked = [{ source: 'PagerDuty', about: 'on-call' }];
    expect(decide([onCall, glass], pagerDutySilent, breakGlass)).toMatchObject({ outcome: 'ask', unchecked });
    expect(decide([onCall, asksMember, glass], pagerDutySilent, breakGlass)).toMatchObject({
      rule: { name: 'break glass' },
      unchecked,
    });
    expect(decide([onCall, glass], nobody, breakGlass)).toMatchObject({ outcome: 'refuse' });
  });

  it('is held up by what break-glass rules could not check', () => {
    const glassOnCall = { ...onCall, name: 'glass on call', breakGlass: true };
    expect(decide([glassOnCall, glassAlone], pagerDutySilent, breakGlass)).toMatchObject({ because: { code: 'cannot-tell' } });
    expect(decide([glassOnCall, glassAlone, glass], pagerDutySilent, breakGlass)).toMatchObject({
      outcome: 'ask',
      rule: { name: 'break glass' },
      unchecked: [{ source: 'PagerDuty', about: 'on-call' }],
    });
  });

  it('is refused by what its own rules lack, or where no rule has it', () => {
    expect(decide([onCall, glass], nobody, breakGlass)).toMatchObject({
      because: { code: 'not-allowed', shortfalls: [{ rule: 'break glass', because: { kind: 'not-a-member' } }] },
    });
    expect(decide([onCall], nobody, breakGlass)).toMatchObject({ because: { code: 'no-break-glass', resource: 'db-prod' } });
    expect(decide([asksMember], factsWith(), breakGlass)).toMatchObject({ because: { code: 'no-break-glass' } });
  });

  it('keeps the incident that is named, or the only open one, though its rule asks for none', () => {
    const two = factsWith({ incidents: { known: true, value: [anIncident(42), anIncident(43)] } });
    expect(decide([glass], factsWith(), breakGlass)).toMatchObject({ incident: { number: 42 } });
    expect(decide([glass], two, { ...breakGlass, incident: { number: 43 } })).toMatchObject({ incident: { number: 43 } });
    expect(decide([glass], two, breakGlass)).not.toHaveProperty('incident');
    expect(decide([glass], pagerDutySilent, breakGlass)).not.toHaveProperty('incident');
    expect(decide([asksMember], factsWith())).not.toHaveProperty('incident');
  });

  it('takes no such incident for a reason', () => {
    expect(decide([{ ...glass, reasonRequired: true }], factsWith(), breakGlass)).toMatchObject({
      because: { code: 'reason-required' },
    });
  });

  it('leaves evidence of the groups of rules that count', () => {
    const groups = (request: Partial<AccessRequest>) =>
      decide([onCall, glass], factsWith(), request).evidence.member?.map(({ group }) => group);
    expect(groups({})).toBeUndefined();
    expect(groups({ breakGlass: true })).toEqual(['sre']);
  });

  it('leaves evidence of the rules that count', () => {
    const glassOnCall = { ...glass, when: { onCall: ['db-second'] } };
    const shifts = new Map(['db-primary', 'db-second'].map((name) => [name, fromPagerDuty(silent)]));
    const targets = (request: Partial<AccessRequest>) =>
      decide([onCall, glassOnCall], factsWith({ shifts }), request).evidence.onCall.map(({ target }) => target);
    expect(targets({})).toEqual(['db-primary']);
    expect(targets(breakGlass)).toEqual(['db-primary', 'db-second']);
  });
});

describe('an extension', () => {
  const anHourOld = { startedAt: AT.subtract({ minutes: 50 }), atMost: Temporal.Duration.from({ hours: 1 }) };

  it('is capped from the start of the grant', () => {
    const longer = { time: { kind: 'longer', than: AT.add({ minutes: 5 }) } } as const;
    expect(decide([member], factsWith(), longer, anHourOld)).toMatchObject({
      end: { at: AT.add({ minutes: 10 }), because: 'at-most' },
    });
  });

  it('is refused where the cap leaves nothing', () => {
    const spent = { startedAt: AT.subtract({ minutes: 40 }), atMost: Temporal.Duration.from({ minutes: 40 }) };
    expect(decide([member], factsWith(), {}, spent)).toMatchObject({
      because: { code: 'at-its-longest', atMost: spent.atMost, since: spent.startedAt },
    });
    expect(decide([asksMember], factsWith(), {}, { ...anHourOld, startedAt: AT.subtract({ hours: 2 }) })).toMatchObject({
      because: { code: 'at-its-longest' },
    });
  });
});
