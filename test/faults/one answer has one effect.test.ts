import { describe, expect, it } from 'vitest';
import type { Crafted } from '../../src/sandbox/slack/deliveries.ts';
import type { Night, RunningBot } from '../stories/a-night.ts';
import { APPROVALS, aQuietNight, asksForDbProd, entriesOf, requests } from './asks-for-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';

interface Both {
  night: Night;
  /** The same bytes six times at once, three to each of two bots. */
  toBoth: Crafted;
  /** What came of `deed`: the entries it led to, once each bot has done all that it took in. They take nothing more then. */
  effectsOf(deed: () => Promise<unknown>): Promise<string[]>;
}

async function twoBots(): Promise<Both> {
  const night = await aQuietNight();
  const other = await night.secondBot();
  const bots: RunningBot[] = [night.bot, other];
  return {
    night,
    toBoth: { times: 6, to: bots.map(({ url }) => url) },
    effectsOf: (deed) =>
      entriesOf(night, async () => {
        const ignored = ignoredBy(night);
        await deed();
        await expect.poll(() => ignoredBy(night) - ignored, { timeout: 15_000 }).toBe(5);
        await Promise.all(bots.map((bot) => bot.stop()));
      }),
  };
}

const ignoredBy = (night: Night) => night.logged().split('repeated delivery ignored').length - 1;

const opened = ({ sandbox }: Night) => sandbox.slack.callsTo('views.open').filter(({ outcome }) => outcome === 'ok').length;

const cards = async (night: Night, which: string) => (await night.rows(`SELECT id FROM cards WHERE ${which}`)).length;

describe('of a request, each delivery six times, to two bots at once', () => {
  it('Approve is one yes and one grant, and nothing else is said', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    const card = await asksForDbProd(night);
    expect(await effectsOf(() => night.bob.clicksIn(card, 'Approve', toBoth))).toEqual(['access-approved', 'access-granted']);
    expect(await night.grants()).toHaveLength(1);
    expect(await night.rows('SELECT nth FROM approvals')).toHaveLength(1);
    expect(night.bob.ephemerals(APPROVALS)).toEqual([]);
  });

  it('Approve for 15m is one yes and one grant of a quarter of an hour', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    const card = await asksForDbProd(night);
    expect(await effectsOf(() => night.bob.clicksIn(card, 'Approve for 15m', toBoth))).toEqual([
      'access-approved',
      'access-granted',
    ]);
    const lengths = await night.rows('SELECT extract(epoch FROM ends_at - started_at)::int AS length, ends_because FROM grants');
    expect(lengths).toEqual([{ length: 900, ends_because: 'approver' }]);
  });

  it('Deny is one form, and the form one no', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    const card = await asksForDbProd(night);
    const before = opened(night);
    await night.bob.clicksIn(card, 'Deny', toBoth);
    await night.bob.windowSays('Why not?');
    expect(opened(night)).toBe(before + 1);
    await expect.poll(() => ignoredBy(night), { timeout: 15_000 }).toBe(5);
    const fields = { deny_reason: { deny_reason: { type: 'plain_text_input', value: 'use the replica' } } };
    expect(await effectsOf(() => night.bob.submits(fields, toBoth))).toEqual(['access-denied']);
    expect(await requests(night)).toMatchObject([{ state: 'denied', settled_by_name: 'Bob', settled_reason: 'use the replica' }]);
    expect(await cards(night, "note->>'kind' = 'request-answered'")).toBe(1);
  });

  it('Withdraw is one end', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    await asksForDbProd(night);
    expect(await effectsOf(() => night.alice.clicks('Withdraw', toBoth))).toEqual(['request-withdrawn']);
    expect(await requests(night)).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('Nudge asks each once more', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    await asksForDbProd(night);
    expect(await effectsOf(() => night.alice.clicks('Nudge', toBoth))).toEqual(['approvers-reminded']);
    expect(await cards(night, "aspect = 'reminder'")).toBe(3);
  });

  it('Break glass, on a refusal, is one request', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    await night.bob.types(INCIDENT, '/unlock db-prod because the primary is down');
    await night.bob.windowSays("You're not on call");
    expect(await effectsOf(() => night.bob.clicks('Break glass', toBoth))).toEqual(['access-asked']);
    expect(await requests(night)).toMatchObject([{ state: 'pending', resource: 'db-prod' }]);
    expect(await cards(night, "note->>'kind' = 'glass-broken'")).toBe(1);
  });

  it('Ask Alice writes to her once', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    await night.bob.types(INCIDENT, '/unlock db-prod because the primary is down');
    await night.bob.windowSays("You're not on call");
    expect(await effectsOf(() => night.bob.clicks('Ask Alice', toBoth))).toEqual(['colleague-asked']);
    expect(await cards(night, "note->>'kind' = 'colleague-asked'")).toBe(1);
  });

  it('the form, sent off, is one request', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    await night.alice.types(INCIDENT, '/unlock');
    await night.alice.windowSays('What to unlock');
    await night.alice.fills({ Resource: 'db-prod · Production database' });
    await expect.poll(() => night.alice.window()?.inputs.map(({ label }) => label)).toContain('Reason');
    await night.alice.fills({ Reason: 'replica lag' });
    expect(await effectsOf(() => night.alice.submits({}, toBoth))).toEqual(['access-asked']);
    expect(await requests(night)).toHaveLength(1);
  });

  it('the shortcut opens one form', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    expect(await effectsOf(() => night.alice.usesShortcut('Unlock something', toBoth))).toEqual([]);
    await night.alice.windowSays('What to unlock');
    expect(opened(night)).toBe(1);
  });
});

