import { describe, expect, it } from 'vitest';
import { aNight } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

describe('a grant ends by itself', () => {
  it('at the time asked for: nothing is shown any more, before any job ran', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/unlock db-prod for 10m');
    await night.alice.windowSays(/until/);
    await night.alice.directMessageSays(/db-prod until/);
    await night.bot.pauseJobs();
    await night.sandbox.clock.advance('PT10M');
    await night.alice.clicksIn('direct', 'Show values');
    const refused = await night.alice.windowSays(/ended|closed|locked/i);
    expect(refused.text).not.toContain('canary-7Qm2-nightlatch-do-not-use');
    expect((await night.audited()).filter(({ kind }) => kind === 'revealed')).toEqual([]);
  });

  it('at the end of the shift where that is earlier, saying so', async () => {
    const night = await aNight();
    await night.shiftEndsIn('PT20M');
    await night.alice.types(INCIDENT, '/unlock db-prod for 2h');
    await night.alice.windowSays(/your shift ends/);
    await night.sandbox.clock.advance('PT20M');
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'shift-ended' }]);
    await night.alice.directMessageSays(/Locked\. No value was shown\./);
  });

  it('a cover over two back-to-back shifts is one', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/unlock db-prod for 3h');
    await night.alice.windowSays(/until/);
    expect(await night.grants()).toMatchObject([{ ends_because: 'asked' }]);
  });

  it('when its incident is resolved, after the grace', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/unlock db-prod for 3h');
    await night.alice.windowSays(/until/);
    await night.resolveIncident(42);
    await night.sandbox.clock.advance('PT61S');
    await night.bot.tick();
    await night.alice.windowSays(/INC-42 is over/);
    expect(await night.grants()).toMatchObject([{ state: 'active', ends_because: 'incident' }]);
    await night.sandbox.clock.advance('PT15M');
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'incident-resolved' }]);
  });

  it('an outage of PagerDuty neither extends nor ends one', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/unlock db-prod for 30m');
    await night.alice.windowSays(/until/);
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.sandbox.clock.advance('PT29M');
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
    await night.sandbox.clock.advance('PT1M');
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'expired' }]);
  });

  it('one that ended never ends the next', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/unlock db-prod for 10m');
    await night.alice.windowSays(/until/);
    await night.alice.closesWindow();
    await night.bot.pauseJobs();
    await night.sandbox.clock.advance('PT10M');
    await night.alice.types(INCIDENT, '/unlock db-prod for 30m');
    await night.alice.windowSays(/until/);
    await night.bot.tick();
    expect((await night.grants()).map(({ state }) => state).toSorted()).toEqual(['active', 'ended']);
  });
});
