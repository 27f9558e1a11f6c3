import { describe, expect, it } from 'vitest';
import { aNight, type Night } from './a-night.ts';
import { APPROVALS, aQuietNight, buttonsOf, CHANNEL } from './a-quiet-night.ts';

const SCHEDULE = 'PABC123';
const BOB = 'PBOB002';

/** A night whose plans were read a quarter of an hour ago. */
async function aPlannedNight(): Promise<Night> {
  const night = await aNight({ settles: true });
  await night.bot.tick();
  await night.sandbox.clock.advance({ minutes: 16 });
  return night;
}

describe('somebody puts themselves on call', () => {
  it('whoever was planned is given it at once', async () => {
    const night = await aPlannedNight();
    await night.alice.types(CHANNEL, '/unlock db-prod');
    await night.alice.windowSays(/🔓 db-prod until/);
    expect(await night.grants()).toHaveLength(1);
  });

  it('whoever was not must be agreed to, and everybody who decides is told why', async () => {
    const night = await aPlannedNight();
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, BOB);
    await night.bob.types(CHANNEL, '/unlock db-prod because replica lag');
    const window = await night.bob.windowSays(/Asked Carol/);
    expect(window.text).toMatch(/Your cover of db-primary is new: it wasn't planned at \d\d:\d\d\./);
    const card = await night.sandbox.channel(APPROVALS).says(/Bob wants db-prod/);
    expect(card.text).toMatch(/Bob's cover of db-primary is new: it wasn't planned at \d\d:\d\d\./);
    expect(await night.grants()).toEqual([]);
    await night.carol.clicksIn(APPROVALS, 'Approve');
    await night.bob.windowSays(/🔓 db-prod until/);
    expect(await night.grants()).toMatchObject([{ rule: 'on call, incident open' }]);
  });

  it('a quarter of an hour later it was planned, and the digest named it', async () => {
    const night = await aPlannedNight();
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, BOB);
    await night.bob.types(CHANNEL, '/unlock db-prod because replica lag');
    await night.bob.windowSays(/Asked Carol/);
    await night.bob.clicks('Withdraw');
    await night.bob.windowSays(/Withdrawn by you/);
    await night.sandbox.clock.advance({ minutes: 5 });
    await night.bot.tick();
    await night.sandbox.clock.advance({ minutes: 16 });
    await night.bob.types(CHANNEL, '/unlock db-prod because replica lag');
    await night.bob.windowSays(/🔓 db-prod until/);
    await night.carol.types(CHANNEL, '/nightlatch digest 1d');
    await night.carol.windowSays(/On call, but not as planned: 1.*bob · db-prod · db-primary · 1×/s);
  });

  it('cover that was made longer gives it for as long as was planned', async () => {
    const night = await aNight({ settles: true });
    const planned = night.sandbox.clock.now().add({ minutes: 30 });
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, BOB, planned);
    await night.bot.tick();
    await night.sandbox.clock.advance({ minutes: 16 });
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, BOB, planned.add({ hours: 6 }));
    await night.bob.types(CHANNEL, '/unlock db-prod for 2h');
    await night.bob.windowSays(/🔓 db-prod until \d\d:\d\d \(your shift ends, as planned before\)/);
    const [grant] = await night.grants();
    // PagerDuty says whole seconds.
    const endsAt = grant?.ends_at as Date;
    expect(Math.abs(endsAt.getTime() - planned.epochMilliseconds)).toBeLessThan(1000);
  });
});

describe('there is no plan', () => {
  it('as in the first minutes: somebody must agree, and it says why', async () => {
    const night = await aNight({ settles: true });
    await night.bot.pauseJobs();
    await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
    const window = await night.alice.windowSays(/Asked (Bob|Carol)/);
    expect(window.text).toContain('No earlier plan of db-primary is known, so your cover may be new.');
  });

  it('and nobody is named who could agree: refused, and the glass can be broken', async () => {
    const night = await aNight({ settles: true });
    await night.bot.pauseJobs();
    await night.alice.types(CHANNEL, '/unlock status-page because an outage to tell of');
    const refused = await night.alice.windowSays(
      /So it opens status-page only with somebody's yes, and the policy names nobody\./,
    );
    expect(buttonsOf(refused)).toEqual(['Break glass', 'Why?']);
    expect((await night.audited()).find(({ kind }) => kind === 'refused')?.about).toMatchObject({ code: 'not-settled' });
    await night.alice.clicks('Break glass');
    await night.alice.windowSays(/🔓 status-page until/);
  });
});

describe('PagerDuty doesn’t answer', () => {
  it('/grants says so while it lasts, and the log says when it began and ended', async () => {
    const night = await aQuietNight();
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.alice.types(CHANNEL, '/unlock db-prod');
    await night.alice.windowSays(/PagerDuty didn't answer/);
    await expect.poll(async () => (await night.audited()).map(({ kind }) => kind)).toContain('source-down');
    await night.carol.types(CHANNEL, '/grants all');
    await night.carol.windowSays(/PagerDuty hasn't answered since \d\d:\d\d\. Until it does, nothing opens by it\./);
    night.sandbox.pagerDuty.mode = 'up';
    await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
    await night.alice.windowSays(/Asked (Bob|Carol)/);
    await expect.poll(async () => (await night.audited()).map(({ kind }) => kind)).toContain('source-up');
    await night.carol.types(CHANNEL, '/grants db-replica');
    const list = await night.carol.windowSays(/Nobody holds db-replica/);
    expect(list.text).not.toContain("hasn't answered");
  });
});
