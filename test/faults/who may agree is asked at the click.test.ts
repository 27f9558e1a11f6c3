import { describe, expect, it } from 'vitest';
import type { Night } from '../stories/a-night.ts';
import { APPROVALS, aQuietNight, asksForDbProd, countOf, requests } from './asks-for-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';

const stateOf = async (night: Night) => String((await requests(night)).at(-1)?.state);

describe('who may agree is asked at the click', () => {
  const MAY_NOT = /You may not answer this one any more, so nothing was (approved|denied)/;

  async function refusedAfter(change: (night: Night) => void): Promise<Night> {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    change(night);
    await night.bob.clicksIn(card, 'Approve');
    await night.bob.ephemeralSays(APPROVALS, MAY_NOT);
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
    expect(await stateOf(night)).toBe('pending');
    expect(await countOf(night, 'refused')).toBe(1);
    return night;
  }

  it('who left the group before it can’t', async () => {
    await refusedAfter((night) => night.sandbox.setGroup('dba-leads', ['carol']));
  });

  it('who leaves it while the click is under way can’t', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    const asking = night.sandbox.slack.holdNext('usergroups.users.list');
    await night.bob.clicksIn(card, 'Approve');
    await asking.reached;
    night.sandbox.setGroup('dba-leads', ['carol']);
    asking.release();
    await night.bob.ephemeralSays(APPROVALS, MAY_NOT);
    expect(await night.grants()).toEqual([]);
  });

  it('what was said of them more than five seconds before the commit isn’t taken', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    const answered = night.sandbox.slack.holdNext('usergroups.users.list', 'after');
    await night.bob.clicksIn(card, 'Approve');
    await answered.reached;
    night.sandbox.setGroup('dba-leads', ['carol']);
    await night.sandbox.clock.advance('PT5.1S');
    answered.release();
    await night.bob.ephemeralSays(APPROVALS, 'So nothing was approved. Click once more');
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
    await night.bob.clicksIn(card, 'Approve');
    await night.bob.ephemeralSays(APPROVALS, MAY_NOT);
  });

  it('who is deactivated while the click is under way can’t', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    // Or the job that asks after people could be the one that is held.
    await night.bot.pauseJobs();
    const asking = night.sandbox.slack.holdNext('users.info');
    await night.bob.clicksIn(card, 'Approve');
    await asking.reached;
    await night.sandbox.changePerson('bob', { deleted: true }, { silently: true });
    asking.release();
    await night.bot.stop();
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
    expect(await stateOf(night)).toBe('pending');
  });

  it('who joined the group, or came on call, after it was asked wasn’t asked', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    night.sandbox.setGroup('dba-leads', ['bob', 'carol', 'gina']);
    const gina = night.sandbox.as('gina');
    await gina.clicksIn(card, 'Approve');
    await gina.ephemeralSays(APPROVALS, "You can't answer this one, so nothing was approved.");
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
  });

  it('she can’t herself, by none of her accounts, also as one of the group', async () => {
    const policy = (text: string) => text.replace('slack: U01ALICE', 'slack: [U01ALICE, U07GINA]');
    const night = await aQuietNight({ policy });
    night.sandbox.setGroup('dba-leads', ['alice', 'bob', 'carol', 'gina']);
    const card = await asksForDbProd(night);
    for (const who of [night.alice, night.sandbox.as('gina')]) {
      await who.clicksIn(card, 'Approve');
      await who.ephemeralSays(APPROVALS, 'Somebody else has to approve this.');
    }
    expect(card.text).not.toMatch(/Asked: .*(Alice|Gina)/);
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
  });

  it('one person with two accounts counts once where two must agree', async () => {
    const policy = (text: string) => text.replace('slack: U02BOB', 'slack: [U02BOB, U07GINA]');
    const night = await aQuietNight({ policy });
    night.sandbox.setGroup('dba-leads', ['bob', 'carol', 'gina']);
    await night.alice.types(INCIDENT, '/unlock ledger-db because audit');
    await night.alice.windowSays(/Asked/);
    const card = await night.sandbox.channel(APPROVALS).says(/Alice wants ledger-db/);
    await night.bob.clicksIn(card, 'Approve');
    await night.sandbox.channel(APPROVALS).says(/1 of 2/);
    for (const who of [night.bob, night.sandbox.as('gina')]) {
      await who.clicksIn(card, 'Approve');
      await who.ephemeralSays(APPROVALS, /Each person counts once: 1 more has to\./);
    }
    expect(await night.grants()).toEqual([]);
    await night.carol.clicksIn(card, 'Approve');
    await night.alice.windowSays(/ledger-db until/);
    expect(await night.rows('SELECT name FROM approvals ORDER BY nth')).toEqual([{ name: 'Bob' }, { name: 'Carol' }]);
  });
});

describe.each(['no-plan', 'rate-limited'] as const)('the group can’t be looked up (%s)', (fault) => {
  it('when it is asked: nobody is asked, and she is told', async () => {
    const night = await aQuietNight();
    night.sandbox.slack.groupLookUp = fault;
    await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
    await night.alice.windowSays(/Slack .*Nothing was opened/s);
    expect(await requests(night)).toEqual([]);
    night.sandbox.slack.heal();
    await night.alice.clicks('Try again');
    await night.alice.windowSays(/Asked (Bob|Carol)/);
  });

  it('at the click: nothing is approved or denied, and the next click counts', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    night.sandbox.slack.groupLookUp = fault;
    await night.bob.clicksIn(card, 'Approve');
    await night.bob.ephemeralSays(APPROVALS, 'So nothing was approved.');
    await night.bob.clicksIn(card, 'Deny');
    await night.bob.windowSays('Why not?');
    await night.bob.submits();
    await night.bob.windowSays('So nothing was denied.');
    expect(await stateOf(night)).toBe('pending');
    night.sandbox.slack.heal();
    await night.bob.clicksIn(card, 'Approve');
    await night.alice.windowSays(/db-prod until/);
  });
});
