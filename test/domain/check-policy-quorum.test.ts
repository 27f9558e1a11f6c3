import { describe, expect, it } from 'vitest';
import type { Approvers, Rule } from '../../src/domain/policy.ts';
import { aRule } from '../builders/a-policy.ts';
import { asking, aTeam, foundIn, target } from './a-checked-policy.ts';

const group = (name: string): Approvers => ({ kind: 'group', group: name });
const person = (name: string): Approvers => ({ kind: 'person', person: name });
const onCall = (name: string): Approvers => ({ kind: 'on-call', target: name });

const found = (when: Rule['when'], count: number, ...by: Approvers[]) =>
  foundIn([aRule({ name: 'a', when, approve: asking(count, by) })], TARGETS);

const TARGETS = {
  targets: new Map([...aTeam().targets, target('levels', { of: { escalationPolicy: 'PESC123' }, levels: 2 })]),
};
const SRE = { member: ['sre'] };
const ONE = { onCall: ['one'] };
const MISTAKE = 'mistake rule db-prod a approve: ';
const MEND = " | Name somebody who may agree and doesn't ask, or want fewer.";
const OTHERS = ' | Name somebody else beside those on call.';

describe('cover that is not settled', () => {
  const settled = { settled: Temporal.Duration.from({ minutes: 15 }) };
  const foundUnsettled = (given: Partial<Rule>, when: Rule['when'] = ONE) =>
    foundIn([aRule({ name: 'a', when, ...settled, ...given })], TARGETS);
  const WARNING = 'warning rule db-prod a settled: opens nothing by cover that is newer than 15m: ';
  const APPROVERS = ' | Name `approvers` of the resource: a group in which somebody else is.';

  it('that nobody is named for: a warning', () => {
    expect(foundUnsettled({})).toEqual([`${WARNING}nobody can agree to it${APPROVERS}`]);
  });

  it('that too few can agree to: a warning', () => {
    expect(foundUnsettled({ unsettledApproval: asking(1, [group('db')]) }, { ...ONE, member: ['db'] })).toEqual([
      `${WARNING}only alice can agree, and nobody else can ask: 1 other never can${APPROVERS}`,
    ]);
  });

  it('that somebody else can agree to, that the rule asks for anyway, or that is let: nothing is found', () => {
    expect(foundUnsettled({ unsettledApproval: asking(1) })).toEqual([]);
    expect(foundUnsettled({ approve: asking(1) })).toEqual([]);
    expect(foundUnsettled({ settled: new Temporal.Duration() })).toEqual([]);
  });
});

describe('people who are listed', () => {
  it.each<[string, Rule['when'], number, Approvers[], string]>([
    ['are fewer than must agree', SRE, 3, [group('sec')], 'only carol and dave can agree: 3 others never can'],
    [
      'are only whoever asks',
      { member: ['db'] },
      1,
      [person('alice')],
      'only alice can agree, and nobody else can ask: 1 other never can',
    ],
    [
      'are too few without whoever asks',
      SRE,
      2,
      [group('sre')],
      'only alice and bob can agree, and nobody else can ask: 2 others never can',
    ],
    ['count once', SRE, 2, [person('carol'), person('carol')], 'only carol can agree: 2 others never can'],
  ])('%s: a mistake', (_, when, count, by, message) => {
    expect(found(when, count, ...by)).toEqual([`${MISTAKE}${message}${MEND}`]);
  });

  it('are none in an empty group: a mistake', () => {
    const groups = new Map([...aTeam().groups, ['none', { name: 'none', kind: 'people' as const, members: [] }] as const]);
    expect(foundIn([aRule({ name: 'a', when: SRE, approve: asking(1, [group('none')]) })], { groups })).toEqual([
      `${MISTAKE}nobody can agree: 1 other never can${MEND}`,
    ]);
  });

  it.each<[string, Rule['when'], number, Approvers[]]>([
    ['are others', SRE, 2, [group('sec')]],
    ['are one more than must agree', SRE, 2, [group('sre'), person('carol')]],
    ['may be asked by somebody else too', { member: ['sre', 'leads'] }, 2, [group('sre')]],
    ['may be asked by whoever is on call', ONE, 2, [group('sre')]],
    ['may be asked by one who is not among them', { member: ['sre'] }, 1, [person('bob')]],
  ])('%s: nothing is found', (_, when, count, by) => {
    expect(found(when, count, ...by)).toEqual([]);
  });
});

describe('who is on call', () => {
  it.each<[string, Rule['when'], number, Approvers[], string]>([
    ['is one on a schedule', SRE, 2, [onCall('one')], 'needs 2 to agree, but usually only 1 can'],
    ['is one on each schedule', SRE, 3, [onCall('one'), onCall('two')], 'needs 3 to agree, but usually only 2 can'],
    ['is one on each level', SRE, 3, [onCall('levels')], 'needs 3 to agree, but usually only 2 can'],
    [
      'is whoever asks',
      ONE,
      1,
      [onCall('one')],
      'needs 1 to agree, but usually nobody can besides whoever asks, who is on call for one too',
    ],
    [
      'is whoever asks, and one more is not enough',
      ONE,
      2,
      [onCall('one'), person('carol')],
      'needs 2 to agree, but usually only 1 can besides whoever asks, who is on call for one too',
    ],
  ])('%s: a warning', (_, when, count, by, message) => {
    expect(found(when, count, ...by)).toEqual([`warning rule db-prod a approve: ${message}${OTHERS}`]);
  });

  it.each<[string, Rule['when'], number, Approvers[]]>([
    ['is enough', SRE, 1, [onCall('one')]],
    ['is somebody else', ONE, 1, [onCall('two')]],
    ['may be somebody else', { onCall: ['one', 'two'] }, 1, [onCall('one')]],
    ['is one of two levels', { onCall: ['two'] }, 2, [onCall('levels')]],
    ['is enough with others', ONE, 2, [onCall('one'), group('sec')]],
  ])('%s: nothing is found', (_, when, count, by) => {
    expect(found(when, count, ...by)).toEqual([]);
  });
});

describe('a group of Slack', () => {
  it('may have too few where more than one must agree: a note', () => {
    const note = (message: string) => [`note rule db-prod a approve: ${message}`];
    expect(found(SRE, 2, group('leads'))).toEqual(note('needs 2 to agree, and how many are in leads is known to Slack only'));
    expect(found(SRE, 3, group('leads'), group('guild'), group('sec'))).toEqual(
      note('needs 3 to agree, and how many are in leads and guild is known to Slack only'),
    );
  });

  it('is enough for one, and beside enough others', () => {
    expect(found(SRE, 1, group('leads'))).toEqual([]);
    expect(found(SRE, 2, group('leads'), group('sec'), onCall('one'))).toEqual([]);
  });
});
