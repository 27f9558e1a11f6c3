import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/driver/seen.ts';
import type { Night } from '../stories/a-night.ts';
import { aDoomedBot, allAnswered, restarted } from './a-doomed-bot.ts';
import { APPROVALS, aQuietNight, asksForDbProd, countOf, requests } from './asks-for-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';

/** The cards there that still offer it; a copy whose post nobody heard the answer to is none, and leads to the card when it is clicked. */
async function offering(night: Night, button: string): Promise<SeenMessage[]> {
  const cards = await night.rows("SELECT posted_ts FROM cards WHERE place = 'channel'");
  const isCard = ({ ts }: SeenMessage) => cards.some(({ posted_ts }) => posted_ts === ts);
  const messages = night.sandbox.channel(APPROVALS).messages().filter(isCard);
  return messages.filter(({ buttons }) => buttons.some(({ text }) => text === button));
}

/** Granted once, and every card says so. */
async function grantedOnce(night: Night): Promise<void> {
  await night.alice.windowSays(/db-prod until/);
  await night.alice.directMessageSays(/db-prod until/);
  await night.sandbox.channel(APPROVALS).says(/Approved by Bob/);
  await night.carol.directMessageSays(/Approved by Bob/);
  expect(await night.grants()).toHaveLength(1);
  expect(await countOf(night, 'access-approved')).toBe(1);
  expect(await countOf(night, 'access-granted')).toBe(1);
  await expect.poll(() => offering(night, 'Approve'), { timeout: 15_000 }).toEqual([]);
  await allAnswered(night);
}

describe('killed', () => {
  it('between the request and its cards: each comes all the same, and there is one request', async () => {
    const { night, bot } = await aDoomedBot(aQuietNight());
    const drawing = night.sandbox.slack.holdNext(/^(views\.update|chat\.postMessage)$/);
    await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
    await drawing.reached;
    await expect.poll(() => requests(night), { timeout: 15_000 }).toHaveLength(1);
    await restarted(night, bot);
    await night.alice.windowSays(/Asked (Bob|Carol)/);
    for (const lead of [night.bob, night.carol]) await lead.directMessageSays(/Alice wants/);
    await expect.poll(() => offering(night, 'Approve'), { timeout: 15_000 }).toHaveLength(1);
    const [card] = await offering(night, 'Approve');
    await night.bob.clicksIn(card!, 'Approve');
    await grantedOnce(night);
    expect(await countOf(night, 'access-asked')).toBe(1);
  });

  it('while it waits: the next one takes the answer', async () => {
    const { night, bot } = await aDoomedBot(aQuietNight());
    const card = await asksForDbProd(night);
    await restarted(night, bot);
    await night.bob.clicksIn(card, 'Approve');
    await grantedOnce(night);
  });

  it('while the approver is looked up: nothing was approved, he is told, and his next click counts', async () => {
    const { night, bot } = await aDoomedBot(aQuietNight());
    const card = await asksForDbProd(night);
    const asking = night.sandbox.slack.holdNext('usergroups.users.list');
    await night.bob.clicksIn(card, 'Approve');
    await asking.reached;
    await restarted(night, bot);
    await night.bob.directMessageSays(/I was stopped while answering Approve/);
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
    await night.bob.clicksIn(card, 'Approve');
    await grantedOnce(night);
  });

  it('between the last yes and the grant: it is given once, by the next', async () => {
    const { night, bot } = await aDoomedBot(aQuietNight());
    const card = await asksForDbProd(night);
    // Nobody hears from PagerDuty: a job takes up what was agreed to, beside the click.
    night.sandbox.pagerDuty.mode = 'hanging';
    const deciding = night.sandbox.pagerDuty.holdNext('/oncalls');
    await night.bob.clicksIn(card, 'Approve');
    await deciding.reached;
    expect(await countOf(night, 'access-approved')).toBe(1);
    expect(await night.grants()).toEqual([]);
    await bot.kill();
    night.sandbox.pagerDuty.heal();
    await restarted(night, bot);
    await grantedOnce(night);
  });

  it('between the grant and its cards: every card comes right', async () => {
    const { night, bot } = await aDoomedBot(aQuietNight());
    const card = await asksForDbProd(night);
    const deciding = night.sandbox.pagerDuty.holdNext('/oncalls', 'after');
    await night.bob.clicksIn(card, 'Approve');
    await deciding.reached;
    const drawing = night.sandbox.slack.holdNext(/^(views\.update|chat\.(update|postMessage))$/);
    deciding.release();
    await drawing.reached;
    await expect.poll(() => night.grants(), { timeout: 15_000 }).toHaveLength(1);
    await restarted(night, bot);
    await grantedOnce(night);
  });

  it('between the no and its cards: every card says it, and she is told once', async () => {
    const { night, bot } = await aDoomedBot(aQuietNight());
    const card = await asksForDbProd(night);
    await night.bob.clicksIn(card, 'Deny');
    await night.bob.windowSays('Why not?');
    const asking = night.sandbox.slack.holdNext('usergroups.users.list', 'after');
    await night.bob.submits();
    await asking.reached;
    const drawing = night.sandbox.slack.holdNext(/^(views\.update|chat\.(update|postMessage))$/);
    asking.release();
    await drawing.reached;
    await expect.poll(() => countOf(night, 'access-denied'), { timeout: 15_000 }).toBe(1);
    await restarted(night, bot);
    await night.alice.windowSays(/Denied by Bob/);
    await night.sandbox.channel(APPROVALS).says(/Denied by Bob/);
    await expect.poll(() => offering(night, 'Approve'), { timeout: 15_000 }).toEqual([]);
    expect(await night.rows("SELECT id FROM cards WHERE note->>'kind' = 'request-answered'")).toHaveLength(1);
    await allAnswered(night);
  });

  it('with five minutes left, before it said so: the next one says it, once', async () => {
    const { night, bot } = await aDoomedBot(aQuietNight());
    await night.alice.types(INCIDENT, '/unlock db-replica for 20m');
    await night.alice.windowSays(/db-replica until/);
    await night.alice.directMessageSays(/db-replica until/);
    await bot.kill();
    await night.sandbox.clock.advance('PT15M30S');
    night.sandbox.pointAt(night.bot.url);
    await night.bot.tick();
    await night.bot.tick();
    await expect
      .poll(() => night.rows("SELECT posted_ts IS NOT NULL AS posted FROM cards WHERE aspect = 'ending'"), { timeout: 15_000 })
      .toEqual([{ posted: true }]);
    const told = night.alice.directMessages().filter(({ text }) => /ends in|min left|5 min/.test(text));
    expect(told).toHaveLength(1);
  });

  it('past its time, before it was told: nobody can approve it, and the next one says so', async () => {
    const { night, bot } = await aDoomedBot(aQuietNight());
    const card = await asksForDbProd(night);
    await bot.kill();
    await night.sandbox.clock.advance('PT16M');
    night.sandbox.pointAt(night.bot.url);
    await night.bob.clicksIn(card, 'Approve');
    await night.bob.ephemeralSays(APPROVALS, /Expired/);
    await night.bot.tick();
    await night.bot.tick();
    await night.alice.windowSays(/Expired/);
    await night.sandbox.channel(APPROVALS).says(/Expired/);
    expect(await night.grants()).toEqual([]);
    expect(await countOf(night, 'request-expired')).toBe(1);
  });
});
