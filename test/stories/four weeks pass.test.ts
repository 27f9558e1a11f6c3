import { expect, it } from 'vitest';
import { FOUR_WEEKS, fillFourWeeks } from '../../src/sandbox/demo/four-weeks.ts';
import { stepsSeenIn } from '../../src/sandbox/page/guide/steps-done.ts';
import { pageState } from '../../src/sandbox/page-state.ts';
import { seedTalk } from '../../src/sandbox/seed-talk.ts';
import { aNight, type Night } from './a-night.ts';

it("the demo's four weeks are lived through the bot, and whoever comes then meets a world that fits: nothing done yet, one incident, no review overdue", async () => {
  const night = await aNight({ ago: FOUR_WEEKS });
  const { sandbox } = night;
  seedTalk(sandbox.slack.workspace);
  const told: number[] = [];
  await fillFourWeeks(sandbox, (done) => told.push(done));
  expect(told).toEqual(Array.from({ length: 25 }, (_, nth) => nth + 1));
  await allKindsOfNights(night);
  expect(Math.abs(sandbox.clock.offset().total('seconds'))).toBeLessThan(1);

  await night.bot.tick();
  expect((await night.audited()).filter(({ kind }) => kind === 'review-overdue')).toEqual([]);
  const seen = ['alice', 'bob', 'carol'].map((who) => pageState({ ...sandbox, botReachable: true }, sandbox.as(who).person));
  expect(seen.flatMap(stepsSeenIn)).toEqual([]);
  const [{ world, conversations } = seen[0]!] = seen;
  expect(world.incidents.map(({ number, status }) => [number, status])).toEqual([[42, 'triggered']]);
  const talk = conversations.find(({ name }) => name === 'inc-42-checkout-latency')?.messages ?? [];
  expect(talk).toHaveLength(3);
  for (const { at } of talk) expect(Temporal.Instant.from(at).until(sandbox.clock.now()).total('minutes')).toBeLessThan(5);

  await digestTells(night);
  await night.alice.types('C0INC42', '/unlock db-prod');
  await night.alice.windowSays(/🔓 db-prod until/);
  expect(sandbox.pagerDuty.openIncident('Disk full', 'PSVC123').number).toBe(43);
}, 180_000);

async function allKindsOfNights(night: Night): Promise<void> {
  const local = night.sandbox.clock.now().toZonedDateTimeISO('Europe/Berlin');
  const weeksTold = local.dayOfWeek === 1 && local.hour < 9 ? 3 : 4;
  const kinds = (await night.audited()).map(({ kind }) => kind);
  const counted = Object.fromEntries(
    Object.entries(Object.groupBy(kinds, (kind) => kind)).map(([kind, all]) => [kind, all?.length]),
  );
  expect(counted).toMatchObject({
    ...{ 'access-granted': 18, 'access-denied': 2, 'request-expired': 1, refused: 4, reviewed: 1 },
    ...{ 'grant-ended': 18, 'grant-shortened': 2, 'marked-rotated': 1, 'digest-made': weeksTold },
  });
  const causes = (await night.grants()).map(({ end_cause: cause }) => cause);
  expect(causes.filter((cause) => cause === 'incident-resolved')).toHaveLength(2);
  const numbers = [...night.sandbox.pagerDuty.state.incidents.values()].map(({ number }) => number);
  expect(new Set(numbers).size).toBe(9);
  expect(Math.max(...numbers)).toBe(42);
}

/** What is worth a look is there to be read: a review that waits and isn't overdue, and both reads after a resolve. */
async function digestTells({ carol }: Night): Promise<void> {
  await carol.types('C0AUDIT', '/nightlatch digest 4w');
  const { text } = await carol.windowSays(/Read after the incident was resolved/);
  expect(text).toMatch(/Break glass that nobody reviewed.*bob · status-page/s);
  await carol.closesWindow();
}
