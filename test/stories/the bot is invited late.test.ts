import { describe, expect, it } from 'vitest';
import type { Night } from './a-night.ts';
import { APPROVALS, AUDIT, aQuietNight, buttonsOf, CHANNEL } from './a-quiet-night.ts';
import { untilMonday } from './until-monday.ts';

const COULD_NOT = /I couldn't post in #access-approvals\. I wrote to Bob and Carol directly\./;

/** Alice asks on a night on which the bot can't post where approvers are asked. */
async function asksWithoutChannel(how: 'removeBot' | 'archive' = 'removeBot'): Promise<Night> {
  const night = await aQuietNight();
  night.sandbox.channel(APPROVALS)[how]();
  await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
  await night.alice.windowSays(COULD_NOT);
  await night.bob.directMessageSays(/Alice wants/);
  return night;
}

/** So much later, with every job having run. */
async function later(night: Night, time: string): Promise<void> {
  await night.sandbox.clock.advance(time);
  await night.bot.tick();
}

const posts = (night: Night, channel: string) => night.sandbox.channel(channel).messages();

describe('the bot is not in the approvers’ channel when somebody asks', () => {
  it('she is told at once; invited, the card is there within a minute, and works', async () => {
    const night = await asksWithoutChannel();
    await later(night, 'PT1M');
    expect(posts(night, APPROVALS)).toEqual([]);
    await night.sandbox.channel(APPROVALS).inviteBot();
    await later(night, 'PT1M');
    const card = await night.sandbox.channel(APPROVALS).says(/Alice wants db-prod/);
    expect(buttonsOf(card)).toContain('Approve');
    await expect.poll(() => night.alice.window()?.text, { timeout: 15_000 }).not.toMatch(/I couldn't post/);
    await night.carol.clicksIn(card, 'Approve');
    await night.alice.windowSays(/🔓 db-prod until/);
    await night.sandbox.channel(APPROVALS).says(/Approved by Carol/);
    expect(posts(night, APPROVALS)).toHaveLength(1);
    expect(night.logged().match(/card has no place any more/g)).toHaveLength(1);
  });

  it('unarchived, it is there too', async () => {
    const night = await asksWithoutChannel('archive');
    night.sandbox.channel(APPROVALS).unarchive();
    await later(night, 'PT1M');
    await night.sandbox.channel(APPROVALS).says(/Alice wants db-prod/);
  });

  it('what was answered meanwhile is not posted late', async () => {
    const night = await asksWithoutChannel();
    await night.bob.clicksIn('direct', 'Approve');
    await night.alice.windowSays(/🔓 db-prod until/);
    await night.sandbox.channel(APPROVALS).inviteBot();
    for (let minute = 0; minute < 3; minute += 1) await later(night, 'PT1M');
    expect(posts(night, APPROVALS)).toEqual([]);
  });

  it('nor what she withdrew, or nobody answered in time', async () => {
    const night = await asksWithoutChannel();
    await night.alice.clicks('Withdraw');
    await night.alice.windowSays(/Withdrawn by you/);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
    await night.alice.windowSays(COULD_NOT);
    await later(night, 'PT1H');
    await night.alice.directMessageSays(/Nobody answered your request for db-prod in time/);
    await night.sandbox.channel(APPROVALS).inviteBot();
    for (let minute = 0; minute < 3; minute += 1) await later(night, 'PT1M');
    expect(posts(night, APPROVALS)).toEqual([]);
  });

  it('another bot on the same database posts it once', async () => {
    const night = await asksWithoutChannel();
    const other = await night.secondBot();
    await night.sandbox.channel(APPROVALS).inviteBot();
    await night.sandbox.clock.advance('PT1M');
    await Promise.all([night.bot.tick(), other.tick()]);
    await night.sandbox.channel(APPROVALS).says(/Alice wants db-prod/);
    await Promise.all([night.bot.tick(), other.tick()]);
    expect(posts(night, APPROVALS)).toHaveLength(1);
  });
});

describe('the bot is not in the audit channel', () => {
  it('when a grant opens: invited, its card is there, and shows its end', async () => {
    const night = await aQuietNight();
    await night.sandbox.channel(AUDIT).says(/policy is in force/);
    night.sandbox.channel(AUDIT).removeBot();
    await night.alice.types(CHANNEL, '/unlock feature-flags');
    await night.alice.windowSays(/feature-flags until/);
    await night.bot.tick();
    expect(await night.bot.metrics()).toMatch(/^nightlatch_lost_cards 1$/m);
    expect(await night.bot.metrics()).toMatch(/^nightlatch_card_lag_seconds 0$/m);
    await night.sandbox.channel(AUDIT).inviteBot();
    await later(night, 'PT1M');
    await night.sandbox.channel(AUDIT).says(/feature-flags until/);
    await night.alice.clicks('Give back');
    await night.sandbox.channel(AUDIT).says(/Locked\. No value was shown\./);
  });

  it('when a week is told: invited, the digest is there, once', async () => {
    const night = await aQuietNight();
    await night.sandbox.channel(AUDIT).says(/policy is in force/);
    night.sandbox.channel(AUDIT).removeBot();
    await untilMonday(night);
    await night.bot.tick();
    const before = posts(night, AUDIT).length;
    await night.sandbox.channel(AUDIT).inviteBot();
    await later(night, 'PT1M');
    await night.sandbox.channel(AUDIT).says(/Audit log up to entry/);
    await later(night, 'PT1M');
    expect(posts(night, AUDIT)).toHaveLength(before + 1);
  });
});
