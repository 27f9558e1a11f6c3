import type { Digest, DigestContent, GrantMention, WeekFigures, WorthALook } from '../../src/domain/digest.ts';

/** Nothing of anything. */
export const NO_FIGURES: WeekFigures = {
  ...{ granted: 0, approved: 0, brokenGlass: 0, denied: 0, unanswered: 0 },
  ...{ refused: 0, reveals: 0, people: 0, revoked: 0 },
};

const none = { total: 0, first: [] };

export const NOTHING_TO_LOOK_AT: WorthALook = {
  ...{ brokenGlassUnreviewed: none, exposed: none, readAfterResolve: none, offHours: none },
  ...{ neverRead: none, refusals: none, longest: none, mostRead: none },
};

/** Alice held `db-prod` on Tuesday night for half an hour, and read it once. */
export function aMention(given: Partial<GrantMention> = {}): GrantMention {
  return {
    ...{ grant: '019aa0c0-0000-7000-8000-000000000001', holder: 'alice', resource: 'db-prod', rule: 'on call' },
    ...{ at: '2026-11-17T02:12:00Z', minutes: 30, reveals: 1 },
    ...given,
  };
}

/** The quiet week of 16 to 22 November in Berlin, made on Monday at nine. */
export function aDigest(content: Partial<DigestContent> = {}, given: Partial<Digest> = {}): Digest {
  return {
    id: '019aa0c0-0000-7000-8000-0000000000d1',
    week: { from: Temporal.Instant.from('2026-11-15T23:00:00Z'), to: Temporal.Instant.from('2026-11-22T23:00:00Z') },
    madeAt: Temporal.Instant.from('2026-11-23T08:00:00Z'),
    content: {
      ...{ version: 1, timezone: 'Europe/Berlin', late: false, head: { seq: '1234', hash: '0f'.repeat(32) } },
      ...{
        figures: NO_FIGURES,
        days: aWeekOf([0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]),
        worthALook: NOTHING_TO_LOOK_AT,
      },
      ...content,
    },
    ...given,
  };
}

/** What was granted and refused from Monday on. */
export function aWeekOf(...counts: [granted: number, refused: number][]): DigestContent['days'] {
  return counts.map(([granted, refused], day) => ({ date: `2026-11-${16 + day}`, granted, refused }));
}

/** A week in which everything happened. */
export function aBusyDigest(content: Partial<DigestContent> = {}, given: Partial<Digest> = {}): Digest {
  const bob = aMention({ holder: 'bob', resource: 'status-page' });
  return aDigest(
    {
      figures: {
        ...{ granted: 23, approved: 5, brokenGlass: 2, denied: 1, unanswered: 0 },
        ...{ refused: 4, reveals: 31, people: 6, revoked: 1, medianSecondsToAccess: 14 },
      },
      before: { ...NO_FIGURES, granted: 18, people: 5, refused: 9, reveals: 25, unanswered: 2, medianSecondsToAccess: 95 },
      days: aWeekOf([3, 1], [8, 0], [4, 2], [2, 0], [5, 1], [0, 0], [1, 0]),
      worthALook: {
        brokenGlassUnreviewed: { total: 1, first: [{ ...bob, minutes: 15, reveals: 2 }] },
        exposed: {
          total: 5,
          first: ['DATABASE_URL', 'PGPASSWORD', 'TOKEN', 'URL', 'KEY'].map((variable) => ({
            ...{ resource: 'db-prod', variable, lastSeenBy: 'alice', at: '2026-11-05T02:19:00Z' },
          })),
        },
        readAfterResolve: { total: 1, first: [aMention({ incident: 'INC-42' })] },
        offHours: { total: 2, first: [aMention(), bob] },
        neverRead: { total: 1, first: [aMention({ reveals: 0, minutes: 0 })] },
        refusals: {
          total: 2,
          first: [
            { person: 'dave', resource: 'db-prod', code: 'not-allowed', times: 7 },
            { person: 'erin', code: 'outsider', times: 1 },
          ],
        },
        longest: { total: 23, first: [aMention({ minutes: 250 })] },
        mostRead: { total: 9, first: [{ resource: 'db-prod', variable: 'PGPASSWORD', times: 14, people: 3 }] },
      },
      ...content,
    },
    given,
  );
}
