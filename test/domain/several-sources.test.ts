import { describe, expect, test } from 'vitest';
import { evidenceOf } from '../../src/domain/evidence-of.ts';
import type { Facts, SourceAnswer } from '../../src/domain/facts.ts';
import { findOnCall } from '../../src/domain/find-conditions.ts';
import type { InsteadOf } from '../../src/domain/provider.ts';
import { sayCover, targetsSaid } from '../../src/domain/say-cover.ts';
import { sayShortfall } from '../../src/domain/say-shortfall.ts';
import { onCallAt, type Shift, usersOnCallAt } from '../../src/domain/shift.ts';
import { aPolicy, aRule } from '../builders/a-policy.ts';

const AT = Temporal.Instant.from('2026-03-02T03:17:00Z');
const READER = { timezone: 'UTC', now: AT };
const NAMES: Record<string, string> = { PALICE1: 'Alice', PBOB002: 'Bob' };
const { people } = aPolicy();

const shift = (user: Shift['user'], hours: number): Shift => ({
  ...{ target: 'db-primary', user, level: 1 },
  ...{ start: AT.subtract({ hours: 1 }), end: AT.add({ hours }) },
});
const ofPagerDuty = (id: string, hours = 4) => shift({ provider: 'pagerduty', id, name: NAMES[id] ?? id }, hours);
const ofRotation = (id: string, hours = 4) => shift({ provider: 'rotation', id, name: id }, hours);

const DOWN: InsteadOf = { provider: 'pagerduty', fault: 'timeout' };
const pagerDuty = (...value: Shift[]): SourceAnswer => ({ known: true, value, provider: 'pagerduty', key: 'p' });
const rotation = (...value: Shift[]): SourceAnswer => ({ known: true, value, provider: 'rotation', key: 'r' });
const instead = (...value: Shift[]): SourceAnswer => ({ ...rotation(...value), insteadOf: DOWN });
const silent: SourceAnswer = { known: false, source: 'PagerDuty', fault: 'timeout', provider: 'pagerduty', key: 'p' };

const factsOf = (said: readonly SourceAnswer[], given: Partial<Facts> = {}): Facts => ({
  ...{ person: 'alice', people, sourceUser: { known: true, value: 'PALICE1' } },
  ...{ shifts: new Map([['db-primary', said]]), plans: new Map(), incidents: { known: true, value: [] }, members: new Map() },
  ...given,
});
const found = (said: readonly SourceAnswer[], given?: Partial<Facts>) => findOnCall(['db-primary'], factsOf(said, given), AT);

/** What the caller is told. */
function said(answers: readonly SourceAnswer[]) {
  const finding = found(answers);
  return finding.truth === 'false' ? sayShortfall(finding.because, 'db-prod', READER) : undefined;
}

describe('who is on call by several sources', () => {
  test.each<[string, SourceAnswer[], string]>([
    ['one of them says so', [pagerDuty(), rotation(ofRotation('alice'))], 'true'],
    ['the other one says so', [pagerDuty(ofPagerDuty('PALICE1')), rotation()], 'true'],
    ['one says so while the other is silent', [silent, rotation(ofRotation('alice'))], 'true'],
    ['both say no', [pagerDuty(), rotation()], 'false'],
    ['one says no while the other is silent', [silent, rotation(ofRotation('bob'))], 'unknown'],
    ['the one in the place of a silent one says so', [instead(ofRotation('alice'))], 'true'],
    ['the one in the place of a silent one says no', [instead(ofRotation('bob'))], 'false'],
  ])('%s', (_, said, truth) => {
    expect(found(said).truth).toBe(truth);
  });

  test('a rotation knows the caller while nobody can tell who they are in PagerDuty', () => {
    const sourceUser = { known: false, source: 'PagerDuty', fault: 'timeout' } as const;
    expect(found([instead(ofRotation('alice'))], { sourceUser })).toMatchObject({ truth: 'true' });
    expect(found([instead(ofRotation('bob'))], { sourceUser })).toMatchObject({ truth: 'false' });
    expect(found([pagerDuty(), rotation()], { sourceUser })).toMatchObject({ truth: 'unknown' });
  });

  test('whoever has no account in PagerDuty is on call by a rotation, or is told who is', () => {
    const sourceUser = { known: true, value: undefined } as const;
    expect(found([pagerDuty(), rotation(ofRotation('alice'))], { sourceUser })).toMatchObject({ truth: 'true' });
    expect(found([pagerDuty(), rotation(ofRotation('bob'))], { sourceUser })).toMatchObject({
      because: { kind: 'not-on-call', onCall: [{ name: 'bob' }] },
    });
  });

  test('cover by one goes on by the other', () => {
    const next = { ...ofRotation('alice', 9), start: AT.add({ hours: 4 }) };
    expect(found([pagerDuty(ofPagerDuty('PALICE1')), rotation(next)]).cover?.end).toEqual(AT.add({ hours: 9 }));
  });
});

