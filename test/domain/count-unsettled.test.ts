import { expect, test } from 'vitest';
import { weekCount } from '../../src/domain/count-week.ts';
import { readLogged } from '../../src/domain/logged-entry.ts';

const at = (text: string) => Temporal.Instant.from(text);
const WEEK = { from: at('2026-11-01T23:00:00Z'), to: at('2026-11-08T23:00:00Z') };
const BEFORE = { from: at('2026-10-25T23:00:00Z'), to: WEEK.from };
const OFFICE = { days: [], from: Temporal.PlainTime.from('08:00'), to: Temporal.PlainTime.from('18:00') };
const UNSETTLED = { evidence: { askedAt: '2026-11-03T01:00:00Z', onCall: [], unsettled: { target: 'db-primary' } } };

/** Who is named for entries of those kinds. */
function named(...entries: [when: string, kind: string, who: string, about: object][]) {
  const count = weekCount({ week: WEEK, before: BEFORE, timezone: 'Europe/Berlin', officeHours: OFFICE });
  for (const [when, kind, who, about] of entries) {
    const by = { kind: 'person', id: `p-${who}`, name: who };
    const record = JSON.stringify({ seq: 1, at: when, about: { resource: 'db-prod', ...about }, by, kind });
    const entry = readLogged({ at: at(when), record });
    if (entry) count.add(entry);
  }
  return count.counted().worthALook.unsettled;
}

test('who asked by cover that was not planned is named, and whoever did so most often first', () => {
  expect(
    named(
      ['2026-11-03T01:00:00Z', 'access-asked', 'alice', { resource: 'status-page', ...UNSETTLED }],
      ['2026-11-03T02:00:00Z', 'access-asked', 'bob', UNSETTLED],
      ['2026-11-03T03:00:00Z', 'refused', 'bob', { code: 'not-settled', ...UNSETTLED }],
    ),
  ).toEqual({
    total: 2,
    first: [
      { person: 'bob', resource: 'db-prod', target: 'db-primary', times: 2 },
      { person: 'alice', resource: 'status-page', target: 'db-primary', times: 1 },
    ],
  });
});

test('what somebody agreed to is not told twice, nor what was in another week, was planned or cannot be read', () => {
  expect(
    named(
      ['2026-11-01T22:59:59Z', 'access-asked', 'bob', UNSETTLED],
      ['2026-11-03T01:05:00Z', 'access-granted', 'bob', UNSETTLED],
      ['2026-11-03T02:00:00Z', 'access-asked', 'bob', { evidence: { onCall: [] } }],
      ['2026-11-03T03:00:00Z', 'access-asked', 'bob', { evidence: 'odd' }],
    ),
  ).toEqual({ total: 0, first: [] });
});
