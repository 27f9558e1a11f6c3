import { describe, expect, it } from 'vitest';
import type { Night } from '../stories/a-night.ts';
import { APPROVALS, aQuietNight, askedForDbProd, asksForDbProd, countOf, requests } from './asks-for-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';

const stateOf = async (night: Night) => String((await requests(night)).at(-1)?.state);

describe('PagerDuty is away at the last yes', () => {
  const AWAY = ['hanging', 'error-502', 'rate-limited', 'nonsense'] as const;

  it.each(AWAY)('%s: it keeps waiting, says for what, and is granted when PagerDuty is back', async (mode) => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    night.sandbox.pagerDuty.mode = mode;
    await night.bob.clicksIn(card, 'Approve');
    await night.alice.windowSays(/Approved by Bob.*Waiting for PagerDuty, tried again until/s);
    await night.sandbox.channel(APPROVALS).says(/Waiting for PagerDuty/);
    expect(await night.grants()).toEqual([]);
    expect(await stateOf(night)).toBe('pending');
    night.sandbox.pagerDuty.heal();
    await night.sandbox.clock.advance('PT20S');
    await night.bot.tick();
    await night.alice.windowSays(/db-prod until/);
    await night.sandbox.channel(APPROVALS).says(/Approved by Bob/);
    expect(await countOf(night, 'access-granted')).toBe(1);
    expect(await countOf(night, 'access-approved')).toBe(1);
  });

  it('for as long as it could wait: it expires, and nothing is opened', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.bob.clicksIn(card, 'Approve');
    await night.alice.windowSays(/Waiting for PagerDuty/);
    await night.sandbox.clock.advance('PT16M');
    await night.bot.tick();
    await night.alice.windowSays(/Expired/);
    night.sandbox.pagerDuty.heal();
    await night.bot.tick();
    expect(await night.grants()).toEqual([]);
    expect(await stateOf(night)).toBe('expired');
  });

  it('Slack doesn’t say who she is any more: it waits for Slack', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    await night.bot.pauseJobs();
    const heal = night.sandbox.slack.holdNext('usergroups.users.list', 'after');
    await night.bob.clicksIn(card, 'Approve');
    await heal.reached;
    night.sandbox.slack.failNext('users.info', 'ratelimited', 40, /U01ALICE/);
    heal.release();
    await expect
      .poll(() => night.rows('SELECT waits_for IS NOT NULL AS waits FROM requests'), { timeout: 15_000 })
      .toEqual([{ waits: true }]);
    expect(await night.grants()).toEqual([]);
    night.sandbox.slack.heal();
    await night.sandbox.clock.advance('PT20S');
    await night.bot.tick();
    await night.alice.windowSays(/db-prod until/);
  });
});

describe('things change while it waits', () => {
  it('her shift ends: the last yes opens nothing, and she is told why', async () => {
    const night = await aQuietNight();
    night.shiftEndsIn('PT5M');
    const card = await asksForDbProd(night);
    await night.sandbox.clock.advance('PT6M');
    await night.bob.clicksIn(card, 'Approve');
    await night.alice.directMessageSays(/You're not on call for db-primary\. Bob is/);
    await night.sandbox.channel(APPROVALS).says(/not on call|Overtaken|can't be granted/i);
    expect(await stateOf(night)).toBe('overtaken');
    expect(await night.grants()).toEqual([]);
  });

  it('an incident opens: what was asked for by its own rule isn’t needed any more, and is still given once', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    night.sandbox.pagerDuty.setIncident(42, 'triggered');
    await night.bob.clicksIn(card, 'Approve');
    await night.alice.windowSays(/db-prod until/);
    expect(await countOf(night, 'access-granted')).toBe(1);
  });

  it('she is deactivated: it is overtaken, and a yes gives nothing', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    await night.sandbox.changePerson('alice', { deleted: true }, { silently: true });
    await night.bob.clicksIn(card, 'Approve');
    await expect.poll(() => stateOf(night), { timeout: 15_000 }).toBe('overtaken');
    expect(await night.grants()).toEqual([]);
  });

  it('one who agreed leaves: their yes is void, and one yes isn’t two', async () => {
    const night = await aQuietNight();
    await night.alice.types(INCIDENT, '/unlock ledger-db because audit');
    await night.alice.windowSays(/Asked/);
    const card = await night.sandbox.channel(APPROVALS).says(/Alice wants ledger-db/);
    await night.bob.clicksIn(card, 'Approve');
    await night.sandbox.channel(APPROVALS).says(/1 of 2/);
    await night.sandbox.changePerson('bob', { deleted: true });
    await expect.poll(() => countOf(night, 'approval-void'), { timeout: 15_000 }).toBe(1);
    await night.carol.clicksIn(card, 'Approve');
    await expect.poll(() => countOf(night, 'access-approved'), { timeout: 15_000 }).toBe(2);
    await night.bot.stop();
    expect(await stateOf(night)).toBe('pending');
    expect(await night.grants()).toEqual([]);
  });
});

