import { describe, expect, test } from 'vitest';
import { type Counted, weekCount } from '../../src/domain/count-week.ts';
import { readLogged } from '../../src/domain/logged-entry.ts';

const at = (text: string) => Temporal.Instant.from(text);

// Monday 2 to Sunday 8 November 2026 in Berlin.
const WEEK = { from: at('2026-11-01T23:00:00Z'), to: at('2026-11-08T23:00:00Z') };
const BEFORE = { from: at('2026-10-25T23:00:00Z'), to: at('2026-11-01T23:00:00Z') };
const OFFICE = {
  days: [1, 2, 3, 4, 5],
  from: Temporal.PlainTime.from('08:00'),
  to: Temporal.PlainTime.from('18:00'),
} as const;

interface Written {
  at: string;
  kind: string;
  by?: object;
  about?: object;
}

const ALICE = { kind: 'person', id: 'p-alice', name: 'alice' };
const BOB = { kind: 'person', id: 'p-bob', name: 'bob' };

function counted(entries: readonly Written[]): Counted {
  const count = weekCount({ week: WEEK, before: BEFORE, timezone: 'Europe/Berlin', officeHours: OFFICE });
  for (const { at: when, kind, by = { kind: 'nightlatch' }, about = {} } of entries) {
    const entry = readLogged({ at: at(when), record: JSON.stringify({ seq: 1, at: when, about, by, kind }) });
    if (entry) count.add(entry);
  }
  return count.counted();
}

const granted = (when: string, about: object = {}, by: object = ALICE): Written => ({
  ...{ at: when, kind: 'access-granted', by },
  about: { grant: 'g1', request: 'r1', resource: 'db-prod', rule: 'on call', endsAt: '2026-11-04T12:00:00Z', ...about },
});
const revealed = (when: string, about: object = {}, by: object = ALICE): Written => ({
  ...{ at: when, kind: 'revealed', by },
  about: { grant: 'g1', reveal: 'v1', resource: 'db-prod', variables: ['PGPASSWORD'], ...about },
});
const ended = (when: string, about: object = {}, by: object = { kind: 'nightlatch' }): Written => ({
  ...{ at: when, kind: 'grant-ended', by },
  about: { grant: 'g1', resource: 'db-prod', holder: { personId: 'p-alice' }, cause: 'expired', reveals: 0, ...about },
});
const refused = (when: string, about: object = {}, by: object = BOB): Written => ({
  ...{ at: when, kind: 'refused', by, about: { code: 'not-allowed', resource: 'db-prod', ...about } },
});

const TUESDAY = '2026-11-03T10:00:00Z';

