import { describe, expect, it } from 'vitest';
import type { SentWebhook } from '../../src/sandbox/pagerduty/webhooks.ts';
import { aNight, type Night } from '../stories/a-night.ts';
import { aGatedNight } from './a-database-gate.ts';
import { aDoomedBot, restarted } from './a-doomed-bot.ts';

const INCIDENT = 'inc-42-checkout-latency';

async function holdsForTheIncident(night: Night): Promise<void> {
  await night.alice.types(INCIDENT, '/unlock db-prod for 3h');
  await night.alice.windowSays(/db-prod until/);
}

const webhooks = (night: Night) => night.sandbox.pagerDuty.webhooks;

function firstSent(night: Night): SentWebhook {
  const [first] = webhooks(night).sent;
  if (!first) throw new Error('nothing was sent');
  return first;
}

/** Her grant ends with the incident, and that was done once. */
async function endsOnce(night: Night): Promise<void> {
  await expect.poll(() => night.grants()).toMatchObject([{ ends_because: 'incident' }]);
  expect((await night.audited()).filter(({ kind }) => kind === 'grant-shortened')).toHaveLength(1);
}

describe('the database', () => {
  it.each(['close', 'freeze'] as const)(
    'is away (%s): PagerDuty is told to come again, and what it told is done',
    async (fault) => {
      const { night, gate } = await aGatedNight({ webhooks: true });
      await holdsForTheIncident(night);
      gate[fault]();
      night.resolveIncident(42);
      await expect.poll(() => webhooks(night).sent[0]?.statuses).toContain(503);
      gate.open();
      await expect.poll(() => firstSent(night).statuses.at(-1)).toBe(202);
      expect(new Set(firstSent(night).statuses)).toEqual(new Set([503, 202]));
      await endsOnce(night);
    },
  );
});

describe('PagerDuty', () => {
  it('tells of a resolve and then does not answer: it is asked again until it does', async () => {
    const night = await aNight({ webhooks: true });
    await holdsForTheIncident(night);
    night.sandbox.pagerDuty.failNext(/^\/incidents\//, 503, 99);
    night.resolveIncident(42);
    await expect.poll(() => night.logged()).toContain('webhook waits for its source');
    expect(await night.grants()).toMatchObject([{ ends_because: 'asked' }]);
    night.sandbox.pagerDuty.heal();
    await night.sandbox.clock.advance('PT10S');
    await night.bot.tick();
    await endsOnce(night);
  });
});

describe('a bot', () => {
  it('killed after it took the delivery: the next one works it off', async () => {
    const { night, bot } = await aDoomedBot(aNight({ webhooks: true }));
    await holdsForTheIncident(night);
    const asking = night.sandbox.pagerDuty.holdNext(/^\/incidents\/\w+$/);
    night.resolveIncident(42);
    await asking.reached;
    await expect.poll(() => firstSent(night).statuses).toEqual([202]);
    await restarted(night, bot);
    asking.release();
    await night.sandbox.clock.advance('PT61S');
    await endsOnce(night);
    await expect.poll(() => night.rows('SELECT key FROM webhook_deliveries WHERE worked_off_at IS NULL')).toEqual([]);
  });

  it('and another get copies of one delivery at once: it is kept and worked off once', async () => {
    const night = await aNight({ webhooks: true });
    const other = await night.secondBot();
    await holdsForTheIncident(night);
    webhooks(night).hold();
    night.resolveIncident(42);
    await webhooks(night).release();
    const { url, headers, body } = firstSent(night);
    const urls = [url, url.replace(night.bot.url, other.url)];
    const copies = Array.from({ length: 30 }, (_, nth) => webhooks(night).post(urls[nth % 2] ?? url, headers, body));
    expect(new Set(await Promise.all(copies))).toEqual(new Set([202]));
    expect(await night.rows('SELECT key FROM webhook_deliveries')).toHaveLength(1);
    await endsOnce(night);
  });
});