describe('the approvers’ channel', () => {
  it.each(['archive', 'removeBot'] as const)(
    'can’t be posted in (%s): she is told where it isn’t and who was written to',
    async (how) => {
      const night = await aQuietNight();
      night.sandbox.channel(APPROVALS)[how]();
      await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
      await night.alice.windowSays(/I couldn't post in #?access-approvals\. I wrote to Bob and Carol directly/);
      await night.alice.directMessageSays(/I couldn't post in #?access-approvals/);
      expect(night.logged()).toContain('card has no place any more');
      await night.bob.directMessageSays(/Alice wants/);
      await night.bob.clicksIn('direct', 'Approve');
      await night.alice.windowSays(/db-prod until/);
    },
  );

  it('is archived while it waits: it can be answered by direct message still', async () => {
    const night = await aQuietNight();
    await asksForDbProd(night);
    night.sandbox.channel(APPROVALS).archive();
    await night.carol.clicksIn('direct', 'Approve');
    await night.alice.windowSays(/db-prod until/);
    await night.bob.directMessageSays(/Approved by Carol/);
  });

  it('limits posts for a while: the card comes later, once', async () => {
    const night = await aQuietNight();
    night.sandbox.slack.failNext('chat.postMessage', 'ratelimited', 2, /C0APPR/);
    await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
    await night.alice.windowSays(/Asked (Bob|Carol)/);
    for (let tries = 0; tries < 3; tries++) {
      await night.sandbox.clock.advance('PT6S');
      await night.bot.tick();
    }
    await night.sandbox.channel(APPROVALS).says(/Alice wants/);
    expect(night.sandbox.channel(APPROVALS).messages()).toHaveLength(1);
  });
});

describe('a card was posted and Slack’s answer got lost', () => {
  async function lost(): Promise<Night> {
    const night = await aQuietNight();
    // It comes again when a test says so, not a second later.
    await night.bot.pauseJobs();
    night.sandbox.slack.failNext('chat.postMessage', 'drop-after-doing-it', 1, /C0APPR/);
    await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
    await night.alice.windowSays(/Asked (Bob|Carol)/);
    await night.sandbox.channel(APPROVALS).says(/Alice wants/);
    return night;
  }

  it('clicked before it comes again, it is the card: there is no second', async () => {
    const night = await lost();
    const [card] = night.sandbox.channel(APPROVALS).messages();
    await night.bob.clicksIn(card!, 'Approve');
    await night.alice.windowSays(/db-prod until/);
    await night.sandbox.clock.advance('PT10S');
    await night.bot.tick();
    await night.sandbox.channel(APPROVALS).says(/Approved by Bob/);
    expect(await night.grants()).toHaveLength(1);
    const left = night.sandbox
      .channel(APPROVALS)
      .messages()
      .filter(({ buttons }) => buttons.some(({ text }) => text === 'Approve'));
    expect(left).toEqual([]);
  });

  it('clicked after it came again, it leads to the card and answers nothing', async () => {
    const night = await lost();
    await night.sandbox.clock.advance('PT10S');
    await night.bot.tick();
    await askedForDbProd(night);
    const channel = night.sandbox.channel(APPROVALS);
    await expect.poll(() => channel.messages().length, { timeout: 15_000 }).toBe(2);
    const [orphan, card] = channel.messages();
    await night.bob.clicksIn(orphan!, 'Approve');
    await channel.says('This is a second copy of a card.');
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
    await night.bob.clicksIn(card!, 'Approve');
    await night.alice.windowSays(/db-prod until/);
    expect(await countOf(night, 'access-granted')).toBe(1);
  });
});
