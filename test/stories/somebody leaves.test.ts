import { describe, expect, it } from 'vitest';
import { aNight, CANARY, type Night } from './a-night.ts';
import { APPROVALS, AUDIT, aliceAsks, aQuietNight, buttonsOf, CHANNEL, kindsOf } from './a-quiet-night.ts';

const LEDGER = 'ledger-db because month end';

async function aliceHolds(): Promise<Night> {
  const night = await aNight();
  await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
  await night.alice.windowSays(/🔓/);
  await night.sandbox.channel(AUDIT).says(/🔓 db-prod until/);
  return night;
}

describe('Slack says at once that Alice', () => {
  it.each([
    ['was deactivated', { deleted: true }],
    ['is a guest now', { guest: true }],
  ])('%s: her grant ends, her open values are wiped, and the card says why', async (_, change) => {
    const night = await aliceHolds();
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    await night.sandbox.changePerson('alice', change);
    const card = await night.sandbox
      .channel(AUDIT)
      .says(/Ended at \d\d:\d\d, because Alice's account is no longer an active full member/);
    expect(card.text).toContain('They work until they are rotated.');
    await night.bot.tick();
    expect(night.alice.window()?.text).not.toContain(CANARY);
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'person-left' }]);
    expect((await night.audited()).findLast(({ kind }) => kind === 'grant-ended')).toMatchObject({
      by: { kind: 'nightlatch' },
      about: { cause: 'person-left', holder: { name: 'Alice' } },
    });
  });

  it('was deactivated while her request waits: it ends, and nobody can approve it', async () => {
    const night = await aQuietNight();
    const card = await aliceAsks(night);
    await night.sandbox.changePerson('alice', { deleted: true });
    const overtaken = await night.sandbox
      .channel(APPROVALS)
      .says(/Not given at \d\d:\d\d: Alice is no longer a full member here/);
    expect(buttonsOf(overtaken)).toEqual(['Details']);
    const { blockId, value } = card.buttons[0]!;
    await night.bob.forgesClick(card, { blockId, actionId: 'approve', forged: { value: value! } });
    await night.bob.ephemeralSays(APPROVALS, /Not given.*So nothing changed now/s);
    expect(await night.grants()).toEqual([]);
    expect(await kindsOf(night)).toEqual(['access-asked', 'request-overtaken']);
  });
});

describe('an approver leaves', () => {
  it('his yes doesn’t count any more: the card shows it, and another one is needed', async () => {
    const night = await aQuietNight();
    night.sandbox.setGroup('dba-leads', ['bob', 'carol', 'gina']);
    await aliceAsks(night, LEDGER);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/Approved by Bob at \d\d:\d\d \(1 of 2\)/);
    await night.sandbox.changePerson('bob', { deleted: true });
    await night.alice.windowSays(/0 of 2/);
    await night.carol.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/Approved by Carol at \d\d:\d\d \(1 of 2\)/);
    expect(await night.grants()).toEqual([]);
    await night.sandbox.as('gina').clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 ledger-db until/);
    expect(await kindsOf(night)).toContain('approval-void');
  });

  it('a grant that he agreed to stays, since it was given', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓/);
    await night.sandbox.changePerson('bob', { deleted: true });
    await night.sandbox.clock.advance('PT61S');
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });
});

describe('the event never came', () => {
  it('the check once a minute ends what she holds and waits for', async () => {
    const night = await aliceHolds();
    night.resolveIncident(42);
    await night.alice.types(CHANNEL, `/unlock ${LEDGER}`);
    await night.alice.windowSays(/Asked Bob and Carol/);
    await night.bot.tick();
    await night.sandbox.changePerson('alice', { deleted: true }, { silently: true });
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
    await night.sandbox.clock.advance('PT61S');
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'person-left' }]);
    await night.sandbox.channel(APPROVALS).says(/Alice is no longer a full member here/);
  });

  it('and voids an approver’s yes', async () => {
    const night = await aQuietNight();
    await aliceAsks(night, LEDGER);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/1 of 2/);
    await night.sandbox.changePerson('bob', { guest: true }, { silently: true });
    await night.sandbox.clock.advance('PT61S');
    await night.bot.tick();
    await night.alice.windowSays(/0 of 2/);
  });
});

describe('nobody left', () => {
  it('a Slack that doesn’t answer changes nothing', async () => {
    const night = await aliceHolds();
    const heal = night.sandbox.slack.failAlways('users.info', 'ratelimited');
    await night.sandbox.clock.advance('PT61S');
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
    heal();
    await night.sandbox.clock.advance('PT61S');
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });

  it('an event that claims it, of somebody who is there, changes nothing: Slack is asked', async () => {
    const night = await aliceHolds();
    await night.sandbox.slack.events.send({
      type: 'user_change',
      user: { id: 'U01ALICE', team_id: 'T0123ABCD', name: 'alice', deleted: true, profile: {} },
      cache_ts: 0,
    });
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });

  it('a new name or another time zone changes nothing', async () => {
    const night = await aliceHolds();
    await night.sandbox.changePerson('alice', { name: 'Alicia', timezone: 'Asia/Tokyo' });
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });
});