describe('of a grant, each delivery six times, to two bots at once', () => {
  async function unlocks({ alice }: Night): Promise<void> {
    await alice.types(INCIDENT, '/unlock db-replica because replica lag');
    await alice.windowSays(/db-replica until/);
    await alice.directMessageSays(/db-replica until/);
  }

  it('Extend is one extension', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    await unlocks(night);
    expect(await effectsOf(() => night.alice.clicksIn('direct', 'Extend', toBoth))).toEqual(['grant-extended']);
    expect(await night.grants()).toMatchObject([{ extensions: 1 }]);
  });

  it('Mark rotated is one mark', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    await unlocks(night);
    await night.alice.clicks('Show values');
    await night.alice.windowSays(/Wipes itself/);
    await night.alice.clicksIn('direct', 'Give back');
    await night.alice.directMessageSays('works until it is rotated');
    expect(await effectsOf(() => night.alice.clicksIn('direct', 'Mark rotated', toBoth))).toEqual(['marked-rotated']);
    expect(await night.rows('SELECT id FROM rotations')).toHaveLength(1);
  });

  it('Mark reviewed is one mark', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    await night.bob.types(INCIDENT, '/unlock status-page break-glass because outage');
    await night.bob.windowSays(/status-page until/);
    const card = await night.sandbox.channel('audit-access').says(/Review by /);
    expect(await effectsOf(() => night.carol.clicksIn(card, 'Mark reviewed', toBoth))).toEqual(['reviewed']);
    expect(await night.rows('SELECT done_by_name FROM reviews')).toEqual([{ done_by_name: 'Carol' }]);
  });

  it('that its holder left, told six times, is one end', async () => {
    const { night, toBoth, effectsOf } = await twoBots();
    await unlocks(night);
    const left = () => night.sandbox.changePerson('alice', { deleted: true }, toBoth);
    expect(await effectsOf(left)).toEqual(['grant-ended']);
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'person-left' }]);
  });
});

it('a home that is opened six times at once is one card', async () => {
  const { night, toBoth, effectsOf } = await twoBots();
  expect(await effectsOf(() => night.alice.opensHome(toBoth))).toEqual([]);
  expect(await cards(night, "place = 'home'")).toBe(1);
});

it('an answer sent again minutes later, to the other bot, is known still', async () => {
  const night = await aQuietNight();
  const other = await night.secondBot();
  const card = await asksForDbProd(night);
  const { delivery } = await night.alice.clicks('Nudge');
  await night.alice.windowSays('Asked again');
  const approve = await night.bob.clicksIn(card, 'Approve');
  await night.alice.directMessageSays(/db-prod until/);
  await night.alice.clicksIn('direct', 'Give back');
  await night.alice.directMessageSays('Locked.');
  await night.bot.stop();
  await night.sandbox.clock.advance('PT4M50S');
  const again = await entriesOf(night, async () => {
    for (const sent of [delivery, approve.delivery]) await night.sandbox.slack.deliver.replay(sent, other.url);
    await other.stop();
  });
  expect(again).toEqual([]);
  expect(night.bob.ephemerals(APPROVALS)).toEqual([]);
});