describe('somebody whom two sources have on call', () => {
  const both = [ofPagerDuty('PBOB002', 2), ofRotation('bob', 6), ofRotation('carol')];

  test('is one person, by the name of PagerDuty and until the last of their ends', () => {
    expect(onCallAt(both, AT, people)).toEqual([
      { name: 'Bob', until: AT.add({ hours: 6 }) },
      { name: 'carol', until: AT.add({ hours: 4 }) },
    ]);
    expect(usersOnCallAt(both, AT, people).map(({ id }) => id)).toEqual(['PBOB002', 'carol']);
  });

  test('is told once in a refusal', () => {
    expect(said([pagerDuty(ofPagerDuty('PBOB002')), rotation(ofRotation('bob'))])).toEqual({
      text: "You're not on call for db-primary. Bob is, until 07:17.",
      help: 'Ask Bob, or try again when your shift has begun.',
    });
  });
});

describe('a refusal', () => {
  test('says that another source answered', () => {
    expect(said([instead(ofRotation('bob'))])?.text).toBe(
      "PagerDuty didn't answer, so this is by the rotation file. You're not on call for db-primary. bob is, until 07:17.",
    );
  });

  test.each<[string, SourceAnswer[], string]>([
    ['PagerDuty', [pagerDuty()], 'PagerDuty'],
    ['a rotation', [rotation()], 'the rotation file'],
    ['both', [pagerDuty(), rotation()], 'PagerDuty or the rotation file'],
  ])('where nobody is on call names where an override would count: %s', (_, answers, where) => {
    expect(said(answers)).toEqual({
      text: "You're not on call for db-primary. Nobody is.",
      help: `Ask for an override in ${where}, then try again.`,
    });
  });
});

describe('evidence', () => {
  const request = { resource: 'db-prod', channel: '', variables: [], breakGlass: false, reason: '', time: { kind: 'default' } };
  const rule = aRule({ when: { onCall: ['db-primary'] } });
  const evidence = (answers: readonly SourceAnswer[]) => evidenceOf(request as never, [rule], factsOf(answers), AT).onCall;
  const cards = (answers: readonly SourceAnswer[]) =>
    targetsSaid(evidence(answers)).map((target) => sayCover(target, READER) ?? 'unknown');

  test('has each source, who the caller is there, and whom it stood in for', () => {
    expect(evidence([pagerDuty(ofPagerDuty('PALICE1')), rotation()])).toEqual([
      { provider: 'PagerDuty', target: 'db-primary', answer: 'yes', level: 1, shiftEnd: AT.add({ hours: 4 }), user: 'PALICE1' },
      { provider: 'the rotation file', target: 'db-primary', answer: 'no' },
    ]);
    expect(evidence([instead(ofRotation('alice'))])).toMatchObject([
      { provider: 'the rotation file', insteadOf: { provider: 'PagerDuty', fault: 'timeout' }, answer: 'yes', user: 'alice' },
    ]);
  });

  test.each<[string, SourceAnswer[], string]>([
    ['PagerDuty goes without saying', [pagerDuty(ofPagerDuty('PALICE1'))], 'on call for db-primary until 07:17'],
    ['a rotation is named', [rotation(ofRotation('alice'))], 'on call for db-primary until 07:17 (by the rotation file)'],
    [
      'so is whom it stood in for',
      [instead(ofRotation('alice'))],
      "on call for db-primary until 07:17 (by the rotation file: PagerDuty didn't answer)",
    ],
    [
      'a yes is enough',
      [pagerDuty(), rotation(ofRotation('alice'))],
      'on call for db-primary until 07:17 (by the rotation file)',
    ],
    ['a no', [pagerDuty(), rotation()], 'not on call for db-primary'],
    [
      'a no in the place of a silent one',
      [instead()],
      "not on call for db-primary (by the rotation file: PagerDuty didn't answer)",
    ],
    ['a no beside a silent one is none', [silent, rotation()], 'unknown'],
    [
      'the longest of two covers',
      [pagerDuty(ofPagerDuty('PALICE1', 2)), rotation(ofRotation('alice', 6))],
      'on call for db-primary until 09:17',
    ],
  ])('is told once a target on cards: %s', (_, answers, words) => {
    expect(cards(answers)).toEqual([words]);
  });
});
