import { expect, it } from 'vitest';
import type { Night } from '../stories/a-night.ts';
import { AUDIT, CHANNEL } from '../stories/a-quiet-night.ts';
import { untilMonday } from '../stories/until-monday.ts';
import { aBotProcess } from './a-bot-process.ts';
import { APPROVALS, aQuietNight, countOf, requests, when } from './asks-for-db-prod.ts';

const SKEWED = new URL('./skewed-clock.ts', import.meta.url);
const TEN_MINUTES = 600;

/** The real bot with a clock of its own that is an hour behind, or ahead, and what Slack signs for it. */
async function aBotAnHourOff(night: Night, minutes: number) {
  await night.bot.stop();
  const bot = await aBotProcess(night, { imports: new URL(`?minutes=${minutes}`, SKEWED) });
  return { bot, off: () => ({ timestamp: String(Math.floor(Date.now() / 1000) - minutes * 60) }) };
}

it('a bot whose own clock is ten minutes behind, and jumps back, lets nothing live longer', async () => {
  const night = await aQuietNight();
  await night.bot.stop();
  await aBotProcess(night, { imports: SKEWED });
  const timestamp = () => String(Math.floor(Date.now() / 1000) - TEN_MINUTES);
  const off = () => ({ timestamp: timestamp() });
  await night.alice.types(CHANNEL, '/unlock db-prod for 20m because lag', off());
  await night.alice.windowSays(/Asked (Bob|Carol)/);
  const card = await night.sandbox.channel(APPROVALS).says(/Alice wants/);
  const waits = await night.rows(
    'SELECT extract(epoch FROM expires_at - made_at)::int AS seconds, abs(extract(epoch FROM made_at - nightlatch.now())) < 60 AS now FROM requests',
  );
  expect(waits).toEqual([{ seconds: 900, now: true }]);
  await night.bob.clicksIn(card, 'Approve', off());
  await night.alice.windowSays(/db-prod until/);
  const lasts = await night.rows('SELECT round(extract(epoch FROM ends_at - started_at) / 60)::int AS minutes FROM grants');
  expect(lasts).toEqual([{ minutes: 20 }]);
  await night.alice.clicks('Show values', off());
  await night.alice.windowSays(/Wipes itself/);
  await night.sandbox.clock.advance('PT20M1S');
  await expect.poll(() => countOf(night, 'grant-ended'), { timeout: 20_000 }).toBe(1);
  const over = await night.alice.directMessageSays(/until (it is|they are) rotated/);
  await night.alice.clicksIn(over, 'Mark rotated', off());
  await expect.poll(() => countOf(night, 'marked-rotated'), { timeout: 20_000 }).toBe(1);
  await night.alice.types(CHANNEL, '/unlock db-prod because again', off());
  await expect.poll(() => requests(night), { timeout: 20_000 }).toHaveLength(2);
  const again = await night.sandbox.channel(APPROVALS).says(/again/);
  await night.sandbox.clock.advance('PT15M1S');
  await night.bob.forgesClick(again, { ...again.buttons[0]!, forged: { value: String((await requests(night))[1]?.id) } }, off());
  await night.bob.ephemeralSays(APPROVALS, /Expired/);
  expect(await night.grants()).toHaveLength(1);
});

it.each([60, -60])(
  'a bot whose own clock is %i minutes behind takes nothing for Slack’s, and still tells the week on time',
  async (minutes) => {
    const night = await aQuietNight();
    await untilMonday(night);
    const { bot } = await aBotAnHourOff(night, minutes);
    const { status } = await night.alice.types(CHANNEL, '/unlock db-replica');
    expect(status).toBe(401);
    await bot.says("delivery signed at another time refused: is this machine's clock right?");
    await night.sandbox.channel(AUDIT).says(/Audit log up to entry/);
    const told = await night.rows("SELECT week_end::text AS to, content->>'late' AS late FROM digests");
    expect(told).toEqual([{ to: expect.any(String), late: 'false' }]);
    expect(await night.grants()).toEqual([]);
  },
);

it('a bot whose own clock is an hour off locks down at once, and dates it by the one clock', async () => {
  const night = await aQuietNight();
  const { off } = await aBotAnHourOff(night, 60);
  const { alice, carol } = night;
  await alice.types(CHANNEL, '/unlock db-replica', off());
  await alice.windowSays(/db-replica until/);
  await carol.types(CHANNEL, '/nightlatch lockdown because a laptop was stolen', off());
  await carol.windowSays('This ends 1 open grant');
  await carol.clicks('Lock everything down', off());
  await alice.windowSays(/everything was locked down by Carol/);
  expect(await night.rows('SELECT abs(extract(epoch FROM since - nightlatch.now())) < 60 AS now FROM lockdown')).toEqual([
    { now: true },
  ]);
  expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'lockdown' }]);
});

it('in the night when clocks go forward, an approval waits and a grant lasts by what really passes', async () => {
  const night = await aQuietNight();
  const { alice, bob, sandbox } = night;
  // 00:50 UTC is 01:50 in Berlin; from 01:00 UTC clocks there say 03:00.
  const before = Temporal.Instant.from('2027-03-28T00:50:00Z');
  await sandbox.clock.advance(sandbox.clock.now().until(before));
  sandbox.pagerDuty.putOnCall('PABC123', 'PALICE1', before.add({ hours: 8 }));
  await alice.types(CHANNEL, '/unlock db-prod until 03:20 because lag');
  await alice.windowSays(/Asked (Bob|Carol).*answer by 03:05/s);
  expect((await when(night, 'requests.expires_at')).since(before).total('minutes')).toBeCloseTo(15, 0);
  await sandbox.clock.advance('PT12M');
  await sandbox.channel(APPROVALS).says(/Alice wants/);
  await bob.clicksIn(APPROVALS, 'Approve');
  await alice.windowSays(/db-prod until 03:20/);
  expect(await when(night, 'grants.ends_at')).toEqual(Temporal.Instant.from('2027-03-28T01:20:00Z'));
  await sandbox.clock.advance('PT19M');
  await night.bot.tick();
  expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'expired' }]);
});

it('in the night when clocks go back, an hour that comes twice is not two', async () => {
  const night = await aQuietNight();
  const { alice, bob, sandbox } = night;
  // 00:50 UTC is 02:50 in Berlin; from 01:00 UTC clocks there say 02:00 again.
  const before = Temporal.Instant.from('2027-10-31T00:50:00Z');
  await sandbox.clock.advance(sandbox.clock.now().until(before));
  sandbox.pagerDuty.putOnCall('PABC123', 'PALICE1', before.add({ hours: 8 }));
  await alice.types(CHANNEL, '/unlock db-prod for 30m because lag');
  await alice.windowSays(/Asked (Bob|Carol)/);
  await sandbox.channel(APPROVALS).says(/Alice wants/);
  await bob.clicksIn(APPROVALS, 'Approve');
  await alice.windowSays(/db-prod until 02:20/);
  const lasts = await night.rows('SELECT round(extract(epoch FROM ends_at - started_at) / 60)::int AS minutes FROM grants');
  expect(lasts).toEqual([{ minutes: 30 }]);
  await sandbox.clock.advance('PT30M5S');
  await night.bot.tick();
  expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'expired' }]);
});
