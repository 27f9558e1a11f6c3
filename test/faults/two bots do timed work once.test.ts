import { describe, expect, it } from 'vitest';
import type { Night } from '../stories/a-night.ts';
import { aBotProcess, type BotProcess } from './a-bot-process.ts';
import { APPROVALS, aQuietNight, asksForDbProd, countOf, requests } from './asks-for-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';

const cards = async (night: Night, which: string) => (await night.rows(`SELECT id FROM cards WHERE ${which}`)).length;

interface Two {
  night: Night;
  /** All jobs of both bots, at once, again and again. */
  bothTick(): Promise<void>;
}

async function twoBots(): Promise<Two> {
  const night = await aQuietNight();
  const other = await night.secondBot();
  const bothTick = async () => {
    for (let times = 0; times < 4; times++) await Promise.all([night.bot.tick(), other.tick()]);
  };
  return { night, bothTick };
}

describe('two bots on one database, all their jobs at once', () => {
  it('remind once at half time', async () => {
    const { night, bothTick } = await twoBots();
    await asksForDbProd(night);
    await night.sandbox.clock.advance('PT8M');
    await bothTick();
    expect(await countOf(night, 'approvers-reminded')).toBe(1);
    expect(await cards(night, "aspect = 'reminder'")).toBe(3);
  });

  it('expire once, and tell her once', async () => {
    const { night, bothTick } = await twoBots();
    await asksForDbProd(night);
    await night.sandbox.clock.advance('PT16M');
    await bothTick();
    expect(await countOf(night, 'request-expired')).toBe(1);
    expect(await cards(night, "note->>'kind' = 'request-answered'")).toBe(1);
  });

  it('conclude once what waited for PagerDuty', async () => {
    const { night, bothTick } = await twoBots();
    const card = await asksForDbProd(night);
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.bob.clicksIn(card, 'Approve');
    await night.alice.windowSays(/Waiting for PagerDuty/);
    night.sandbox.pagerDuty.heal();
    await night.sandbox.clock.advance('PT20S');
    await bothTick();
    await night.alice.windowSays(/db-prod until/);
    expect(await night.grants()).toHaveLength(1);
    expect(await countOf(night, 'access-granted')).toBe(1);
  });

  it('begin once what waited for the end of the grant before it, and end that once', async () => {
    const { night, bothTick } = await twoBots();
    await night.alice.types(INCIDENT, '/unlock db-replica for 1h');
    await night.alice.windowSays(/db-replica until/);
    await night.alice.closesWindow();
    await night.sandbox.clock.advance('PT55M');
    await night.alice.types(INCIDENT, '/unlock db-replica for 1h');
    await night.alice.windowSays(/It begins/);
    await night.sandbox.clock.advance('PT5M5S');
    await bothTick();
    expect(await night.grants()).toMatchObject([{ state: 'ended' }, { state: 'active' }]);
    expect(await countOf(night, 'grant-ended')).toBe(1);
    expect(await countOf(night, 'access-granted')).toBe(2);
  });

  it('warn once before an end, and once more when it was moved', async () => {
    const { night, bothTick } = await twoBots();
    await night.alice.types(INCIDENT, '/unlock db-replica');
    await night.alice.windowSays(/db-replica until/);
    await night.alice.closesWindow();
    await night.sandbox.clock.advance('PT26M');
    await bothTick();
    await night.alice.directMessageSays(/db-replica ends/);
    expect(await cards(night, "aspect = 'ending'")).toBe(1);
    await night.alice.clicksIn('direct', 'Extend');
    await expect.poll(() => countOf(night, 'grant-extended'), { timeout: 15_000 }).toBe(1);
    await bothTick();
    expect(await cards(night, "aspect = 'ending'")).toBe(1);
    await night.sandbox.clock.advance('PT30M');
    await bothTick();
    expect(await cards(night, "aspect = 'ending'")).toBe(2);
  });

  it('tell of a review that is overdue once a day', async () => {
    const { night, bothTick } = await twoBots();
    await night.bob.types(INCIDENT, '/unlock status-page break-glass because outage');
    await night.bob.windowSays(/status-page until/);
    for (const [days, told] of [
      [0, 0],
      [1, 1],
      [1, 2],
    ]) {
      await night.sandbox.clock.advance({ hours: 24 * days!, minutes: 1 });
      await bothTick();
      expect(await countOf(night, 'review-overdue')).toBe(told);
      expect(await cards(night, "aspect = 'review'")).toBe(1 + told!);
    }
  });

  it('ask after people once a minute, and end once what somebody held who left', async () => {
    const { night, bothTick } = await twoBots();
    await asksForDbProd(night);
    await night.alice.closesWindow();
    await night.alice.types(INCIDENT, '/unlock feature-flags');
    await night.alice.windowSays(/feature-flags until/);
    await bothTick();
    await night.sandbox.changePerson('alice', { deleted: true }, { silently: true });
    await night.sandbox.clock.advance('PT61S');
    await bothTick();
    expect(await countOf(night, 'grant-ended')).toBe(1);
    expect(await countOf(night, 'request-overtaken')).toBe(1);
    expect(await night.grants()).toMatchObject([{ end_cause: 'person-left' }]);
  });
});

it('two processes on one database remind, expire and tell once', async () => {
  const night = await aQuietNight();
  await night.bot.stop();
  const bots: BotProcess[] = [await aBotProcess(night), await aBotProcess(night)];
  expect(new Set(bots.map(({ url }) => url)).size).toBe(2);
  await asksForDbProd(night);
  await night.sandbox.clock.advance('PT8M');
  await expect.poll(() => cards(night, "aspect = 'reminder'"), { timeout: 20_000 }).toBe(3);
  await night.sandbox.channel(APPROVALS).says(/still waits/);
  await night.sandbox.clock.advance('PT8M');
  await expect.poll(() => requests(night), { timeout: 20_000 }).toMatchObject([{ state: 'expired' }]);
  await night.alice.directMessageSays(/Nobody answered|nobody answered/);
  for (const bot of bots) expect(await bot.stop()).toBe(0);
  expect(await countOf(night, 'approvers-reminded')).toBe(1);
  expect(await countOf(night, 'request-expired')).toBe(1);
  expect(await cards(night, "aspect = 'reminder'")).toBe(3);
  expect(await cards(night, "note->>'kind' = 'request-answered'")).toBe(1);
  expect(night.sandbox.channel(APPROVALS).messages()).toHaveLength(2);
});