describe('figures', () => {
  test('of an empty week are all nothing, and its days are there', () => {
    const { figures, before, days, worthALook } = counted([]);
    expect(figures).toEqual({
      ...{ granted: 0, approved: 0, brokenGlass: 0, denied: 0, unanswered: 0, refused: 0, reveals: 0, people: 0, revoked: 0 },
    });
    expect(before).toEqual(figures);
    expect(days.map(({ date }) => date).join(' ')).toBe(
      '2026-11-02 2026-11-03 2026-11-04 2026-11-05 2026-11-06 2026-11-07 2026-11-08',
    );
    expect(Object.values(worthALook).every(({ total, first }) => total === 0 && first.length === 0)).toBe(true);
  });

  test.each([
    ['2026-10-25T22:59:59Z', 0, 0],
    ['2026-10-25T23:00:00Z', 1, 0],
    ['2026-11-01T22:59:59.999999Z', 1, 0],
    ['2026-11-01T23:00:00Z', 0, 1],
    ['2026-11-08T22:59:59.999999Z', 0, 1],
    ['2026-11-08T23:00:00Z', 0, 0],
  ])('what happened at %s counts in its week only', (when, before, week) => {
    const found = counted([granted(when), refused(when), revealed(when)]);
    expect([found.before.granted, found.figures.granted]).toEqual([before, week]);
    expect([found.before.refused, found.figures.refused]).toEqual([before, week]);
    expect([found.before.reveals, found.figures.reveals]).toEqual([before, week]);
  });

  test('say how access was given, to how many people, and what came of the other requests', () => {
    const approvedBy = [{ personId: 'p-carol', name: 'Carol' }];
    const { figures } = counted([
      granted(TUESDAY, { grant: 'g1', approvedBy }),
      granted(TUESDAY, { grant: 'g2', breakGlass: true }),
      granted(TUESDAY, { grant: 'g3', approvedBy: [] }, BOB),
      { at: TUESDAY, kind: 'access-denied', by: BOB, about: { request: 'r8' } },
      { at: TUESDAY, kind: 'request-expired', about: { request: 'r9' } },
      { at: TUESDAY, kind: 'request-withdrawn', by: ALICE, about: { request: 'r7' } },
    ]);
    expect(figures).toMatchObject({ granted: 3, people: 2, approved: 1, brokenGlass: 1, denied: 1, unanswered: 1 });
  });

  test('a grant for which glass was broken to extend it counts as broken glass, once', () => {
    const { figures } = counted([
      granted(TUESDAY),
      { at: TUESDAY, kind: 'grant-extended', by: ALICE, about: { grant: 'g1', breakGlass: true } },
      { at: TUESDAY, kind: 'grant-extended', by: ALICE, about: { grant: 'g1', breakGlass: true } },
    ]);
    expect(figures).toMatchObject({ granted: 1, brokenGlass: 1 });
  });

  test('equal refusals that were only counted count each', () => {
    const again = { at: TUESDAY, kind: 'refused-again', by: BOB, about: { code: 'not-allowed', resource: 'db-prod', more: 7 } };
    const { figures, days, worthALook } = counted([refused(TUESDAY), again]);
    expect(figures.refused).toBe(8);
    expect(days[1]).toEqual({ date: '2026-11-03', granted: 0, refused: 8 });
    expect(worthALook.refusals).toEqual({
      total: 1,
      first: [{ person: 'bob', resource: 'db-prod', code: 'not-allowed', times: 8 }],
    });
  });

  test('revoked is what somebody else ended, not what was given back, nor what time or Nightlatch ended', () => {
    const { figures } = counted([
      ended(TUESDAY, { cause: 'revoked' }, BOB),
      ended(TUESDAY, { cause: 'revoked' }, ALICE),
      ended(TUESDAY, { cause: 'given-back' }, ALICE),
      ended(TUESDAY),
    ]);
    expect(figures.revoked).toBe(1);
  });

  test('a reveal whose values could not be read was none', () => {
    const failed = { at: TUESDAY, kind: 'reveal-failed', about: { grant: 'g1', reveal: 'v1', fault: 'no-key' } };
    const whole = { ...failed, about: { ...failed.about, resource: 'db-prod', variables: ['PGPASSWORD'] } };
    for (const one of [failed, whole]) {
      const { figures, worthALook } = counted([granted(TUESDAY), revealed(TUESDAY), one, ended(TUESDAY)]);
      expect(figures.reveals).toBe(0);
      expect(worthALook.neverRead.first.map(({ grant }) => grant)).toEqual(['g1']);
    }
    expect(counted([revealed(TUESDAY), whole]).worthALook.mostRead.total).toBe(0);
  });
});

