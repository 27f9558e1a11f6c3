import { describe, expect, it } from 'vitest';
import type { Night } from '../stories/a-night.ts';
import { allAnswered } from './a-doomed-bot.ts';
import { aQuietNight, countOf, requests, when } from './asks-for-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';

describe('a grant near its end', () => {
  async function holdsReplica(night: Night, words = '/unlock db-replica'): Promise<Temporal.Instant> {
    await night.alice.types(INCIDENT, words);
    await night.alice.windowSays(/db-replica until/);
    await night.alice.directMessageSays(/db-replica until/);
    await night.bot.pauseJobs();
    return when(night, 'grants.ends_at');
  }

  it('is extended in its last second, never past its most', async () => {
    const night = await aQuietNight();
    const endsAt = await holdsReplica(night);
    await night.database.clock.set(endsAt.subtract({ milliseconds: 900 }));
    await night.alice.clicksIn('direct', 'Extend');
    await expect
      .poll(() => countOf(night, 'grant-extended'), { timeout: 15_000 })
      .toBe(1)
      .catch(() => undefined);
    const rows = await night.rows(
      'SELECT extensions, ends_at <= started_at + make_interval(secs => at_most_seconds) AS within FROM grants',
    );
    // Where the clicks took longer than what was left, it is a new one; it never lives on past its end.
    for (const row of rows) expect(row.within).toBe(true);
    expect(await night.rows("SELECT 1 FROM grants WHERE state = 'active' AND ends_at > nightlatch.now()")).toHaveLength(
      rows.length > 1 ? 1 : rows.filter(({ extensions }) => extensions === 1).length,
    );
  });

  it.each([
    ['at', 0],
    ['a second after', 1_000_000],
  ])('isn’t extended %s its end', async (_, microseconds) => {
    const night = await aQuietNight();
    const endsAt = await holdsReplica(night);
    await night.database.clock.set(endsAt.add({ microseconds }));
    await night.alice.clicks('Extend');
    await night.alice.windowSays("There's no grant here that you can extend.");
    expect(await night.grants()).toMatchObject([{ extensions: 0 }]);
  });

  it('that ends while more time is decided isn’t brought back', async () => {
    const night = await aQuietNight();
    const endsAt = await holdsReplica(night);
    await night.database.clock.set(endsAt.subtract({ seconds: 5 }));
    const asking = night.sandbox.pagerDuty.holdNext('/oncalls');
    await night.alice.clicks('Extend');
    await asking.reached;
    await night.database.clock.set(endsAt);
    asking.release();
    await night.bot.stop();
    const rows = await night.rows(
      'SELECT extensions, state::text, started_at >= (SELECT min(ends_at) FROM grants) AS after, ends_at <= started_at + make_interval(secs => at_most_seconds) AS within FROM grants ORDER BY started_at',
    );
    expect(rows[0]).toMatchObject({ extensions: 0 });
    for (const later of rows.slice(1)) expect(later).toMatchObject({ after: true, within: true });
  });

  it('that ends never ends another: of another resource, or the one that follows it', async () => {
    const night = await aQuietNight();
    const endsAt = await holdsReplica(night, '/unlock db-replica for 1h');
    await night.database.clock.set(endsAt.subtract({ minutes: 4 }));
    await night.alice.closesWindow();
    await night.alice.types(INCIDENT, '/unlock feature-flags');
    await night.alice.windowSays(/feature-flags until/);
    await night.alice.closesWindow();
    await night.alice.types(INCIDENT, '/unlock db-replica for 1h');
    await night.alice.windowSays(/It begins/);
    await night.database.clock.set(endsAt.add({ seconds: 5 }));
    await night.bot.tick();
    await night.bot.tick();
    const states = 'SELECT resource, state::text, end_cause::text FROM grants ORDER BY started_at';
    await expect
      .poll(() => night.rows(states), { timeout: 15_000 })
      .toMatchObject([
        { resource: 'db-replica', state: 'ended', end_cause: 'expired' },
        { resource: 'feature-flags', state: 'active' },
        { resource: 'db-replica', state: 'active' },
      ]);
  });
});

it.each(['0', '0m', '-1', '-5m', '1e9', '1e9m', 'NaN', 'Infinity', '25h', '999999999999999999999h'])(
  'a form that wants it for %s asks nobody and opens nothing',
  async (time) => {
    const night = await aQuietNight();
    await night.alice.types(INCIDENT, '/unlock');
    await night.alice.windowSays('What to unlock');
    await night.alice.fills({ Resource: 'db-replica · Read replica' });
    await expect.poll(() => night.alice.window()?.inputs.map(({ label }) => label)).toContain('For how long');
    await night.alice.fills({ 'For how long': time });
    await night.alice.submits();
    // Told with the ack; what comes to the window later takes it away.
    expect(night.alice.window()?.errors).toEqual({
      time: expect.stringMatching(/isn't a duration|over the limit of 24h|no time/),
    });
    await night.bot.stop();
    expect(await night.grants()).toEqual([]);
    expect(await requests(night)).toEqual([]);
  },
);

it('ten thousand requests by one person come to ten a minute, by whichever way they ask', async () => {
  const night = await aQuietNight();
  const { bob } = night;
  const TOO_MANY = /more than 10 requests in a minute/;
  await bob.types(INCIDENT, '/unlock db-prod because outage');
  const refusal = await bob.windowSays("You're not on call");
  const press = (name: string) => {
    const { blockId, actionId, value } = refusal.buttons.find(({ text }) => text === name)!;
    return bob.forgesClick(refusal, { blockId, actionId, forged: { value } });
  };
  await Promise.all(Array.from({ length: 4 }, () => press('Break glass')));
  await Promise.all(Array.from({ length: 4 }, () => bob.types(INCIDENT, '/unlock db-prod break-glass because outage')));
  await bob.windowSays(/Asked/);
  // One that comes late would cover the form.
  await allAnswered(night);
  while (bob.window()) await bob.closesWindow();
  await bob.usesShortcut('Unlock something');
  await bob.windowSays('What to unlock');
  await bob.fills({ Resource: 'feature-flags · Feature flags' });
  await expect.poll(() => bob.window()?.inputs.map(({ label }) => label)).toContain('For how long');
  await bob.submits();
  await bob.windowSays(/feature-flags until/);
  await bob.clicks('Extend');
  await bob.windowSays(TOO_MANY);
  while (bob.window()) await bob.closesWindow();
  await bob.types(INCIDENT, '/unlock ledger-db because audit');
  await bob.windowSays(TOO_MANY);
  expect((await requests(night)).map(({ state }) => state).toSorted()).toEqual(['granted', 'pending']);
});
