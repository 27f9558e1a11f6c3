import { describe, expect, it } from 'vitest';
import { APPROVALS, aliceAsks, aQuietNight, buttonsOf, denies, kindsOf } from './a-quiet-night.ts';

const LEDGER = 'ledger-db because month end';

describe('her shift ends while she waits', () => {
  it('the last yes opens nothing, and everybody reads why', async () => {
    const night = await aQuietNight();
    night.shiftEndsIn('PT5M');
    await aliceAsks(night);
    await night.sandbox.clock.advance('PT6M');
    await night.carol.clicksIn(APPROVALS, 'Approve');
    const window = await night.alice.windowSays(
      /Not given: the last check at \d\d:\d\d said no:\nYou're not on call for db-primary\. Bob is/,
    );
    expect(buttonsOf(window)).toEqual([]);
    expect(window.text).toContain('Approved by Carol');
    const card = await night.sandbox
      .channel(APPROVALS)
      .says(/Not given: the last check at \d\d:\d\d said no to Alice:\nYou're not on call/);
    expect(buttonsOf(card)).toEqual(['Details']);
    await night.alice.directMessageSays(/Your request for db-prod can't be granted any more\./);
    expect(await night.grants()).toEqual([]);
    expect(await kindsOf(night)).toEqual(['access-asked', 'access-approved', 'request-overtaken']);
  });

  it('a yes in time gives what is left of her shift', async () => {
    const night = await aQuietNight();
    night.shiftEndsIn('PT20M');
    await aliceAsks(night);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 db-prod until \d\d:\d\d \(your shift ends\)/);
  });
});

describe('an incident opens while she waits', () => {
  it('the yes gives what the rules give now', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    night.sandbox.pagerDuty.openIncident('Replica lag', 'PSVC123');
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 db-prod until/);
    expect(await night.grants()).toMatchObject([{ rule: 'on call, incident open' }]);
  });
});

describe('PagerDuty is down at the last yes', () => {
  it('it waits, saying so, and is given by itself when PagerDuty is back', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.bob.clicksIn(APPROVALS, 'Approve');
    const waiting = await night.alice.windowSays(
      /Approved by Bob at \d\d:\d\d\. Waiting for PagerDuty, tried again until \d\d:\d\d\./,
    );
    expect(buttonsOf(waiting)).toEqual(['Withdraw']);
    const card = await night.sandbox.channel(APPROVALS).says(/Waiting for PagerDuty/);
    expect(buttonsOf(card)).toEqual(['Deny', 'Details']);
    expect(await night.grants()).toEqual([]);
    night.sandbox.pagerDuty.mode = 'up';
    await night.sandbox.clock.advance('PT6S');
    await night.bot.tick();
    await night.alice.windowSays(/🔓 db-prod until/);
    await night.sandbox.channel(APPROVALS).says(/🔓 db-prod until.*Approved by Bob/s);
  });

  it('and stays so: it expires, saying why', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    night.sandbox.pagerDuty.mode = 'hanging';
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.sandbox.channel(APPROVALS).says(/Waiting for PagerDuty/);
    await night.sandbox.clock.advance('PT15M');
    await night.bot.tick();
    await night.alice.windowSays(/Expired at \d\d:\d\d: PagerDuty didn't answer in time/);
    await night.alice.directMessageSays(/Your request for db-prod expired\. PagerDuty didn't answer in time\./);
    expect(await night.grants()).toEqual([]);
    expect(await kindsOf(night)).toEqual(['access-asked', 'access-approved', 'request-expired']);
  });

  it('she may still withdraw it', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/Waiting for PagerDuty/);
    await night.alice.clicks('Withdraw');
    await night.alice.windowSays(/Withdrawn by you/);
    night.sandbox.pagerDuty.mode = 'up';
    await night.sandbox.clock.advance('PT6S');
    await night.bot.tick();
    expect(await night.grants()).toEqual([]);
  });
});

describe('PagerDuty is down after the last yes', () => {
  it('somebody else may still say no', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.sandbox.channel(APPROVALS).says(/Waiting for PagerDuty/);
    await denies(night, 'carol', 'Wait for the day.');
    await night.alice.windowSays(/Denied by Carol at \d\d:\d\d:\nWait for the day\./);
  });
});

describe('Slack can’t say who the requester is at the last yes', () => {
  it('it waits, and is given when Slack answers again', async () => {
    const night = await aQuietNight();
    await aliceAsks(night, LEDGER);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/1 of 2/);
    const heal = night.sandbox.slack.failAlways('users.info', 'ratelimited', /U01ALICE/);
    await night.carol.clicksIn(APPROVALS, 'Approve');
    await night.sandbox
      .channel(APPROVALS)
      .says(/Approved by Bob at \d\d:\d\d and Carol at \d\d:\d\d \(2 of 2\)\. Waiting for Slack/);
    heal();
    await night.sandbox.clock.advance('PT6S');
    await night.bot.tick();
    await night.alice.windowSays(/🔓 ledger-db until/);
  });
});

describe('a requester who was deactivated', () => {
  it('gets nothing by the last yes, before any job has seen it', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.bot.pauseJobs();
    await night.sandbox.changePerson('alice', { deleted: true }, { silently: true });
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.sandbox.channel(APPROVALS).says(/Not given at \d\d:\d\d: Alice is no longer a full member here/);
    expect(await night.grants()).toEqual([]);
  });
});
