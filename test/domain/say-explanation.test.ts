import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/domain/facts.ts';
import type { Rule } from '../../src/domain/policy.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import { type Mark, sayDecision, sayExplainedRule, sayUncheckedIn } from '../../src/domain/say-explanation.ts';
import { type Who, whoIsCalled, YOU } from '../../src/domain/say-who.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { fromPagerDuty } from '../builders/a-shift.ts';
import { anIncident } from '../builders/an-incident.ts';
import {
  AT,
  BOB_ON_CALL,
  explained,
  facts,
  free,
  glass,
  inIncident,
  LEADS,
  member,
  minutes,
  NOBODY_ON_CALL,
  OPEN,
  PAGERDUTY_SILENT,
  quiet,
  READER,
  SLACK_SILENT,
} from './explained.ts';

/** The lines of its conditions. */
function conditionsOf(rule: Rule, given: Facts, asked: Partial<AccessRequest> = {}, who: Who = YOU): string[] {
  const { rules } = explained([rule], given, asked);
  const said = sayExplainedRule(rules[0]!, { resource: aResource({ rules: [rule] }), reader: READER, who });
  return said.conditions.map(({ mark, text }) => `${mark} ${text}`);
}

describe('a condition is told in words', () => {
  const onCall = aRule({ name: 'on call', when: { onCall: ['db-primary'] } });
  const incident = aRule({ name: 'incident', when: { incident: OPEN } });
  const lag = anIncident({ openedAt: AT.subtract({ minutes: 10 }) });
  const open = (...value: ReturnType<typeof anIncident>[]): Partial<Facts> => ({ incidents: { known: true, value } });

  it.each<[string, Rule, Partial<Facts>, Partial<AccessRequest>, string[]]>([
    ['on call', onCall, {}, {}, ["✓ You're on call for db-primary until 07:00."]],
    ['not on call', onCall, { shifts: BOB_ON_CALL }, {}, ["✗ You're not on call for db-primary. Bob is, until 07:00."]],
    ['nobody on call', onCall, { shifts: NOBODY_ON_CALL }, {}, ["✗ You're not on call for db-primary. Nobody is."]],
    [
      'not linked',
      onCall,
      { sourceUser: { known: true, value: undefined } },
      {},
      ["✗ I don't know your PagerDuty user, so I can't see your shifts."],
    ],
    [
      'silent',
      onCall,
      { shifts: new Map([['db-primary', fromPagerDuty(PAGERDUTY_SILENT)]]) },
      {},
      ["? PagerDuty didn't answer, so I can't tell whether you're on call."],
    ],
    [
      'not asked',
      onCall,
      { sourceUser: { known: false, source: 'PagerDuty', fault: 'not-asked' } },
      {},
      ["? PagerDuty wasn't asked, so I can't tell whether you're on call."],
    ],
    ['an incident', incident, open(lag), {}, ['✓ INC-42 Replica lag is open.']],
    ['no incident', incident, {}, {}, ['✗ db-prod needs an open incident, and there is none.']],
    [
      'several',
      incident,
      open(lag, { ...lag, id: 'Q2', number: 43, title: 'Disk' }),
      {},
      ['✗ Which incident? Open are INC-42 Replica lag and INC-43 Disk.'],
    ],
    ['too old', incident, open({ ...lag, openedAt: AT.subtract({ hours: 13 }) }), {}, ['✗ INC-42 is over 12 h old.']],
    [
      'her own',
      incident,
      open({ ...lag, openedBy: { id: 'PALICE1', name: 'Alice' } }),
      {},
      ["✗ You opened INC-42 yourself, so it doesn't count for you."],
    ],
    [
      'incidents silent',
      incident,
      { incidents: PAGERDUTY_SILENT },
      {},
      ["? PagerDuty didn't answer, so I can't tell whether an incident is open."],
    ],
    ['a member', member, {}, {}, ["✓ You're in sre."]],
    ['no member', member, { members: new Map() }, {}, ["✗ You're not in sre or dba."]],
    [
      'groups silent',
      member,
      { members: new Map([['sre', SLACK_SILENT]]) },
      {},
      ["? Slack takes no more questions right now, so I can't tell whether you're in the group."],
    ],
    ['no condition', free, {}, {}, ['✓ It has no condition.']],
    ['variables', free, {}, { variables: ['PGPASSWORD'] }, ['✓ It gives PGPASSWORD.']],
    [
      'other variables',
      { ...free, variables: ['DATABASE_URL'] },
      {},
      { variables: ['PGPASSWORD'] },
      ["✗ It doesn't give PGPASSWORD."],
    ],
  ])('%s', (_, rule, given, asked, words) => {
    expect(conditionsOf(rule, facts(given), asked)).toEqual(words);
  });

  it.each<[Rule, Partial<Facts>, string]>([
    [onCall, {}, '✓ Bo is on call for db-primary until 07:00.'],
    [onCall, { shifts: BOB_ON_CALL }, "✗ Bo isn't on call for db-primary. Bob is, until 07:00."],
    [
      onCall,
      { sourceUser: { known: true, value: undefined } },
      "✗ I don't know Bo's PagerDuty user, so I can't see their shifts.",
    ],
    [
      onCall,
      { sourceUser: PAGERDUTY_SILENT, shifts: BOB_ON_CALL },
      "? PagerDuty didn't answer, so I can't tell whether Bo is on call.",
    ],
    [incident, open({ ...lag, openedBy: { id: 'PALICE1', name: 'Alice' } }), "✗ Bo opened INC-42, so it doesn't count for them."],
    [member, { members: new Map() }, "✗ Bo isn't in sre or dba."],
    [
      member,
      { members: new Map([['sre', SLACK_SILENT]]) },
      "? Slack takes no more questions right now, so I can't tell whether Bo is in the group.",
    ],
  ])('of somebody else: %#', (rule, given, words) => {
    expect(conditionsOf(rule, facts(given), {}, whoIsCalled('Bo'))).toEqual([words]);
  });
});

