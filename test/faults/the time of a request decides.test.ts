import { describe, expect, it } from 'vitest';
import type { Night } from '../stories/a-night.ts';
import { APPROVALS, aQuietNight, asksForDbProd, requests, when } from './asks-for-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';

const stateOf = async (night: Night) => String((await requests(night)).at(-1)?.state);

describe('with no job running, a request can be answered strictly before its time is over', () => {
  it('seconds before: approved', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    await night.bot.pauseJobs();
    await night.database.clock.set((await when(night, 'requests.expires_at')).subtract({ seconds: 2 }));
    await night.bob.clicksIn(card, 'Approve');
    await night.alice.windowSays(/db-prod until/);
    expect(await stateOf(night)).toBe('granted');
  });

  it.each([
    ['at it', 0],
    ['a millisecond after', 1000],
    ['a minute after', 60_000_000],
  ])('%s: neither a yes, nor a no, nor a withdrawal, nor a nudge counts', async (_, microseconds) => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    const hers = night.alice.window()!;
    await night.bob.clicksIn(card, 'Deny');
    await night.bob.windowSays('Why not?');
    await night.bot.pauseJobs();
    await night.database.clock.set((await when(night, 'requests.expires_at')).add({ microseconds }));
    await night.bob.submits();
    await night.bob.windowSays(/Expired at .*nobody answered/);
    for (const button of ['Approve', 'Approve for 15m']) await night.carol.clicksIn(card, button);
    await night.carol.ephemeralSays(APPROVALS, /Expired at .*nobody answered/);
    for (const name of ['Nudge', 'Withdraw']) {
      const { blockId, actionId, value } = hers.buttons.find(({ text }) => text === name)!;
      await night.alice.forgesClick(hers, { blockId, actionId, forged: { value } });
    }
    await night.alice.windowSays(/Expired at .*nobody answered/);
    await night.bot.stop();
    expect(await stateOf(night)).toBe('pending');
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
    expect(
      (await night.audited()).map(({ kind }) => kind).filter((kind) => /approved|denied|withdrawn|reminded/.test(kind)),
    ).toEqual([]);
  });

  it('asking again then is a new request, and the old one’s card approves nothing', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    await night.bot.pauseJobs();
    await night.database.clock.set(await when(night, 'requests.expires_at'));
    await night.alice.closesWindow();
    await night.alice.types(INCIDENT, '/unlock db-prod because still lagging');
    await night.alice.windowSays(/Asked (Bob|Carol)/);
    const { blockId, actionId, value } = card.buttons.find(({ text }) => text === 'Approve')!;
    await night.carol.forgesClick(card, { blockId, actionId, forged: { value } });
    await night.carol.ephemeralSays(APPROVALS, /Expired at .*nobody answered/);
    expect((await requests(night)).map(({ state }) => state)).toEqual(['expired', 'pending']);
    expect(await night.grants()).toEqual([]);
  });
});

it('the time between the click and the commit counts: a request that runs out meanwhile is not granted', async () => {
  const night = await aQuietNight();
  const card = await asksForDbProd(night);
  await night.bot.pauseJobs();
  const asking = night.sandbox.slack.holdNext('usergroups.users.list');
  await night.database.clock.set((await when(night, 'requests.expires_at')).subtract({ seconds: 3 }));
  await night.bob.clicksIn(card, 'Approve');
  await asking.reached;
  await night.database.clock.set(await when(night, 'requests.expires_at'));
  asking.release();
  await night.bob.ephemeralSays(APPROVALS, /Expired at .*nobody answered/);
  expect(await night.grants()).toEqual([]);
});