describe('time to access', () => {
  test('is from when somebody was asked, where somebody had to agree, and else from when the sources were asked', () => {
    const asked = { at: '2026-11-03T10:00:00Z', kind: 'access-asked', by: ALICE, about: { request: 'r1' } };
    const evidence = { askedAt: '2026-11-03T10:04:59Z' };
    expect(counted([asked, granted('2026-11-03T10:05:00Z', { evidence })]).figures.medianSecondsToAccess).toBe(300);
    expect(counted([granted('2026-11-03T10:05:00Z', { evidence })]).figures.medianSecondsToAccess).toBe(1);
  });

  test('counts a request that was asked in the week before, and one asked before both', () => {
    const asked = { at: '2026-11-01T22:59:00Z', kind: 'access-asked', by: ALICE, about: { request: 'r1' } };
    const early = { at: '2026-10-25T22:50:00Z', kind: 'access-asked', by: ALICE, about: { request: 'r0' } };
    const found = counted([
      ...[early, granted('2026-10-25T23:00:00Z', { request: 'r0', grant: 'g0' })],
      ...[asked, granted('2026-11-01T23:01:00Z')],
    ]);
    expect(found.before.medianSecondsToAccess).toBe(600);
    expect(found.figures.medianSecondsToAccess).toBe(120);
  });

  test('the wait for an earlier grant to end is none', () => {
    const about = { request: 'r1', beginsAt: '2026-11-03T10:30:00Z' };
    const asked = { at: '2026-11-03T10:00:00Z', kind: 'access-asked', by: ALICE, about };
    const given = granted('2026-11-03T10:30:01Z', { evidence: { askedAt: '2026-11-03T10:30:00Z' } });
    expect(counted([asked, given]).figures.medianSecondsToAccess).toBe(1);
  });

  test('half of them took at most this long; seconds are rounded up', () => {
    const seconds = [0.2, 3, 40, 500].map((wait, index) => {
      const when = at(TUESDAY).add({ milliseconds: wait * 1000 });
      return granted(String(when), { grant: `g${index}`, request: `r${index}`, evidence: { askedAt: TUESDAY } });
    });
    expect(counted(seconds).figures.medianSecondsToAccess).toBe(3);
    expect(counted(seconds.slice(0, 1)).figures.medianSecondsToAccess).toBe(1);
  });
});

describe('what is worth a look', () => {
  test('never read: given in the week, over by its end, and shown to nobody', () => {
    const { worthALook } = counted([
      granted(TUESDAY, { grant: 'unread', endsAt: '2026-11-03T11:00:00Z' }),
      granted(TUESDAY, { grant: 'read', endsAt: '2026-11-03T11:00:00Z' }),
      revealed(TUESDAY, { grant: 'read' }),
      granted('2026-11-08T22:30:00Z', { grant: 'open', endsAt: '2026-11-08T23:00:00.001Z' }),
      granted('2026-11-08T22:30:00Z', { grant: 'over', endsAt: '2026-11-08T23:00:00Z' }),
    ]);
    expect(worthALook.neverRead.first.map(({ grant, minutes }) => [grant, minutes])).toEqual([
      ['unread', 60],
      ['over', 30],
    ]);
  });

  test('read after the resolve: by a second, not at it; also of a grant that ended before it would have been shortened', () => {
    const shortened = {
      ...{ at: '2026-11-03T11:00:30Z', kind: 'grant-shortened' },
      about: { grant: 'late', incident: 'INC-42', resolvedAt: '2026-11-03T11:00:00Z', endsAt: '2026-11-03T11:15:00Z' },
    };
    const { worthALook } = counted([
      granted(TUESDAY, { grant: 'late', incident: 'INC-42' }),
      granted(TUESDAY, { grant: 'in-time', incident: 'INC-42' }),
      granted(TUESDAY, { grant: 'unshortened', incident: 'INC-42' }),
      granted(TUESDAY, { grant: 'elsewhere', incident: 'INC-7' }),
      revealed('2026-11-03T11:00:00Z', { grant: 'in-time' }),
      revealed('2026-11-03T11:00:01Z', { grant: 'unshortened' }),
      revealed('2026-11-03T11:00:01Z', { grant: 'elsewhere' }),
      shortened,
      revealed('2026-11-03T11:10:00Z', { grant: 'late' }),
    ]);
    expect(worthALook.readAfterResolve.first.map(({ grant, incident }) => [grant, incident])).toEqual([
      ['late', 'INC-42'],
      ['unshortened', 'INC-42'],
    ]);
  });

  test('a grant of the week before that was read in this one after its resolve is told of', () => {
    const { worthALook } = counted([
      granted('2026-11-01T22:00:00Z', { incident: 'INC-42' }),
      { at: '2026-11-01T22:30:00Z', kind: 'grant-shortened', about: { grant: 'g1', resolvedAt: '2026-11-01T22:20:00Z' } },
      revealed('2026-11-01T23:00:01Z'),
    ]);
    expect(worthALook.readAfterResolve.total).toBe(1);
  });

  test('off-hours: nights and weekends on the clocks of the policy', () => {
    const { worthALook } = counted([
      granted('2026-11-03T07:00:00Z', { grant: 'at-eight' }),
      granted('2026-11-04T06:59:59Z', { grant: 'before-eight' }),
      granted('2026-11-07T11:00:00Z', { grant: 'saturday' }),
    ]);
    expect(worthALook.offHours.first.map(({ grant }) => grant)).toEqual(['before-eight', 'saturday']);
  });

  test('the longest are told by how long they were open, however late their end was written down', () => {
    const { worthALook } = counted([
      granted(TUESDAY, { grant: 'hour', endsAt: '2026-11-03T11:00:00Z' }),
      granted(TUESDAY, { grant: 'short', endsAt: '2026-11-03T20:00:00Z' }),
      granted(TUESDAY, { grant: 'extended', endsAt: '2026-11-03T10:30:00Z' }),
      { at: TUESDAY, kind: 'grant-extended', by: ALICE, about: { grant: 'extended', endsAt: '2026-11-03T12:00:00Z' } },
      ended('2026-11-03T10:05:59Z', { grant: 'short', cause: 'given-back' }),
      ended('2026-11-03T15:00:00Z', { grant: 'hour' }),
    ]);
    expect(worthALook.longest.first.map(({ grant, minutes }) => [grant, minutes])).toEqual([
      ['extended', 120],
      ['hour', 60],
      ['short', 5],
    ]);
  });

  test('most read: by times, then by people, then by name; five of them', () => {
    const many = ['F', 'E', 'D', 'C', 'B', 'A'].map((variable) => revealed(TUESDAY, { variables: [variable] }));
    const { worthALook } = counted([
      ...many,
      revealed(TUESDAY, { variables: ['E', 'D'] }),
      revealed(TUESDAY, { variables: ['D'] }, BOB),
    ]);
    expect(worthALook.mostRead.total).toBe(6);
    expect(worthALook.mostRead.first.map(({ variable, times, people }) => `${variable}${times}${people}`)).toEqual([
      ...['D32', 'E21', 'A11', 'B11', 'C11'],
    ]);
  });

  test('lists are the same whatever order their entries came in', () => {
    const entries = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((grant) => granted(TUESDAY, { grant, request: grant }));
    expect(counted(entries.toReversed()).worthALook).toEqual(counted(entries).worthALook);
    expect(counted(entries).worthALook.longest.total).toBe(7);
  });
});

