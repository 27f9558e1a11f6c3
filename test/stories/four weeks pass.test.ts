import { expect, it } from 'vitest';
import { FOUR_WEEKS, fillFourWeeks } from '../../src/sandbox/demo/four-weeks.ts';
import { aNight } from './a-night.ts';

it("the demo's four weeks are lived through the bot: all kinds of nights, a digest each Monday, and the visitor's incident at the end", async () => {
  const night = await aNight({ ago: FOUR_WEEKS });
  const { sandbox } = night;
  const told: number[] = [];
  await fillFourWeeks(sandbox, (done) => told.push(done));
  expect(told.length).toBe(25);
  const kinds = (await night.audited()).map(({ kind }) => kind);
  const counted = Object.fromEntries(
    Object.entries(Object.groupBy(kinds, (kind) => kind)).map(([kind, all]) => [kind, all?.length]),
  );
  expect(counted).toMatchObject({
    ...{ 'access-granted': 18, 'access-denied': 2, 'request-expired': 1, refused: 4, reviewed: 1 },
    ...{ 'grant-ended': 18, 'marked-rotated': 1, 'digest-made': 4 },
  });
  expect(Math.abs(sandbox.clock.now().until(Temporal.Now.instant()).total('minutes'))).toBeLessThan(5);
  await night.alice.types('C0INC42', '/unlock db-prod');
  await night.alice.windowSays(/🔓 db-prod until/);
}, 180_000);
