import { describe, expect, test } from 'vitest';
import { sayDigest } from '../../src/domain/say-digest.ts';
import { aBusyDigest, aDigest, aMention, NOTHING_TO_LOOK_AT } from '../builders/a-digest.ts';

const HASH = '0f'.repeat(32);

describe('a digest in a terminal', () => {
  test('of a busy week has its figures in columns, and lists with what to do', () => {
    expect(sayDigest(aBusyDigest())).toEqual([
      'Week of 16–22 Nov',
      '23 grants to 6 people, 31 reads, 4 refusals.',
      '',
      '                         16–22 Nov  9–15 Nov',
      '  Grants                        23        18',
      '  Approved by others             5         0',
      '  Break glass                    2         0',
      '  People                         6         5',
      '  Reads                         31        25',
      '  Refused                        4         9',
      '  Denied                         1         0',
      '  Nobody answered                0         2',
      '  Revoked                        1         0',
      '  Median time to access       14 s      95 s',
      '',
      '🚨 Break glass that nobody reviewed: 1',
      '  bob · status-page · Tue 03:12 · 15 min · read 2×',
      '  > Each has a card in the audit channel, with Mark reviewed.',
      '',
      'Read after the incident was resolved: 1',
      '  alice · db-prod · INC-42 · Tue 03:12',
      '  > Ask them what for.',
      '',
      'Seen and not rotated: 5',
      '  db-prod DATABASE_URL · alice, Thu 5 Nov',
      '  db-prod PGPASSWORD · alice, Thu 5 Nov',
      '  db-prod TOKEN · alice, Thu 5 Nov',
      '  db-prod URL · alice, Thu 5 Nov',
      '  db-prod KEY · alice, Thu 5 Nov',
      '  > Rotate them where they come from, then Mark rotated: /grants exposed',
      '',
      'Who was refused: 2',
      '  dave · db-prod · not allowed · 7×',
      '  erin · not a full member · 1×',
      '  > Ask what they need. Where a rule should allow it, change the rule.',
      '',
      'Outside office hours: 2',
      '  alice · db-prod · Tue 03:12',
      '  bob · status-page · Tue 03:12',
      '  > Usual for whoever is on call. Ask the others.',
      '',
      'Granted and never read: 1',
      '  alice · db-prod · Tue 03:12 · under 1 min',
      '  > Nothing was shown. If it happens often, ask what they needed.',
      '',
      'Longest grants',
      '  alice · db-prod · 4 h 10 min · Tue 03:12',
      "  > If less would do, lower the rule's atMost.",
      '',
      'Read most',
      '  db-prod PGPASSWORD · 14× by 3 people',
      '  > Rotate these first.',
      '',
      'Audit log up to entry 1234:',
      HASH,
    ]);
  });

  test('keeps within eighty columns', () => {
    expect(sayDigest(aBusyDigest({ late: true, unreadable: 12 })).filter((line) => line.length > 80)).toEqual([]);
  });

  test('of a quiet week is one line and the head', () => {
    expect(sayDigest(aDigest())).toEqual([
      'Week of 16–22 Nov was quiet: nobody asked for anything, and nothing waits.',
      'Audit log up to entry 1234:',
      HASH,
    ]);
  });

  test('counts what it doesn’t list, and says what it couldn’t read', () => {
    const exposed = { total: 7, first: aBusyDigest().content.worthALook.exposed.first.slice(0, 1) };
    expect(sayDigest(aDigest({ unreadable: 3, worthALook: { ...NOTHING_TO_LOOK_AT, exposed } }))).toEqual([
      'Week of 16–22 Nov',
      'Nobody asked for anything.',
      "Not counted: 3 entries that can't be read. Run nightlatch audit verify.",
      '',
      'Seen and not rotated: 7',
      '  db-prod DATABASE_URL · alice, Thu 5 Nov',
      '  and 6 more',
      '  > Rotate them where they come from, then Mark rotated: /grants exposed',
      '',
      'Audit log up to entry 1234:',
      HASH,
    ]);
  });

  test.each([
    [['not-allowed'], '  > Ask what they need. If they should have it, change the rule.'],
    [['locked-down', 'not-an-owner'], '  > No rule is behind these. Ask if it happens often.'],
    [['not-allowed', 'own-lockdown'], '  > Ask what they need. Where a rule should allow it, change the rule.'],
  ] as const)('advises on refusals what fits them: %s', (codes, advice) => {
    const first = codes.map((code) => ({ person: 'dave', resource: 'db-prod', code, times: 1 }));
    const worthALook = { ...NOTHING_TO_LOOK_AT, refusals: { total: first.length, first } };
    expect(sayDigest(aDigest({ worthALook })).filter((line) => line.startsWith('  > '))).toEqual([advice]);
  });

  test('names the day where a weekday would mean two, and the year where it is another', () => {
    const week = { from: Temporal.Instant.from('2026-11-17T13:00:00Z'), to: Temporal.Instant.from('2026-11-24T13:00:00Z') };
    const offHours = { total: 2, first: [aMention({ at: '2026-11-24T02:12:00Z' }), aMention({ at: '2025-11-24T02:12:00Z' })] };
    expect(sayDigest({ ...aDigest({ worthALook: { ...NOTHING_TO_LOOK_AT, offHours } }), week })).toEqual(
      expect.arrayContaining([
        'Tue 17 Nov 14:00 to Tue 24 Nov 14:00',
        '  alice · db-prod · Tue 24 Nov 03:12',
        '  alice · db-prod · Mon 24 Nov 2025',
      ]),
    );
  });

  test('leaves short grants out of the longest', () => {
    const longest = { total: 2, first: [aMention({ minutes: 60 }), aMention({ minutes: 59, holder: 'bob' })] };
    const said = sayDigest(aDigest({ worthALook: { ...NOTHING_TO_LOOK_AT, longest } }));
    expect(said.filter((line) => line.includes('db-prod'))).toEqual(['  alice · db-prod · 1 h · Tue 03:12']);
  });

  test('leaves what was read once out of what was read most', () => {
    const read = { resource: 'db-prod', variable: 'URL', times: 1, people: 1 };
    const said = sayDigest(
      aDigest({ worthALook: { ...NOTHING_TO_LOOK_AT, mostRead: { total: 2, first: [{ ...read, times: 2 }, read] } } }),
    );
    expect(said.filter((line) => line.includes('db-prod'))).toEqual(['  db-prod URL · 2× by 1 person']);
  });

  test('lists no more than the log began with: without a week before there is one column', () => {
    const { before: _, ...alone } = aBusyDigest().content;
    expect(sayDigest(aDigest(alone)).slice(3, 5)).toEqual([
      '                         16–22 Nov',
      '  Grants                        23',
    ]);
  });

  test('says who was on call but not as planned, and when a source was down, even where nobody asked for anything', () => {
    const unsettled = { total: 1, first: [{ person: 'bob', resource: 'db-prod', target: 'db-primary', times: 2 }] };
    const outages = { total: 1, first: [{ source: 'PagerDuty', at: '2026-11-17T02:12:00Z', minutes: 47 }] };
    const said = sayDigest(aDigest({ worthALook: { ...NOTHING_TO_LOOK_AT, unsettled, outages } }));
    expect(said.slice(2, 10)).toEqual([
      '',
      'On call, but not as planned: 1',
      '  bob · db-prod · db-primary · 2×',
      '  > Ask who changed the schedule, and why.',
      '',
      'A source was down: 1',
      '  PagerDuty · Tue 03:12 · 47 min',
      '  > What broken glass opened then is worth a second look.',
    ]);
  });
});