describe('odd entries', () => {
  test.each<[string, Partial<Written>]>([
    ['of a kind that nobody knows', { kind: 'proxied-call' }],
    ['without anything about it', { about: {} }],
    ['about a list', { about: [] }],
    ['by nobody', { by: [] }],
    [
      'with fields of other types',
      { about: { grant: 7, request: {}, resource: [], endsAt: 'soon', variables: 'PGPASSWORD', evidence: 4 } },
    ],
    ['with a number that is none', { about: { more: -3, code: 9 } }],
    ['with a time out of range', { about: { grant: 'g1', endsAt: '+999999-01-01T00:00:00Z', resolvedAt: '2026-13-01' } }],
    ['whose names are those of an object', { about: { grant: '__proto__', resource: 'constructor', variables: ['toString'] } }],
  ])('an entry %s stops nothing', (_what, odd) => {
    const kinds = ['access-granted', 'access-asked', 'grant-extended', 'grant-shortened', 'grant-ended', 'revealed'];
    const all = [...kinds, 'reveal-failed', 'refused', 'refused-again', 'access-denied', 'request-expired'];
    const entries = all.map((kind) => ({ at: TUESDAY, kind, by: ALICE, ...odd }) as Written);
    const { figures } = counted([granted(TUESDAY, { grant: 'good' }), ...entries, revealed(TUESDAY)]);
    expect(figures.granted).toBeGreaterThanOrEqual(1);
    expect(figures.reveals).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
  });

  test.each(['', '{', '[]', '"text"', 'null', '7', '{"seq":1'])('a record that is %j is no entry', (record) => {
    expect(readLogged({ at: WEEK.from, record })).toBeUndefined();
  });
});