describe('a rule is told in words', () => {
  const said = (rules: Rule[], given: Facts, asked: Partial<AccessRequest> = {}) =>
    explained(rules, given, asked).rules.map((rule) =>
      sayExplainedRule(rule, { resource: aResource(), reader: READER, who: YOU }),
    );

  it('with its mark and standing', () => {
    const marks = (...given: Parameters<typeof said>): [Mark, string][] =>
      said(...given).map(({ mark, standing }) => [mark, standing]);
    expect(marks([inIncident, quiet, free, glass], facts())).toEqual([
      ['✗', 'passed over'],
      ['✓', 'decides'],
      ['–', 'not reached'],
      ['–', 'only when you break glass'],
    ]);
    expect(marks([inIncident, free], facts({ incidents: PAGERDUTY_SILENT }))).toEqual([
      ['?', "can't tell"],
      ['?', "fits, but a rule above couldn't be checked"],
    ]);
    expect(marks([quiet, glass], facts(), { breakGlass: true })[0]).toEqual(['–', 'fits, but wants a yes, and you break glass']);
    expect(marks([{ ...free, reasonRequired: true }], facts())).toEqual([['✗', 'fits, and yet it is no']]);
  });

  it('with what it would give', () => {
    const two = {
      ...LEADS,
      count: 2,
      by: [...LEADS.by, { kind: 'on-call', target: 'db-secondary' }, { kind: 'person', person: 'carol' }],
    } as const;
    const review = { by: ['carol'], within: Temporal.Duration.from({ hours: 24 }) };
    const rules = [
      free,
      quiet,
      { ...quiet, approve: two },
      { ...glass, review, reasonRequired: true, variables: ['DATABASE_URL'] },
    ];
    expect(said(rules, facts()).map(({ gives }) => gives)).toEqual([
      'at once, for 30 min, 1 h at most',
      'with a yes from leads, for 30 min, 1 h at most',
      'with 2 yeses from leads, whoever is on call for db-secondary or carol, for 30 min, 1 h at most',
      'at once, for 15 min, 30 min at most, only DATABASE_URL, only with a reason, reviewed afterwards',
    ]);
  });
});

describe('the decision is told in a sentence', () => {
  function sentence(rules: Rule[], given: Facts, asked: Partial<AccessRequest> = {}, who: Who = YOU) {
    return sayDecision(explained(rules, given, asked).decision, { resource: aResource({ rules }), reader: READER, who });
  }
  const long = { kind: 'for', duration: Temporal.Duration.from({ hours: 20 }) } as const;
  const lasting = {
    ...inIncident,
    when: { onCall: ['db-primary'] },
    grant: { default: minutes(30), atMost: Temporal.Duration.from({ hours: 24 }) },
  };

  it('that allows: the rule, and until when and why then', () => {
    expect(sentence([free], facts())).toEqual({ text: '“everyone” opens db-prod at once, until 03:47 (30 min).' });
    expect(sentence([free], facts(), { time: long })).toEqual({
      text: '“everyone” opens db-prod at once, until 04:17 (1 h, the most it gives).',
    });
    expect(sentence([lasting], facts(), { time: long }).text).toBe(
      '“on call, incident open” opens db-prod at once, until 07:00 (your shift ends).',
    );
    expect(sentence([lasting], facts(), { time: long }, whoIsCalled('Bo')).text).toContain('(their shift ends)');
  });

  it('that asks: of whom, and what could not be checked', () => {
    expect(sentence([quiet], facts())).toEqual({
      text: '“on call, quiet” opens db-prod with a yes from leads, until 03:47 (30 min).',
      help: 'Whoever is asked has 15 min to agree.',
    });
    const unsure = explained([inIncident, quiet], facts({ incidents: PAGERDUTY_SILENT }));
    expect(sayUncheckedIn(unsure, { reader: READER, who: YOU })).toBe(
      "PagerDuty didn't answer, so I can't tell whether an incident is open.",
    );
    expect(sayUncheckedIn(explained([quiet], facts()), { reader: READER, who: YOU })).toBeUndefined();
  });

  it('that refuses: as the refusal says it, or about somebody else', () => {
    const off = facts({ shifts: BOB_ON_CALL });
    expect(sentence([quiet], off)).toEqual({
      text: "You're not on call for db-primary. Bob is, until 07:00.",
      help: 'Ask Bob, or try again when your shift has begun.',
    });
    expect(sentence([quiet], off, {}, whoIsCalled('Bo'))).toEqual({ text: 'No rule opens db-prod for Bo.' });
    expect(sentence([inIncident], facts({ incidents: PAGERDUTY_SILENT }), {}, whoIsCalled('Bo'))).toEqual({
      text: "PagerDuty didn't answer, so I can't tell whether an incident is open.",
      help: 'So no rule opens db-prod for Bo now.',
    });
    expect(sentence([{ ...free, reasonRequired: true }], facts(), {}, whoIsCalled('Bo')).text).toBe('db-prod needs a reason.');
  });
});
