import { expect, test } from 'vitest';
import { judgeTimeline, noTimeline } from '../../../src/domain/diagnosis/timeline.ts';

const USERS = [{ id: 'PCAROL3', name: 'Carol', email: 'Carol@example.com', accepted: true }];

test('notes are written as the user whose address it is, however it is written', () => {
  expect(judgeTimeline('carol@EXAMPLE.com', USERS)).toMatchObject([
    { outcome: 'ok', says: "Access records are noted on incidents' timelines as Carol." },
    { outcome: 'note' },
  ]);
});

test('an address that no user has is a failure, and none is nothing to mend', () => {
  expect(judgeTimeline('nobody@example.com', USERS)).toMatchObject([
    { outcome: 'failure', says: expect.stringContaining('PagerDuty has no user nobody@example.com') },
  ]);
  expect(noTimeline()).toMatchObject({ outcome: 'note', says: expect.stringContaining("PAGERDUTY_FROM isn't set") });
});
