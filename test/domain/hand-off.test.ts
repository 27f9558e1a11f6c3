import { describe, expect, test } from 'vitest';
import type { OnCallEvidence } from '../../src/domain/evidence.ts';
import type { SourceAnswer } from '../../src/domain/facts.ts';
import { afterReading, readCover, rulesOfShift } from '../../src/domain/hand-off.ts';
import type { Shift } from '../../src/domain/shift.ts';
import { aResource, aRule } from '../builders/a-policy.ts';
import { aUser } from '../builders/a-shift.ts';

const AT = Temporal.Instant.from('2026-03-01T03:17:00Z');
const END = AT.add({ hours: 4 });
const IDS = { pagerduty: 'PALICE1', rotation: 'alice' };

const yes = (given: Partial<OnCallEvidence> = {}): OnCallEvidence => ({
  ...{ provider: 'PagerDuty', target: 'db-primary', user: 'PALICE1', answer: 'yes' },
  ...given,
});
const DOWN = { provider: 'PagerDuty', fault: 'timeout' } as const;
const grant = (...onCall: OnCallEvidence[]) => ({
  endsAt: END,
  evidence: { askedAt: AT, onCall: onCall.length > 0 ? onCall : [yes()] },
});
const shift = (end: Temporal.Instant | undefined, user = aUser()): Shift => ({
  ...{ target: 'db-primary', user, level: 1, start: AT.subtract({ hours: 1 }) },
  ...(end && { end }),
});
const said = (...shifts: Shift[]): SourceAnswer => ({ known: true, value: shifts, provider: 'pagerduty', key: 'a' });
const silent: SourceAnswer = { known: false, source: 'PagerDuty', fault: 'timeout', provider: 'pagerduty', key: 'b' };
const inFile = (...shifts: Shift[]): SourceAnswer => ({ known: true, value: shifts, provider: 'rotation', key: 'c' });
const instead = (answer: SourceAnswer): SourceAnswer => ({ ...answer, insteadOf: { provider: 'pagerduty', fault: 'timeout' } });
const BOB = aUser('PBOB002', 'Bob');
const ALICE_IN_FILE = { provider: 'rotation', id: 'alice', name: 'alice' } as const;

describe('what a reading says of a holder’s cover', () => {
  test.each([
    ['ends a second before the grant', END.subtract({ seconds: 1 }), { endsAt: END.subtract({ seconds: 1 }) }],
    ['ends with the grant', END, 'lasts'],
    ['ends a second after it', END.add({ seconds: 1 }), 'lasts'],
    ['has no end', undefined, 'lasts'],
  ])('a shift that %s', (_which, end, read) => {
    expect(readCover(grant(), [said(shift(end))], IDS, AT)).toEqual(read);
  });

  test('who is on call no more is off call as of now', () => {
    expect(readCover(grant(), [said(shift(END, BOB))], IDS, AT)).toEqual({ endsAt: AT });
    expect(readCover(grant(), [said(shift(AT))], IDS, AT)).toEqual({ endsAt: AT });
    expect(readCover(grant(), [said()], IDS, AT)).toEqual({ endsAt: AT });
  });

  test('shifts that follow one another, over several targets, are one cover', () => {
    const next = { ...shift(END), start: AT.add({ hours: 1 }) };
    expect(readCover(grant(), [said(shift(AT.add({ hours: 1 }))), said(next)], IDS, AT)).toBe('lasts');
  });

  test('a source that doesn’t answer can’t be read as off call, nor as an earlier end', () => {
    expect(readCover(grant(), [silent], IDS, AT)).toBe('unknown');
    expect(readCover(grant(), [said(shift(AT.add({ hours: 1 }))), silent], IDS, AT)).toBe('unknown');
    expect(readCover(grant(), [said(shift(END)), silent], IDS, AT)).toBe('lasts');
  });

  test('nothing asked is nothing known', () => {
    expect(readCover(grant(), [], IDS, AT)).toBe('unknown');
  });

  test('a fallback counts only for a grant that it gave', () => {
    const offCall = instead(inFile());
    const onCall = instead(inFile(shift(END, ALICE_IN_FILE)));
    const byFallback = grant(yes({ provider: 'the rotation file', insteadOf: DOWN, user: 'alice' }));
    expect(readCover(grant(), [offCall], IDS, AT)).toBe('unknown');
    expect(readCover(grant(), [onCall], IDS, AT)).toBe('unknown');
    expect(readCover(byFallback, [offCall], IDS, AT)).toEqual({ endsAt: AT });
    expect(readCover(byFallback, [onCall], IDS, AT)).toBe('lasts');
    expect(readCover(byFallback, [said()], IDS, AT)).toEqual({ endsAt: AT });
  });

  test('who isn’t known at a source isn’t off call there, unless the decision found that they have no account', () => {
    const ids = { rotation: 'alice' };
    const byFile = yes({ provider: 'the rotation file', user: 'alice' });
    const asked = { provider: 'PagerDuty', target: 'db-primary' };
    expect(readCover(grant(byFile), [said(), inFile()], ids, AT)).toBe('unknown');
    expect(readCover(grant(byFile, { ...asked, answer: 'timeout' }), [said(), inFile()], ids, AT)).toBe('unknown');
    expect(readCover(grant(byFile, { ...asked, answer: 'no' }), [said(), inFile()], ids, AT)).toEqual({ endsAt: AT });
  });
});

describe('after a reading', () => {
  const before = { endsAt: AT.add({ minutes: 30 }), readAt: AT };
  const later = AT.add({ seconds: 60 });

  test('the first is kept and moves nothing', () => {
    expect(afterReading(undefined, { endsAt: END }, AT)).toEqual({ keep: { endsAt: END, readAt: AT } });
  });

  test.each([
    [49, undefined],
    [50, before.endsAt],
    [3600, before.endsAt],
  ])('a second one %i seconds later moves the end or not', (seconds, endsAt) => {
    expect(afterReading(before, { endsAt: before.endsAt }, AT.add({ seconds }))?.endsAt).toEqual(endsAt);
  });

  test('of two ends the later one is what both prove', () => {
    const sooner = { endsAt: AT.add({ minutes: 10 }) };
    expect(afterReading(before, sooner, later)).toEqual({ keep: { ...sooner, readAt: later }, endsAt: before.endsAt });
    const longer = { endsAt: AT.add({ minutes: 40 }) };
    expect(afterReading(before, longer, later)?.endsAt).toEqual(longer.endsAt);
  });

  test('cover that lasts forgets the first one, what can’t be told forgets nothing', () => {
    expect(afterReading(before, 'lasts', later)).toEqual({ keep: undefined });
    expect(afterReading(undefined, 'lasts', later)).toBeUndefined();
    expect(afterReading(before, 'unknown', later)).toBeUndefined();
  });
});

test('a shift is of the rule’s own targets; where it names none, of all that the resource’s rules name', () => {
  const own = aRule({ name: 'own', when: { onCall: ['db-primary'] } });
  const second = aRule({ name: 'second', when: { onCall: ['db-secondary'] } });
  const leads = aRule({ name: 'leads', when: { member: ['leads'] } });
  const resource = aResource({ rules: [own, second, leads] });
  expect(rulesOfShift(resource, 'second')).toEqual([second]);
  expect(rulesOfShift(resource, 'leads')).toEqual([own, second, leads]);
});
