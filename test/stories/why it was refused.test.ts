import { describe, expect, it } from 'vitest';
import { aNight, type Night } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

async function nothingOpened(night: Night): Promise<void> {
  expect(await night.grants()).toEqual([]);
  expect(await night.rows("SELECT id FROM requests WHERE state <> 'granted'")).toEqual([]);
}

describe('why it was refused', () => {
  it('Bob, who is not on call, reads rule by rule why, and nothing is opened or put on record by it', async () => {
    const night = await aNight();
    await night.bob.types(INCIDENT, '/unlock db-prod');
    const refusal = await night.bob.windowSays(/You're not on call for db-primary/);
    await night.bot.tick();
    const before = await night.audited();
    await night.bob.clicks('Why?');
    const window = await night.bob.windowSays(/✗ on call, incident open: passed over/);
    expect(window.externalId).toBe(refusal.externalId);
    await nothingOpened(night);
    expect(await night.audited()).toEqual(before);
  });
});
