import { describe, expect, test } from 'vitest';
import type { Note } from '../../src/domain/card.ts';
import { expireRequests } from '../../src/use-cases/expire-requests.ts';
import { aNightOfAsking, anAskingRule, approve, asked, TWO_LEADS } from './a-night-of-asking.ts';
import type { Night } from './a-quiet-night.ts';

/** What the requester is told of the one request that expires now. */
async function toldAtItsEnd(night: Night, expiresAt: Temporal.Instant): Promise<Note[]> {
  await night.clock.set(expiresAt);
  expect(await expireRequests(night)).toBe(1);
  return (await night.cards()).flatMap(({ subject, place }) =>
    subject.kind === 'note' && place.kind === 'direct' ? [subject.note] : [],
  );
}

const EXPIRED = { kind: 'request-answered', resource: 'db-prod', outcome: 'expired' };

describe('a request whose time is over', () => {
  test('is told to the requester once', async () => {
    const night = await aNightOfAsking();
    const { expiresAt } = await asked(night);
    expect(await toldAtItsEnd(night, expiresAt)).toEqual([EXPIRED]);
    expect(await expireRequests(night)).toBe(0);
    expect(night.ofKind('request-expired')).toHaveLength(1);
  });

  test('with some of the yeses that it needed says how many', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
    const request = await asked(night);
    await approve(night, request);
    expect(await toldAtItsEnd(night, request.expiresAt)).toEqual([{ ...EXPIRED, text: '1 of 2 had agreed.' }]);
  });

  test('with all of them, and a source silent, names the source', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    night.onCall.fail('server');
    await approve(night, request);
    expect(await toldAtItsEnd(night, request.expiresAt)).toEqual([{ ...EXPIRED, text: "PagerDuty didn't answer in time." }]);
  });
});
