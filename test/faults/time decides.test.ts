import { describe, expect, it } from 'vitest';
import { aNight, CANARY, type Night } from '../stories/a-night.ts';
import { aBotProcess } from './a-bot-process.ts';
import { shownWindows } from './shown-and-recorded.ts';

const INCIDENT = 'inc-42-checkout-latency';

async function holdsDbProd({ alice, bot, rows }: Night): Promise<Temporal.Instant> {
  await alice.types(INCIDENT, '/unlock db-prod');
  await alice.windowSays(/Show values/);
  await alice.directMessageSays(/db-prod until/);
  await bot.pauseJobs();
  await alice.closesWindow();
  const [grant] = await rows(
    'SELECT to_char(ends_at AT TIME ZONE \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') AS ends FROM grants',
  );
  return Temporal.Instant.from(String(grant?.ends));
}

describe('with no job running, a grant gives values strictly before its end', () => {
  it.each([
    ['a second before', -1_000_000],
    ['a millisecond before', -1_000],
    ['a microsecond before', -1],
  ])('%s it: shown', async (_, microseconds) => {
    const night = await aNight();
    const endsAt = await holdsDbProd(night);
    await night.database.clock.set(endsAt.add({ microseconds }));
    await night.alice.clicksIn('direct', 'Show values');
    // Their wipe goes out as soon, and may be first.
    await expect.poll(() => shownWindows(night)).toHaveLength(1);
  });

  it.each([
    ['at', 0],
    ['a millisecond after', 1_000],
    ['a second after', 1_000_000],
  ])('%s it: refused, and not on record as shown', async (_, microseconds) => {
    const night = await aNight();
    const endsAt = await holdsDbProd(night);
    await night.database.clock.set(endsAt.add({ microseconds }));
    await night.alice.clicksIn('direct', 'Show values');
    await night.alice.windowSays(/db-prod has ended\. Locked\. No value was shown\./);
    expect(shownWindows(night)).toEqual([]);
    expect((await night.audited()).map(({ kind }) => kind)).not.toContain('revealed');
  });
});

it('what is shown just before the end is wiped at the end, not a minute later', async () => {
  const night = await aNight();
  const endsAt = await holdsDbProd(night);
  await night.database.clock.set(endsAt.subtract({ seconds: 5 }));
  await night.alice.clicksIn('direct', 'Show values');
  await night.alice.windowSays(CANARY);
  await night.database.clock.set(endsAt);
  await night.bot.tick();
  const closed = await night.alice.windowSays(/Closed\. You saw/);
  expect(closed.text).not.toContain(CANARY);
});

it('the time between the click and the record counts: a grant that ends meanwhile shows nothing', async () => {
  const night = await aNight();
  const endsAt = await holdsDbProd(night);
  await night.database.clock.set(endsAt.subtract({ seconds: 1 }));
  const asking = night.sandbox.slack.holdNext('users.info');
  await night.alice.clicksIn('direct', 'Show values');
  await asking.reached;
  await night.database.clock.set(endsAt);
  asking.release();
  await night.alice.windowSays(/db-prod has ended/);
  expect(shownWindows(night)).toEqual([]);
});

it('with every process dead at the end nothing is usable after it, and the next one only says so', async () => {
  const night = await aNight();
  await night.bot.pauseJobs();
  const bot = await aBotProcess(night);
  const endsAt = await holdsDbProd(night);
  await bot.kill();
  await night.database.clock.set(endsAt);
  const usable = "SELECT 1 FROM grants WHERE state = 'active' AND ends_at > nightlatch.now()";
  expect(await night.rows(usable)).toEqual([]);
  night.sandbox.pointAt(night.bot.url);
  await night.alice.clicksIn('direct', 'Show values');
  await night.alice.windowSays(/db-prod has ended/);
  expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  await night.bot.tick();
  expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'expired' }]);
  await night.alice.directMessageSays('Locked. No value was shown.');
});

it('a clock set back opens nothing that had ended', async () => {
  const night = await aNight();
  const endsAt = await holdsDbProd(night);
  await night.database.clock.set(endsAt);
  await night.bot.tick();
  await night.database.clock.set(endsAt.subtract({ minutes: 10 }));
  await night.alice.types(INCIDENT, '/grants');
  await night.alice.windowSays(/You hold nothing right now/);
  expect(await night.grants()).toMatchObject([{ state: 'ended' }]);
});

it.each(['0m', '-1m', '1e9m', 'NaN', '24h1s', '999999999999999999999h'])(
  '/unlock db-prod for %s opens nothing',
  async (asked) => {
    const night = await aNight();
    await night.alice.types(INCIDENT, `/unlock db-prod for ${asked}`);
    await night.alice.windowSays(/isn't a duration|over the limit of 24h|is no time at all/);
    expect(await night.grants()).toEqual([]);
  },
);
